// The manifest of a job, when it is prepared: from its file, from an inventory, or generated. Throws a ManifestFailure if it cannot
// be used.
import type { OperationContext } from '../../http/operation.ts';
import type { BatchJob, BatchRequest } from '../batch/batchJob.ts';
import { csvManifest } from './csvManifest.ts';
import { generateManifest } from './generateManifest.ts';
import { inventoryManifest } from './inventoryManifest.ts';
import { etagMismatch, invalidManifest } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { objectOfArn } from './objectOfArn.ts';
import { readObject } from './readObject.ts';
import { saveManifest } from './saveManifest.ts';

interface Manifest {
  rows: ManifestRows;
  /** Of a generated manifest that was saved. */
  etag?: string;
}

export function readManifest({ id, request }: BatchJob, context: OperationContext): Manifest {
  const generator = request.ManifestGenerator?.S3JobManifestGenerator;
  if (!generator) return { rows: fileRows(request, context) };
  // Batch Replication copies old versions too.
  const generated = generateManifest(generator, request.Operation?.S3ReplicateObject !== undefined, context);
  const output = generator.EnableManifestOutput ? generator.ManifestOutputLocation : undefined;
  return { rows: generated.rows, ...(output ? { etag: saveManifest(id, output, generated, context) } : {}) };
}

function fileRows({ Manifest: manifest }: BatchRequest, context: OperationContext): ManifestRows {
  if (!manifest) throw invalidManifest();
  const { ObjectArn: arn, ObjectVersionId: versionId, ETag: etag } = manifest.Location ?? {};
  const { version, bytes } = readObject({ ...objectOfArn(arn), versionId }, context);
  if (etag?.replaceAll('"', '') !== version.etag) throw etagMismatch();
  return manifest.Spec?.Format === 'S3InventoryReport_CSV_20161130'
    ? inventoryManifest(bytes, context)
    : csvManifest(bytes, manifest, context);
}

// The manifest of a job, when it is prepared: from its file, from an inventory, or generated. Throws a ManifestFailure if it cannot
// be used.
import type { OperationContext } from '../../http/operation.ts';
import { unquoted } from '../../s3/rules/etags.ts';
import type { InPieces } from '../../world/inPieces.ts';
import type { BatchJob, BatchRequest } from '../batch/batchJob.ts';
import { csvManifest } from './csvManifest.ts';
import { findObject } from './findObject.ts';
import { generateManifest } from './generateManifest.ts';
import { holdManifest } from './holdManifest.ts';
import { inventoryManifest } from './inventoryManifest.ts';
import { etagMismatch, invalidManifest } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { objectOfArn } from './objectOfArn.ts';
import { saveManifest } from './saveManifest.ts';

export interface ReadManifest {
  rows: ManifestRows;
  /** Counted against the memory of uploads, because the job keeps its manifest when the object is deleted. */
  heldBytes: number;
  /** Of a generated manifest that was saved. */
  etag?: string;
}

export function* readManifest({ id, request }: BatchJob, context: OperationContext): InPieces<ReadManifest> {
  const generator = request.ManifestGenerator?.S3JobManifestGenerator;
  if (!generator) {
    const rows = yield* fileRows(request, context);
    return { rows, heldBytes: holdManifest(rows, context.world) };
  }
  // Batch Replication copies old versions too.
  const generated = yield* generateManifest(generator, request.Operation?.S3ReplicateObject !== undefined, context);
  const output = generator.EnableManifestOutput ? generator.ManifestOutputLocation : undefined;
  const { rows } = generated;
  const heldBytes = holdManifest(rows, context.world);
  if (!output) return { rows, heldBytes };
  try {
    return { rows, heldBytes, etag: yield* saveManifest(id, output, generated, context) };
  } catch (error) {
    context.world.heldBytes.uploaded -= heldBytes;
    throw error;
  }
}

function* fileRows({ Manifest: manifest }: BatchRequest, context: OperationContext): InPieces<ManifestRows> {
  if (!manifest) throw invalidManifest();
  const { ObjectArn: arn, ObjectVersionId: versionId, ETag: etag = '' } = manifest.Location ?? {};
  const { etag: known, content } = findObject({ ...objectOfArn(arn), versionId }, context);
  if (unquoted(etag) !== known) throw etagMismatch();
  return manifest.Spec?.Format === 'S3InventoryReport_CSV_20161130'
    ? yield* inventoryManifest(content, context)
    : yield* csvManifest(content, manifest);
}

// The manifest of a job, when it is prepared: from its file, from an inventory, or generated. Throws a ManifestFailure if it cannot
// be used.
import type { OperationContext } from '../../http/operation.ts';
import type { BatchJob } from '../batch/batchJob.ts';
import { csvManifest } from './csvManifest.ts';
import { inventoryManifest } from './inventoryManifest.ts';
import { etagMismatch } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';
import { objectOfArn } from './objectOfArn.ts';
import { readObject } from './readObject.ts';

export function readManifest({ request }: BatchJob, context: OperationContext): ManifestRows {
  const { Manifest: manifest } = request;
  if (!manifest) throw new Error('a job without a manifest');
  const { ObjectArn: arn, ObjectVersionId: versionId, ETag: etag } = manifest.Location ?? {};
  const { version, bytes } = readObject({ ...objectOfArn(arn), versionId }, context);
  if (etag?.replaceAll('"', '') !== version.etag) throw etagMismatch();
  return manifest.Spec?.Format === 'S3InventoryReport_CSV_20161130'
    ? inventoryManifest(bytes, context)
    : csvManifest(bytes, manifest, context);
}

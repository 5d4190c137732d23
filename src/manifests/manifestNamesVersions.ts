// Whether the manifest of a job has a column of versions. Of a CSV manifest the job shows it; of an inventory, and of a manifest
// that S3 has generated, only its manifest.json.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { mayReadBucket } from '../aws/s3/mayReadBucket.ts';
import type { BatchJobDetails } from '../aws/s3control/batchJob.ts';
import type { StructureRecord } from '../aws/structure.ts';
import { NotFoundError, ObjectChangedError, OutputUnreadableError } from '../core/errors.ts';
import { manifestAddress } from './manifestAddress.ts';
import { columnsOf } from './manifestColumns.ts';
import { readInventoryManifest } from './readInventoryManifest.ts';

/** Null if it is not known: the manifest is not in a bucket that the caller may read, or is not there any more. */
export async function manifestNamesVersions(aws: AwsSession, job: BatchJobDetails): Promise<boolean | null> {
  const spec = job.manifest?.['spec'] as StructureRecord | undefined;
  const fields = spec?.['fields'] as string[] | undefined;
  // Also behind an access point.
  const columns = fields && columnsOf(fields);
  if (columns) return columns.versionId !== null;
  const address = manifestAddress(job);
  const source = address && { location: job, bucketName: address.bucketName };
  if (!source || !mayReadBucket(aws, source)) return null;
  const { key, versionId, eTag } = address;
  try {
    const inventory = await readInventoryManifest(aws, source, { key, versionId, ifMatch: eTag });
    return inventory.columns.versionId !== null;
  } catch (error) {
    const isGone =
      error instanceof NotFoundError || error instanceof ObjectChangedError || error instanceof OutputUnreadableError;
    if (isGone) return null;
    throw error;
  }
}

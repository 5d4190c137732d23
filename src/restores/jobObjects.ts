// The objects of a restore job: its manifest, and the states of the objects in their buckets.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { type CallBudget, type FoundStatus, readStatuses } from '../aws/lookup/readStatuses.ts';
import { parseBucketArn } from '../aws/s3/objectArn.ts';
import type { BatchJobDetails, BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { type GatewayError, NotFoundError } from '../core/errors.ts';
import type { Location } from '../core/location.ts';
import { type ManifestAddress, manifestAddress } from '../manifests/manifestAddress.ts';
import { type OpenManifest, openManifest } from '../manifests/manifestPage.ts';
import type { PackedReadings } from '../manifests/packedReadings.ts';
import type { ManifestRow } from '../manifests/readManifestRow.ts';

export interface RestoreJob {
  job: BatchJobRecord;
  details: BatchJobDetails;
}

/** An object that a manifest or a query names. */
export type NamedObject = Pick<ManifestRow, 'bucket' | 'key' | 'versionId'>;

export const isRestore = ({ operationName }: Pick<BatchJobRecord, 'operationName'>): boolean =>
  operationName === 'S3_INITIATE_RESTORE_OBJECT';

/** In milliseconds after the end of the job: restores of any tier are readable then, and rights can be repaired until then. */
const repairTime = 72 * 3_600_000;

/** Whether a later reading may succeed. */
export const mayPass = ({ retryable, code }: GatewayError, { job }: RestoreJob, now: number): boolean =>
  retryable || (code === 'FORBIDDEN' && now < (job.completionDate?.getTime() ?? 0) + repairTime);

/** NotFoundError if the job names no manifest in a bucket. */
function manifestOf({ job, details }: RestoreJob): ManifestAddress {
  const address = manifestAddress(details);
  if (address) return address;
  throw new NotFoundError(
    `The objects of the job ${job.jobId} are unknown: it has no manifest in a bucket. S3 has not written one yet, was not asked to, or it is behind an access point.`,
  );
}

export const openJobManifest = (
  aws: AwsSession,
  of: RestoreJob,
  { scanBytes, packedReadings }: { scanBytes: number; packedReadings: PackedReadings },
): Promise<OpenManifest> =>
  openManifest({ aws, location: of.job, budget: { left: scanBytes }, readings: packedReadings }, manifestOf(of));

/** Rows can name the ARN of their bucket. */
export const bucketOf = ({ bucket }: Pick<ManifestRow, 'bucket'>): string => parseBucketArn(bucket) ?? bucket;

/** The results have the order of the rows. */
export async function statusesOf(
  aws: AwsSession,
  location: Location,
  rows: readonly NamedObject[],
  budget?: CallBudget,
): Promise<FoundStatus[]> {
  const byBucket = new Map<string, NamedObject[]>();
  for (const row of rows) {
    const members = byBucket.get(bucketOf(row));
    if (members) members.push(row);
    else byBucket.set(bucketOf(row), [row]);
  }
  const found = new Map<NamedObject, FoundStatus>();
  for (const [bucketName, members] of byBucket) {
    const statuses = await readStatuses(aws, { location, bucketName }, members, budget);
    for (const [index, row] of members.entries()) found.set(row, statuses[index] ?? null);
  }
  return rows.map((row) => found.get(row) ?? null);
}

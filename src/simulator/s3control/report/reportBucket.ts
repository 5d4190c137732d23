// The bucket that a job's report can be written to: it exists and belongs to the account of the job, which is the only one that has
// access. The keys must not be too long. S3 writes no report to a bucket with a default retention, which the simulator does not have.
import type { JobReport } from '@aws-sdk/client-s3-control';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectStore } from '../../world/objects/objectStore.ts';

/** The longest key of S3, less what follows the prefix in the keys of a report. In bytes. */
const LONGEST_PREFIX = 1024 - 94;

/** Undefined if the report cannot be written. */
export function reportBucket(
  objects: ObjectStore,
  accountId: string,
  { Bucket: arn, Prefix: prefix = '', ExpectedBucketOwner: owner = accountId }: JobReport,
  time: number,
): Bucket | undefined {
  if (Buffer.byteLength(prefix) > LONGEST_PREFIX) return undefined;
  const bucket = objects.bucketAt(arn?.split(':').at(-1) ?? '', time);
  return bucket && bucket.owner.accountId === accountId && owner === accountId ? bucket : undefined;
}

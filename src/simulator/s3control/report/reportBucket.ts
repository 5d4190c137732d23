// The bucket that a job's report can be written to: it exists and belongs to the account of the job, which is the only one that has
// access. Buckets with Object Lock, which takes no reports, do not exist in the simulator.
import type { JobReport } from '@aws-sdk/client-s3-control';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectStore } from '../../world/objects/objectStore.ts';

/** Undefined if the report cannot be written. */
export function reportBucket(
  objects: ObjectStore,
  accountId: string,
  { Bucket: arn, ExpectedBucketOwner: owner = accountId }: JobReport,
  time: number,
): Bucket | undefined {
  const bucket = objects.bucketAt(arn?.split(':').at(-1) ?? '', time);
  return bucket && bucket.owner.accountId === accountId && owner === accountId ? bucket : undefined;
}

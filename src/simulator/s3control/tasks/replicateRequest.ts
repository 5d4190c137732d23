// S3ReplicateObject. The simulator has no rules of replication: every object is replicated that S3 could replicate, and nothing is
// written elsewhere. The codes are those of S3's user guide.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html
import { AwsError } from '../../http/errors.ts';
import { findBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { isReplicable } from '../manifest/generatorFilter.ts';
import { TaskError } from './taskError.ts';
import { nameOf, type TaskRequest } from './taskObject.ts';

export function replicateRequest(): TaskRequest {
  return (object, context) => {
    const name = nameOf(object);
    const bucket = ask(() => findBucket(name, context), bucketErrors);
    const version = ask(() => findVersion(bucket, name), versionErrors);
    requireReplicable(version, bucket, context.now);
    version.replicationStatus = 'COMPLETED';
    return undefined;
  };
}

const bucketErrors = {
  PermanentRedirect: new TaskError(
    400,
    'SrcBucketInvalidRegion',
    'The source bucket is in another region than the job',
  ),
};

const versionNotFound = new TaskError(404, 'SrcVersionNotFound', 'The version of the source object was not found');
const versionErrors = {
  NoSuchKey: versionNotFound,
  NoSuchVersion: versionNotFound,
  MethodNotAllowed: versionNotFound,
};

function requireReplicable(version: ObjectVersion, bucket: Bucket, now: number): void {
  if (bucket.versioning !== 'Enabled') {
    throw new TaskError(400, 'SrcBucketReplicationConfigMissing', 'The source bucket has no replication configuration');
  }
  // The status is 500 in reports of AWS, although the task fails every time.
  if (!isReplicable(version, bucket, now)) {
    throw new TaskError(500, 'SrcObjectNotEligible', 'Object is not eligible for replication');
  }
}

function ask<T>(question: () => T, errors: Readonly<Record<string, TaskError>>): T {
  try {
    return question();
  } catch (error) {
    throw (error instanceof AwsError ? errors[error.code] : undefined) ?? error;
  }
}

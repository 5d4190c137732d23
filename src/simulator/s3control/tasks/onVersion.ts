import type { OperationContext } from '../../http/operation.ts';
import { findBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { nameOf, type TaskRequest } from './taskObject.ts';

/** A request that changes the version of its object. */
export const onVersion =
  (change: (version: ObjectVersion, bucket: Bucket, context: OperationContext) => void): TaskRequest =>
  (object, context) => {
    const name = nameOf(object);
    const bucket = findBucket(name, context);
    change(findVersion(bucket, name), bucket, context);
    return undefined;
  };

// The request to S3 of each operation of a job. A request returns the message of its task's result, or nothing for the usual one.
import type { JobOperation } from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import type { Values } from '../../http/shapes.ts';
import { deleteObjectTagging } from '../../s3/deleteObjectTagging.ts';
import { putObjectTagging } from '../../s3/putObjectTagging.ts';
import { restoreObject } from '../../s3/restoreObject.ts';
import { callOperation } from './callOperation.ts';
import { copyRequest } from './copyRequest.ts';
import type { TaskObject, TaskRequest } from './taskObject.ts';

export function taskRequest(operation: Decoded<JobOperation>): TaskRequest {
  const { S3PutObjectCopy, S3InitiateRestoreObject, S3PutObjectTagging, S3DeleteObjectTagging } = operation;
  if (S3PutObjectCopy) return copyRequest(S3PutObjectCopy);
  if (S3InitiateRestoreObject) {
    const { ExpirationInDays, GlacierJobTier } = S3InitiateRestoreObject;
    const RestoreRequest = {
      ...(ExpirationInDays === undefined ? {} : { Days: ExpirationInDays }),
      GlacierJobParameters: { Tier: GlacierJobTier === 'BULK' ? 'Bulk' : 'Standard' },
    };
    return (object, context) => void callOperation(restoreObject, { ...nameOf(object), RestoreRequest }, context);
  }
  if (S3PutObjectTagging) {
    const Tagging = { TagSet: S3PutObjectTagging.TagSet ?? [] };
    return (object, context) => void callOperation(putObjectTagging, { ...nameOf(object), Tagging }, context);
  }
  if (S3DeleteObjectTagging)
    return (object, context) => void callOperation(deleteObjectTagging, nameOf(object), context);
  return () => undefined;
}

const nameOf = ({ bucket, key, versionId }: TaskObject): Values =>
  versionId === undefined ? { Bucket: bucket, Key: key } : { Bucket: bucket, Key: key, VersionId: versionId };

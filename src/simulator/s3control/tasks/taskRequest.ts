// The request to S3 of each operation of a job. A request returns the message of its task's result, or nothing for the usual one.
import type { JobOperation } from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import { deleteObjectTagging } from '../../s3/deleteObjectTagging.ts';
import { putObjectLegalHold } from '../../s3/putObjectLegalHold.ts';
import { putObjectRetention } from '../../s3/putObjectRetention.ts';
import { putObjectTagging } from '../../s3/putObjectTagging.ts';
import { restoreObject } from '../../s3/restoreObject.ts';
import { aclRequest } from './aclRequest.ts';
import { callOperation } from './callOperation.ts';
import { checksumRequest } from './checksumRequest.ts';
import { copyRequest } from './copyRequest.ts';
import { encryptionRequest } from './encryptionRequest.ts';
import { replicateRequest } from './replicateRequest.ts';
import { nameOf, type TaskRequest } from './taskObject.ts';

export function taskRequest(operation: Decoded<JobOperation>): TaskRequest {
  const { S3PutObjectCopy, S3InitiateRestoreObject, S3PutObjectTagging, S3DeleteObjectTagging } = operation;
  const { S3PutObjectLegalHold, S3PutObjectRetention } = operation;
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
  if (operation.S3ComputeObjectChecksum) return checksumRequest(operation.S3ComputeObjectChecksum);
  if (operation.S3ReplicateObject) return replicateRequest();
  if (operation.S3PutObjectAcl) return aclRequest(operation.S3PutObjectAcl);
  if (S3PutObjectLegalHold) {
    const { LegalHold } = S3PutObjectLegalHold;
    return (object, context) => void callOperation(putObjectLegalHold, { ...nameOf(object), LegalHold }, context);
  }
  if (S3PutObjectRetention) {
    const { Retention, BypassGovernanceRetention } = S3PutObjectRetention;
    const given = { Retention, BypassGovernanceRetention };
    return (object, context) => void callOperation(putObjectRetention, { ...nameOf(object), ...given }, context);
  }
  if (operation.S3UpdateObjectEncryption) return encryptionRequest(operation.S3UpdateObjectEncryption);
  // A Lambda function decides by itself whether it needs the object.
  return () => undefined;
}

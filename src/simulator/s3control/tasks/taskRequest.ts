// The request to S3 of each operation of a job. A request returns its task's result, or nothing for the usual one. What
// the operation says is checked once, by the first task that needs it.
import type {
  JobOperation,
  S3InitiateRestoreObjectOperation,
  S3SetObjectLegalHoldOperation,
  S3SetObjectRetentionOperation,
  S3SetObjectTaggingOperation,
} from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';
import { checkLegalHold, checkRetention, requireLockable, retain } from '../../s3/rules/objectLock.ts';
import { restoreVersion } from '../../s3/rules/restoreVersion.ts';
import { checkTags } from '../../s3/rules/tags.ts';
import { noTags } from '../../world/objects/noTags.ts';
import { oncePer } from '../../world/oncePer.ts';
import { aclRequest } from './aclRequest.ts';
import { checksumRequest } from './checksumRequest.ts';
import { copyRequest } from './copyRequest.ts';
import { encryptionRequest } from './encryptionRequest.ts';
import { onVersion } from './onVersion.ts';
import { replicateRequest } from './replicateRequest.ts';
import type { TaskRequest } from './taskObject.ts';

export function taskRequest(operation: Decoded<JobOperation>): TaskRequest {
  if (operation.S3PutObjectCopy) return copyRequest(operation.S3PutObjectCopy);
  if (operation.S3InitiateRestoreObject) return restoreRequest(operation.S3InitiateRestoreObject);
  if (operation.S3PutObjectTagging) return taggingRequest(operation.S3PutObjectTagging);
  if (operation.S3DeleteObjectTagging) {
    return onVersion((version) => {
      version.tags = noTags;
    });
  }
  if (operation.S3ComputeObjectChecksum) return checksumRequest(operation.S3ComputeObjectChecksum);
  if (operation.S3ReplicateObject) return replicateRequest();
  if (operation.S3PutObjectAcl) return aclRequest(operation.S3PutObjectAcl);
  if (operation.S3PutObjectLegalHold) return legalHoldRequest(operation.S3PutObjectLegalHold);
  if (operation.S3PutObjectRetention) return retentionRequest(operation.S3PutObjectRetention);
  if (operation.S3UpdateObjectEncryption) return encryptionRequest(operation.S3UpdateObjectEncryption);
  // A Lambda function decides by itself whether it needs the object.
  return () => undefined;
}

function restoreRequest({ ExpirationInDays, GlacierJobTier }: Decoded<S3InitiateRestoreObjectOperation>): TaskRequest {
  const order = {
    days: ExpirationInDays === undefined ? undefined : Number(ExpirationInDays),
    tier: GlacierJobTier === 'BULK' ? 'Bulk' : 'Standard',
  };
  return onVersion((version, bucket, context) => void restoreVersion(bucket, version, order, context));
}

function taggingRequest(given: S3SetObjectTaggingOperation): TaskRequest {
  const tagsOf = oncePer(({ TagSet }: S3SetObjectTaggingOperation) => checkTags(TagSet));
  return onVersion((version) => {
    version.tags = tagsOf(given);
  });
}

function legalHoldRequest({ LegalHold }: S3SetObjectLegalHoldOperation): TaskRequest {
  return onVersion((version, bucket) => {
    requireLockable(bucket);
    version.legalHold = checkLegalHold(LegalHold);
  });
}

function retentionRequest(given: S3SetObjectRetentionOperation): TaskRequest {
  const retentionOf = oncePer(({ Retention }: S3SetObjectRetentionOperation) => checkRetention(Retention));
  const mayBypass = given.BypassGovernanceRetention ?? false;
  return onVersion((version, bucket, { now }) => {
    requireLockable(bucket);
    retain(version, retentionOf(given), { mayBypass, now });
  });
}

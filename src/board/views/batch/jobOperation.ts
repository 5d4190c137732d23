// The operation of a new Batch job, from what is entered in the form. Pure.
import type { JobInput } from './batchOperations.ts';
import type { JobForm } from './jobForm.ts';
import { arnOf, linesOf, tagOf, textOrNull, timeOrNull } from './jobTexts.ts';

export function operationOf(form: JobForm): JobInput['operation'] {
  const { days, tier, targetBucket, targetPrefix, tags, retention, retainUntil } = form;
  switch (form.operation) {
    case 'RESTORE':
      return {
        s3InitiateRestoreObject: { glacierJobTier: tier, expirationInDays: days === '' ? null : Number(days) },
      };
    case 'COPY':
      return {
        s3PutObjectCopy: { targetResource: arnOf(form, targetBucket), targetKeyPrefix: textOrNull(targetPrefix) },
      };
    case 'TAG':
      return { s3PutObjectTagging: { tagSet: linesOf(tags).map(tagOf) } };
    case 'DELETE_TAGS':
      return { s3DeleteObjectTagging: {} };
    case 'ACL':
      return { s3PutObjectAcl: { accessControlPolicy: { cannedAccessControlList: form.acl } } };
    case 'LEGAL_HOLD':
      return { s3PutObjectLegalHold: { legalHold: { status: form.legalHold } } };
    case 'RETENTION':
      return {
        s3PutObjectRetention: {
          retention: retention === 'LIFT' ? {} : { mode: retention, retainUntilDate: timeOrNull(retainUntil) },
        },
      };
    case 'CHECKSUM':
      return { s3ComputeObjectChecksum: { checksumAlgorithm: form.checksum } };
    case 'REPLICATE':
      return { s3ReplicateObject: {} };
    case 'LAMBDA':
      return { lambdaInvoke: { functionArn: form.functionArn.trim() } };
  }
}

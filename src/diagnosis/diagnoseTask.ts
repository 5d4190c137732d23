// The diagnosis of a failed task of a Batch job, from what the completion report says of it. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-failure-codes.html
import { type Diagnosis, type DiagnosisCode, diagnosisOf } from './diagnosis.ts';

/** Each member is null if the report has none. */
export interface TaskFailure {
  errorCode: string | null;
  httpStatusCode: number | null;
  message: string | null;
}

/** Error codes that have one meaning. */
const codes: ReadonlyMap<string, DiagnosisCode> = new Map<string, DiagnosisCode>([
  ['AccessDenied', 'ACCESS_DENIED'],
  ['AllAccessDisabled', 'ACCESS_DENIED'],
  ['NoSuchKey', 'OBJECT_NOT_FOUND'],
  ['NoSuchVersion', 'OBJECT_NOT_FOUND'],
  ['NoSuchBucket', 'BUCKET_NOT_FOUND'],
  ['InvalidObjectState', 'OBJECT_ARCHIVED'],
  ['RestoreAlreadyInProgress', 'RESTORE_IN_PROGRESS'],
  ['GlacierExpeditedRetrievalNotAvailable', 'NO_EXPEDITED_CAPACITY'],
  ['SlowDown', 'TEMPORARY_FAILURE'],
  ['InternalError', 'TEMPORARY_FAILURE'],
  ['ServiceUnavailable', 'TEMPORARY_FAILURE'],
  ['RequestTimeout', 'TEMPORARY_FAILURE'],
  ['OperationAborted', 'TEMPORARY_FAILURE'],
  ['TemporaryFailure', 'LAMBDA_TEMPORARY_FAILURE'],
  ['PermanentFailure', 'LAMBDA_PERMANENT_FAILURE'],
  ['InvalidRequest', 'INVALID_REQUEST'],
  ['InvalidArgument', 'INVALID_REQUEST'],
  ['AssumeRoleNotPermitted', 'REPLICATION_ROLE_NOT_ASSUMED'],
  ['InitiateReplicationNotPermitted', 'REPLICATION_NOT_PERMITTED'],
  ['SrcBucketNotFound', 'REPLICATION_SOURCE_BUCKET'],
  ['SrcBucketInvalidRegion', 'REPLICATION_SOURCE_BUCKET'],
  ['SrcBucketReplicationConfigMissing', 'REPLICATION_SOURCE_BUCKET'],
  ['SrcGetObjectNotPermitted', 'REPLICATION_SOURCE_FORBIDDEN'],
  ['SrcGetAclNotPermitted', 'REPLICATION_SOURCE_FORBIDDEN'],
  ['SrcGetTaggingNotPermitted', 'REPLICATION_SOURCE_FORBIDDEN'],
  ['SrcHeadObjectNotPermitted', 'REPLICATION_SOURCE_FORBIDDEN'],
  ['SrcKmsKeyInvalidState', 'REPLICATION_KEY_UNUSABLE'],
  ['DstKmsKeyInvalidState', 'REPLICATION_KEY_UNUSABLE'],
  ['DstKmsKeyNotFound', 'REPLICATION_KEY_UNUSABLE'],
  ['SrcObjectNotEligible', 'REPLICATION_NOT_ELIGIBLE'],
  ['SrcVersionNotFound', 'REPLICATION_VERSION_NOT_FOUND'],
  ['DstVersionNotFound', 'REPLICATION_VERSION_NOT_FOUND'],
  ['DstBucketNotFound', 'REPLICATION_DESTINATION_BUCKET'],
  ['DstBucketUnversioned', 'REPLICATION_DESTINATION_BUCKET'],
  ['DstBucketObjectLockConfigMissing', 'REPLICATION_DESTINATION_BUCKET'],
  ['DstPutObjectNotPermitted', 'REPLICATION_DESTINATION_FORBIDDEN'],
  ['DstPutAclNotPermitted', 'REPLICATION_DESTINATION_FORBIDDEN'],
  ['DstPutTaggingNotPermitted', 'REPLICATION_DESTINATION_FORBIDDEN'],
  ['DstPutLegalHoldNotPermitted', 'REPLICATION_DESTINATION_FORBIDDEN'],
  ['DstDelObjNotPermitted', 'REPLICATION_DESTINATION_FORBIDDEN'],
  ['DstMultipartInitNotPermitted', 'REPLICATION_DESTINATION_FORBIDDEN'],
  ['DstMultipartPartUploadNotPermitted', 'REPLICATION_DESTINATION_FORBIDDEN'],
  ['DstMultipartCompleteNotPermitted', 'REPLICATION_DESTINATION_FORBIDDEN'],
  ['DstObjectHardDeleted', 'REPLICATION_DELETED_AT_DESTINATION'],
]);

/** Codes of many meanings: the message has the one. */
const messages: ReadonlyMap<string | null, readonly (readonly [RegExp, DiagnosisCode])[]> = new Map([
  [
    'InvalidRequest',
    [
      [/missing VersionId/i, 'VERSION_ID_MISSING'],
      [/larger than the maximum allowable size for a copy source/i, 'OBJECT_TOO_LARGE'],
    ],
  ],
  // A task that computes a checksum fails with the code of a Lambda function, and with JSON.
  ['PermanentFailure', [[/^error details: /, 'CHECKSUM_NOT_COMPUTED']]],
]);

/** For codes that the table does not have. */
const statuses: ReadonlyMap<number, DiagnosisCode> = new Map<number, DiagnosisCode>([
  [403, 'ACCESS_DENIED'],
  [404, 'OBJECT_NOT_FOUND'],
  [429, 'TEMPORARY_FAILURE'],
  [500, 'TEMPORARY_FAILURE'],
  [503, 'TEMPORARY_FAILURE'],
]);

/** Whether failures with the same code and status can have different diagnoses. */
export const dependsOnMessage = ({ errorCode }: Pick<TaskFailure, 'errorCode'>): boolean => messages.has(errorCode);

/** Null if nothing is known of such a failure. */
export function diagnoseTask({ errorCode, httpStatusCode, message }: TaskFailure): Diagnosis | null {
  const special = messages.get(errorCode)?.find(([pattern]) => pattern.test(message ?? ''))?.[1];
  const code = special ?? (errorCode === null ? undefined : codes.get(errorCode));
  if (code) return diagnosisOf(code);
  const guessed = httpStatusCode === null ? undefined : statuses.get(httpStatusCode);
  return guessed ? Object.freeze({ ...diagnosisOf(guessed), confidence: 'GUESSED' }) : null;
}

/** The error codes that have a diagnosis of their own. */
export const diagnosedCodes: ReadonlyMap<string, DiagnosisCode> = codes;

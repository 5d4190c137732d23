// S3's refusal of a request to a bucket, with what its operator needs to know: which IAM action is missing, and where. S3 gives
// no reason, and the same answer for three causes. Refusals that name another reason, such as an archived object, name it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
import { ForbiddenError, type GatewayError, ObjectArchivedError } from '../../core/errors.ts';
import type { AwsOperation } from './defineOperation.ts';
import { responseStatus } from './responseStatus.ts';
import { translateError } from './translateError.ts';

interface BucketInput {
  Bucket?: string;
  ExpectedBucketOwner?: string;
  Key?: string | undefined;
  VersionId?: string | undefined;
}

/** Null for any other error, such as one of the credentials themselves. */
export function deniedInBucket(error: unknown, operation: AwsOperation, input: BucketInput): GatewayError | null {
  if (responseStatus(error) !== 403) return null;
  const translated = translateError(error);
  if (!(translated instanceof ForbiddenError)) return null;
  const { Bucket, ExpectedBucketOwner, Key, VersionId } = input;
  const { name, message, StorageClass = null } = error as S3Refusal;
  if (name === 'InvalidObjectState')
    return new ObjectArchivedError(
      { bucketName: Bucket ?? '', key: Key ?? '', storageClass: StorageClass },
      translated,
    );
  if (translated.awsCode !== null && !denials.has(translated.awsCode))
    return new ForbiddenError(
      `S3 refuses ${operation.name} in the bucket ${Bucket} of account ${ExpectedBucketOwner}. AWS: ${name}: ${message}`,
      translated,
    );
  const otherCauses = operation.isRead
    ? 'The answer is the same if another account owns the bucket, and, without s3:ListBucket, for an object that does not exist.'
    : 'The answer is the same if another account owns the bucket.';
  return new ForbiddenError(
    `S3 denies ${missingAction(operation, VersionId)} in the bucket ${Bucket} of account ${ExpectedBucketOwner} to the gateway. ${otherCauses} AWS: ${translated.message}`,
    translated,
  );
}

interface S3Refusal {
  name: string;
  message: string;
  /** Of an archived object. */
  StorageClass?: string;
}

/** Answers to HEAD have no body, and so no name. */
const denials: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException', 'Forbidden']);

/** A named version has a right of its own. */
const missingAction = ({ iam }: AwsOperation, versionId: string | undefined): string | undefined =>
  versionId === undefined ? iam[0] : (iam.find((action) => action.endsWith('Version')) ?? iam[0]);

// S3's refusal of a request to a bucket, with what its operator needs to know: which IAM action is missing, and where. S3 gives
// no reason, and the same answer for three causes.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
import { ForbiddenError } from '../../core/errors.ts';
import type { AwsOperation } from './defineOperation.ts';
import { responseStatus } from './responseStatus.ts';
import { translateError } from './translateError.ts';

interface BucketInput {
  Bucket?: string;
  ExpectedBucketOwner?: string;
}

/** Null for any other error, such as one of the credentials themselves. */
export function deniedInBucket(
  error: unknown,
  { iam, isRead }: AwsOperation,
  { Bucket, ExpectedBucketOwner }: BucketInput,
): ForbiddenError | null {
  if (responseStatus(error) !== 403) return null;
  const translated = translateError(error);
  if (!(translated instanceof ForbiddenError)) return null;
  const [action] = iam;
  const otherCauses = isRead
    ? 'It answers so too if another account owns the bucket, and, without s3:ListBucket, for an object that does not exist.'
    : 'It answers so too if another account owns the bucket.';
  return new ForbiddenError(
    `S3 denies ${action} in the bucket ${Bucket} of account ${ExpectedBucketOwner} to the gateway. ${otherCauses} AWS: ${translated.message}`,
    translated,
  );
}

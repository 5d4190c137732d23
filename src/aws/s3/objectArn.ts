// The bucket and the key in the ARN of an object, and the bucket in its own ARN. Pure.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-resources-for-iam-policies
import { isBucketName } from './isBucketName.ts';

export interface ObjectName {
  bucketName: string;
  key: string;
}

export const objectArn = /^arn:aws[\w-]*:s3:::([\w.-]{3,})\/(.+)$/su;
/** Of a general purpose bucket. */
export const bucketArn = /^arn:aws[\w-]*:s3:::([\w.-]{3,})$/u;

/** Null for an object behind an access point, whose bucket the ARN does not name. */
export function parseObjectArn(arn: string): ObjectName | null {
  const [, bucketName = '', key = ''] = objectArn.exec(arn) ?? [];
  return isBucketName(bucketName) ? { bucketName, key } : null;
}

/** Null for an access point or a directory bucket. */
export function parseBucketArn(arn: string): string | null {
  const [, bucketName = ''] = bucketArn.exec(arn) ?? [];
  return isBucketName(bucketName) ? bucketName : null;
}

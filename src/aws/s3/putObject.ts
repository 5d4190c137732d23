// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
import type { PutObjectCommandInput, PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { atBucket, type BucketSource } from './atBucket.ts';

/** Repeatable, because an object that exists is not replaced. */
export const putObjectOperation = defineOperation({
  service: 's3',
  name: 'PutObject',
  action: 'write',
  iam: ['s3:PutObject'],
  retry: 'repeatable',
});

/**
 * SSE-S3, whatever the default of the bucket is: S3 Batch Operations reads no CSV manifest that is encrypted with a KMS key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-create-job.html
 */
export const manifestEncryption = 'AES256';

export interface NewObject {
  key: string;
  contentType: string;
  /** Names in lower case, texts in ASCII. */
  metadata: Readonly<Record<string, string>>;
}

/** Writes an object whose key is free, and returns its ETag without quotes; null if S3 does not report it. */
export async function putObject(
  aws: AwsSession,
  bucket: BucketSource,
  { key, contentType, metadata }: NewObject,
  bytes: Buffer,
): Promise<string | null> {
  const { ETag } = await atBucket(aws, bucket, (location, named) =>
    aws.write(
      s3<PutObjectCommandInput, PutObjectCommandOutput>(
        putObjectOperation,
        location,
        {
          ...named,
          Key: key,
          ContentType: contentType,
          Metadata: metadata,
          ServerSideEncryption: manifestEncryption,
          Body: bytes,
          IfNoneMatch: '*',
        },
        (sdk, input) => new sdk.PutObjectCommand(input),
      ),
    ),
  );
  return ETag?.replaceAll('"', '') || null;
}

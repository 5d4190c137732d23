// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
import type { HeadObjectCommandInput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { atBucket, type BucketSource } from './atBucket.ts';

/** AWS has no right of its own for it. */
export const headObjectOperation = defineOperation({
  service: 's3',
  name: 'HeadObject',
  action: 'read',
  iam: ['s3:GetObject', 's3:ListBucket'],
  retry: 'repeatable',
});

export interface ObjectHead {
  /** In bytes; null if S3 does not report it. */
  size: number | null;
  eTag: string | null;
  lastModified: Date | null;
}

export const headObject = (aws: AwsSession, source: BucketSource, key: string): Promise<ObjectHead> =>
  atBucket(aws, source, (location, bucket) =>
    aws.read(
      s3<HeadObjectCommandInput, HeadObjectCommandOutput>(
        headObjectOperation,
        location,
        { ...bucket, Key: key },
        (sdk, input) => new sdk.HeadObjectCommand(input),
      ),
      ({ ContentLength, ETag, LastModified }) => ({
        size: ContentLength ?? null,
        eTag: ETag ?? null,
        lastModified: LastModified ?? null,
      }),
    ),
  );

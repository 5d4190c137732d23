// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
import type { HeadBucketCommandInput, HeadBucketCommandOutput } from '@aws-sdk/client-s3';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { atBucket, type BucketSource } from './atBucket.ts';

/** No other call shows with fewer rights that a bucket exists: lists and GetBucketLocation reveal more. */
export const headBucketOperation = defineOperation({
  service: 's3',
  name: 'HeadBucket',
  action: 'read',
  iam: ['s3:ListBucket'],
  retry: 'repeatable',
});

/** The region of the bucket. NotFoundError if it does not exist; ForbiddenError if another account than the expected one owns it. */
export const headBucket = (aws: AwsSession, source: BucketSource): Promise<string> =>
  atBucket(aws, source, (location, bucket) =>
    aws.read(
      s3<HeadBucketCommandInput, HeadBucketCommandOutput>(
        headBucketOperation,
        location,
        bucket,
        (sdk, input) => new sdk.HeadBucketCommand(input),
      ),
      ({ BucketRegion }) => BucketRegion ?? location.region,
    ),
  );

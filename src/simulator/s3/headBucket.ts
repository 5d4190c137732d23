// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
// The region is in a header, also of the answers 301 and 403.
import { HeadBucket$, type HeadBucketCommandInput, type HeadBucketCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';

export const headBucket = operation<HeadBucketCommandInput, HeadBucketCommandOutput>(HeadBucket$, (input, context) => {
  const { name, region } = findBucket(input, context);
  return { BucketArn: `arn:aws:s3:::${name}`, BucketRegion: region, AccessPointAlias: false };
});

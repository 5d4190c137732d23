// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
import {
  GetBucketVersioning$,
  type GetBucketVersioningCommandInput,
  type GetBucketVersioningCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';

export const getBucketVersioning = operation<GetBucketVersioningCommandInput, GetBucketVersioningCommandOutput>(
  GetBucketVersioning$,
  (input, context) => ({ Status: findBucket(input, context).versioning ?? null }),
);

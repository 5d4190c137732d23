// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html
// Buckets are private: PutBucketAcl is not simulated.
import { GetBucketAcl$, type GetBucketAclCommandInput, type GetBucketAclCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { privateAcl } from './rules/accessControl.ts';
import { findBucket } from './rules/findBucket.ts';
import { ownerOf } from './rules/ownerOf.ts';

export const getBucketAcl = operation<GetBucketAclCommandInput, GetBucketAclCommandOutput>(
  GetBucketAcl$,
  (input, context) => {
    const bucket = findBucket(input, context);
    return { Owner: ownerOf(bucket), Grants: privateAcl(bucket) };
  },
);

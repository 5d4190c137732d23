// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html
// Every bucket allows lists. S3 refuses them in buckets whose owner has disabled them, as in new ones by default.
import { PutObjectAcl$, type PutObjectAclCommandInput, type PutObjectAclCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { requestedAcl } from './rules/requestedAcl.ts';

export const putObjectAcl = operation<PutObjectAclCommandInput, PutObjectAclCommandOutput>(
  PutObjectAcl$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    version.acl = requestedAcl(input, bucket);
    return {};
  },
);

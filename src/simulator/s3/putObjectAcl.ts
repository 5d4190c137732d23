// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html
// Every bucket allows lists. S3 refuses them in buckets whose owner has disabled them, as in new ones by default.
import { PutObjectAcl$, type PutObjectAclCommandInput, type PutObjectAclCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { S3Error } from '../protocol/s3/s3Error.ts';
import { checkPolicy, newAcl } from './rules/accessControl.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';

export const putObjectAcl = operation<PutObjectAclCommandInput, PutObjectAclCommandOutput>(
  PutObjectAcl$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    const inHeaders = newAcl(input, bucket);
    const policy = input.AccessControlPolicy;
    if (inHeaders && policy) throw new S3Error('UnexpectedContent', 'This request does not support content');
    const acl = policy ? checkPolicy(policy, bucket) : inHeaders;
    if (!acl) {
      throw new S3Error('MissingSecurityHeader', 'Your request was missing a required header', {
        details: { MissingHeaderName: 'x-amz-acl' },
      });
    }
    version.acl = acl;
    return {};
  },
);

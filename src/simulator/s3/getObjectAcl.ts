// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html
import { GetObjectAcl$, type GetObjectAclCommandInput, type GetObjectAclCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { privateAcl } from './rules/accessControl.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { ownerOf } from './rules/ownerOf.ts';

export const getObjectAcl = operation<GetObjectAclCommandInput, GetObjectAclCommandOutput>(
  GetObjectAcl$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { acl = privateAcl(bucket) } = findVersion(bucket, input);
    return { Owner: ownerOf(bucket), Grants: [...acl] };
  },
);

// The access control list that PutObjectAcl sets: of the headers or of the body of the request.
import type { AccessControlPolicy, Grant } from '@aws-sdk/client-s3';
import { S3Error } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import { type AclInput, checkPolicy, newAcl } from './accessControl.ts';

export function requestedAcl(
  { AccessControlPolicy: policy, ...headers }: AclInput & { AccessControlPolicy?: AccessControlPolicy | undefined },
  bucket: Bucket,
): readonly Grant[] {
  const inHeaders = newAcl(headers, bucket);
  if (inHeaders && policy) throw new S3Error('UnexpectedContent', 'This request does not support content');
  const acl = policy ? checkPolicy(policy, bucket) : inHeaders;
  if (acl) return acl;
  throw new S3Error('MissingSecurityHeader', 'Your request was missing a required header', {
    details: { MissingHeaderName: 'x-amz-acl' },
  });
}

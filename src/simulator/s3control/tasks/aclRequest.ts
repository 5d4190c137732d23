// The access control lists of S3 Control in the terms of S3: of S3PutObjectAcl, and of copies.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-put-object-acl.html
import type { Grant, Grantee } from '@aws-sdk/client-s3';
import type { S3Grant, S3Grantee, S3SetObjectAclOperation } from '@aws-sdk/client-s3-control';
import type { Values } from '../../http/shapes.ts';
import { requestedAcl } from '../../s3/rules/requestedAcl.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import { oncePer } from '../../world/oncePer.ts';
import { onVersion } from './onVersion.ts';
import type { TaskRequest } from './taskObject.ts';

export function aclRequest({ AccessControlPolicy: policy = {} }: S3SetObjectAclOperation): TaskRequest {
  const { AccessControlList: list, CannedAccessControlList: canned } = policy;
  const given = list
    ? { AccessControlPolicy: { Owner: { ID: list.Owner?.ID }, Grants: list.Grants?.map(toGrant) ?? [] } }
    : canned === undefined
      ? {}
      : { ACL: canned };
  const aclIn = oncePer((bucket: Bucket) => requestedAcl(given, bucket));
  return onVersion((version, bucket) => {
    version.acl = aclIn(bucket);
  });
}

const toGrant = ({ Grantee: grantee, Permission: permission }: S3Grant): Grant => ({
  Grantee: grantee && toGrantee(grantee),
  Permission: permission,
});

function toGrantee({ TypeIdentifier: type, Identifier: value }: S3Grantee): Grantee {
  if (type === 'uri') return { Type: 'Group', URI: value };
  if (type === 'emailAddress') return { Type: 'AmazonCustomerByEmail', EmailAddress: value };
  return { Type: 'CanonicalUser', ID: value };
}

const headerOf: Readonly<Record<string, string>> = {
  FULL_CONTROL: 'GrantFullControl',
  READ: 'GrantRead',
  READ_ACP: 'GrantReadACP',
  WRITE_ACP: 'GrantWriteACP',
};

/** The headers of a copy that have the grants. */
export function grantHeaders(grants: readonly S3Grant[] = []): Values {
  const headers: Record<string, string> = {};
  for (const { Grantee: grantee, Permission: permission = '' } of grants) {
    const header = headerOf[permission];
    if (!header || !grantee) continue;
    const text = `${grantee.TypeIdentifier}="${grantee.Identifier}"`;
    headers[header] = headers[header] === undefined ? text : `${headers[header]}, ${text}`;
  }
  return headers;
}

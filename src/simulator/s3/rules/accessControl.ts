// Access control lists of objects: canned ones, grants in headers, and whole lists. They are stored and returned, and never enforced.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
import type { AccessControlPolicy, Grant, Grantee, Permission } from '@aws-sdk/client-s3';
import { AwsError, invalidRequest } from '../../http/errors.ts';
import { invalidArgument, S3Error } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import { ownerOf } from './ownerOf.ts';

const GROUPS = 'http://acs.amazonaws.com/groups/';
const MOST_GRANTS = 100;

/** What each canned list grants besides the owner's FULL_CONTROL. The owner of a bucket owns all of its objects. */
const canned: Readonly<Record<string, readonly Grant[]>> = {
  private: [],
  'public-read': [groupGrant('global/AllUsers', 'READ')],
  'public-read-write': [groupGrant('global/AllUsers', 'READ'), groupGrant('global/AllUsers', 'WRITE')],
  'authenticated-read': [groupGrant('global/AuthenticatedUsers', 'READ')],
  // Amazon EC2.
  'aws-exec-read': [
    {
      Grantee: { Type: 'CanonicalUser', ID: '6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c' },
      Permission: 'READ',
    },
  ],
  'bucket-owner-read': [],
  'bucket-owner-full-control': [],
};

/** S3 ignores x-amz-grant-write for objects. */
const headers = {
  GrantFullControl: 'FULL_CONTROL',
  GrantRead: 'READ',
  GrantReadACP: 'READ_ACP',
  GrantWriteACP: 'WRITE_ACP',
} as const satisfies Record<string, Permission>;

const members = Object.keys(headers) as (keyof typeof headers)[];

export type AclInput = { ACL?: string | undefined } & { [name in keyof typeof headers]?: string | undefined };

/** The grants of an object without a list of its own. */
export const privateAcl = (bucket: Bucket): Grant[] => [
  { Grantee: { Type: 'CanonicalUser', ...ownerOf(bucket) }, Permission: 'FULL_CONTROL' },
];

/** The list in the headers of a request; undefined without one. */
export function newAcl({ ACL: name, ...input }: AclInput, bucket: Bucket): readonly Grant[] | undefined {
  const grants: Grant[] = [];
  for (const member of members) {
    if (input[member] === undefined) continue;
    const added = parseGrantees(input[member]).map(checkGrantee);
    grants.push(...added.map((Grantee) => ({ Grantee, Permission: headers[member] })));
  }
  if (name === undefined) return grants.length > 0 ? limited(grants) : undefined;
  if (grants.length > 0) throw invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed');
  const others = Object.hasOwn(canned, name) ? canned[name] : undefined;
  if (!others) throw invalidArgument('', 'x-amz-acl', name);
  return [...privateAcl(bucket), ...others];
}

/** The grants of a list in the body of a request. */
export function checkPolicy({ Owner: owner, Grants: grants = [] }: AccessControlPolicy, bucket: Bucket): Grant[] {
  if (owner?.ID === undefined) throw malformed();
  if (owner.ID !== ownerOf(bucket).ID) throw new S3Error('AccessDenied', 'Access Denied');
  return limited(
    grants.map(({ Grantee: grantee, Permission: permission }) => {
      if (!grantee || permission === undefined || !permissions.has(permission)) throw malformed();
      return { Grantee: checkGrantee(grantee), Permission: permission };
    }),
  );
}

const permissions = new Set<string>(['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP']);

/** As in `id="...", uri="..."`. */
function parseGrantees(header = ''): Grantee[] {
  if (header.trim() === '') return [];
  return header.split(',').map((text): Grantee => {
    const [, kind, value] = /^\s*(id|uri|emailAddress)\s*=\s*"?([^"]*?)"?\s*$/.exec(text) ?? [];
    if (kind === 'id') return { Type: 'CanonicalUser', ID: value };
    if (kind === 'uri') return { Type: 'Group', URI: value };
    if (kind === 'emailAddress') return { Type: 'AmazonCustomerByEmail', EmailAddress: value };
    throw invalidArgument('Argument format not recognized', 'x-amz-grant', text);
  });
}

function checkGrantee({ Type: type, ID: id = '', URI: uri = '', EmailAddress: address = '' }: Grantee): Grantee {
  switch (type) {
    case 'CanonicalUser':
      if (!/^[\da-f]{64}$/.test(id)) throw invalidArgument('Invalid id', 'CanonicalUser/ID', id);
      return { Type: type, ID: id };
    case 'Group':
      if (!groups.has(uri)) throw invalidArgument('Invalid group uri', 'Group/URI', uri);
      return { Type: type, URI: uri };
    case 'AmazonCustomerByEmail':
      // The simulator knows no addresses.
      throw new S3Error(
        'UnresolvableGrantByEmailAddress',
        'The email address you provided does not match any account on record.',
        { details: { Email: address } },
      );
    default:
      throw malformed();
  }
}

const groups = new Set(['global/AllUsers', 'global/AuthenticatedUsers', 's3/LogDelivery'].map((name) => GROUPS + name));

function groupGrant(name: string, permission: Permission): Grant {
  return { Grantee: { Type: 'Group', URI: GROUPS + name }, Permission: permission };
}

function limited(grants: Grant[]): Grant[] {
  if (grants.length > MOST_GRANTS) throw malformed();
  return grants;
}

const malformed = (): AwsError =>
  new AwsError(
    'MalformedACLError',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );

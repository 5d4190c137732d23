// Access control lists and locks of objects, through the real SDK over HTTP.
import {
  CopyObjectCommand,
  CreateBucketCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  type Grant,
  type Grantee,
  PutObjectAclCommand,
  type PutObjectAclCommandInput,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { DAY, failure, START } from '../support.ts';
import { withStore } from './s3Support.ts';

const group = (name: string, Permission: 'READ' | 'WRITE' = 'READ'): Grant => ({
  Grantee: { Type: 'Group', URI: `http://acs.amazonaws.com/groups/${name}` },
  Permission,
});

async function withAcls() {
  const { s3, put } = await withStore();
  await put('k');
  const at = { Bucket: 'store', Key: 'k' };
  const get = (Key = 'k') => s3.send(new GetObjectAclCommand({ Bucket: 'store', Key }));
  const { Owner = {}, Grants = [] } = await get();
  return {
    s3,
    get,
    owner: Owner,
    own: Grants,
    set: (given: Partial<PutObjectAclCommandInput>) => s3.send(new PutObjectAclCommand({ ...at, ...given })),
  };
}

test("an object, and its bucket, are the owner's alone", async () => {
  const { s3, owner, own } = await withAcls();
  expect(owner.ID).toMatch(/^[\da-f]{64}$/);
  expect(own).toEqual([{ Grantee: { Type: 'CanonicalUser', ID: owner.ID }, Permission: 'FULL_CONTROL' }]);
  expect(await s3.send(new GetBucketAclCommand({ Bucket: 'store' }))).toMatchObject({ Owner: owner, Grants: own });
});

test('a canned list, grants in headers and a list in the body are returned as S3 has them', async () => {
  const { s3, set, get, owner, own } = await withAcls();
  await set({ ACL: 'public-read-write' });
  const everybody = [group('global/AllUsers'), group('global/AllUsers', 'WRITE')];
  expect((await get()).Grants).toEqual([...own, ...everybody]);
  const id = 'ab'.repeat(32);
  await set({ GrantRead: `uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers", id=${id}` });
  const reader: Grant = { Grantee: { Type: 'CanonicalUser', ID: id }, Permission: 'READ' };
  expect((await get()).Grants).toEqual([group('global/AuthenticatedUsers'), reader]);
  await set({ AccessControlPolicy: { Owner: owner, Grants: [reader] } });
  expect((await get()).Grants).toEqual([reader]);
  await s3.send(new CopyObjectCommand({ Bucket: 'store', Key: 'copy', CopySource: 'store/k' }));
  expect((await get('copy')).Grants).toEqual(own);
  await s3.send(new PutObjectCommand({ Bucket: 'store', Key: 'new', Body: 'x', ACL: 'authenticated-read' }));
  expect((await get('new')).Grants).toEqual([...own, group('global/AuthenticatedUsers')]);
});

const policy = (Grantee: Grantee) => (owner: object) => ({
  AccessControlPolicy: { Owner: owner, Grants: [{ Grantee, Permission: 'READ' as const }] },
});

test.each<[string, (owner: object) => Partial<PutObjectAclCommandInput>, RegExp]>([
  ['no list', () => ({}), /^MissingSecurityHeader 400/],
  ['two kinds', () => ({ ACL: 'private', GrantRead: `id=${'0'.repeat(64)}` }), /^InvalidRequest 400: Specifying both/],
  ['an unknown name', () => ({ ACL: 'public' as never }), /^InvalidArgument 400/],
  ['another owner', () => policy({ Type: 'CanonicalUser', ID: '0'.repeat(64) })({ ID: 'x' }), /^AccessDenied 403/],
  ['an unknown group', policy({ Type: 'Group', URI: 'http://groups/all' }), /^InvalidArgument 400: Invalid group uri/],
  ['an account number', policy({ Type: 'CanonicalUser', ID: '111122223333' }), /^InvalidArgument 400: Invalid id/],
  [
    'an address',
    policy({ Type: 'AmazonCustomerByEmail', EmailAddress: 'a@example.com' }),
    /^UnresolvableGrantByEmailAddress 400/,
  ],
  ['a grantee without a type', policy({ Type: undefined, ID: '0'.repeat(64) }), /^MalformedACLError 400/],
])('%s is refused', async (_, given, expected) => {
  const { set, get, owner, own } = await withAcls();
  expect(await failure(set(given(owner)))).toMatch(expected);
  expect((await get()).Grants).toEqual(own);
});

test('a lock is set and returned, in buckets that have locks', async () => {
  const { s3 } = await withStore();
  await s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
  const at = { Bucket: 'locked', Key: 'k' };
  await s3.send(new PutObjectCommand({ ...at, Body: 'x' }));
  const hold = () => s3.send(new GetObjectLegalHoldCommand(at));
  const retention = () => s3.send(new GetObjectRetentionCommand(at));
  for (const get of [hold, retention]) expect(await failure(get())).toMatch(/^NoSuchObjectLockConfiguration 404/);
  await s3.send(new PutObjectLegalHoldCommand({ ...at, LegalHold: { Status: 'ON' } }));
  const until = { Mode: 'GOVERNANCE', RetainUntilDate: new Date(START + DAY) } as const;
  await s3.send(new PutObjectRetentionCommand({ ...at, Retention: until }));
  expect([(await hold()).LegalHold, (await retention()).Retention]).toEqual([{ Status: 'ON' }, until]);
  const shorter = { ...at, Retention: { ...until, RetainUntilDate: new Date(START + DAY / 2) } };
  expect(await failure(s3.send(new PutObjectRetentionCommand(shorter)))).toMatch(/^AccessDenied 403/);
  await s3.send(new PutObjectRetentionCommand({ ...shorter, BypassGovernanceRetention: true }));
  const configuration = (Bucket: string) => s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
  expect((await configuration('locked')).ObjectLockConfiguration).toEqual({ ObjectLockEnabled: 'Enabled' });
  expect(await failure(configuration('store'))).toMatch(/^ObjectLockConfigurationNotFoundError 404/);
  await s3.send(new PutObjectCommand({ Bucket: 'store', Key: 'k', Body: 'x' }));
  const without = s3.send(new GetObjectRetentionCommand({ Bucket: 'store', Key: 'k' }));
  expect(await failure(without)).toMatch(/^InvalidRequest 400: Bucket is missing Object Lock Configuration/);
});

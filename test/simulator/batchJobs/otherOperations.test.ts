import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAclCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { JobOperation } from '@aws-sdk/client-s3-control';
import { expect, test } from 'vitest';
import { heldBytes } from '../../../src/simulator/world/rangedBytes.ts';
import { DAY, failure, START } from '../support.ts';
import { inWords, TO_THE_END, withObjects } from './batchObjectsSupport.ts';

/** As `withObjects`, with the bucket `locked`, which has Object Lock and the object `a`. */
async function withLock() {
  const harness = await withObjects();
  const { s3, job, clock, results } = harness;
  await s3.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }));
  const { VersionId = '' } = await s3.send(
    new PutObjectCommand({ Bucket: 'locked', Key: 'a', Body: Buffer.from('a') }),
  );
  return {
    ...harness,
    run: async (operation: JobOperation, lines: readonly string[]) => {
      const id = await job(operation, lines);
      clock.advance(TO_THE_END);
      return results(id).map(inWords);
    },
    lockedHead: () => s3.send(new HeadObjectCommand({ Bucket: 'locked', Key: 'a' })),
    remove: () => s3.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'a', VersionId })),
  };
}

const missingLock =
  '400 InvalidRequest: Bucket is missing Object Lock Configuration (Service: Amazon S3; Status Code: 400; Error Code: InvalidRequest; Request ID: ID)';
const denied = 'AccessDenied 403: Access Denied because object protected by object lock.';

test('holds versions, and only in buckets with Object Lock', async () => {
  const { run, put, lockedHead, remove, s3 } = await withLock();
  await put('b');
  const hold = (Status: 'ON' | 'OFF') => ({ S3PutObjectLegalHold: { LegalHold: { Status } } });
  expect(await run(hold('ON'), ['locked,a', 'store,b'])).toEqual(['Successful', missingLock]);
  expect((await lockedHead()).ObjectLockLegalHoldStatus).toBe('ON');
  const { LegalHold } = await s3.send(new GetObjectLegalHoldCommand({ Bucket: 'locked', Key: 'a' }));
  expect(LegalHold).toEqual({ Status: 'ON' });
  expect(await failure(remove())).toBe(denied);
  expect(await run(hold('OFF'), ['locked,a'])).toEqual(['Successful']);
  expect((await lockedHead()).ObjectLockLegalHoldStatus).toBe('OFF');
  await remove();
});

const retention = (days: number, Mode: 'GOVERNANCE' | 'COMPLIANCE', BypassGovernanceRetention = false) => ({
  S3PutObjectRetention: {
    BypassGovernanceRetention,
    Retention: { Mode, RetainUntilDate: new Date(START + days * DAY) },
  },
});
const protectedByLock = expect.stringContaining(
  '403 AccessDenied: Access Denied because object protected by object lock.',
);

test('retains versions until a date, which only a bypass or the end of time makes shorter', async () => {
  const { run, lockedHead, remove, clock, s3 } = await withLock();
  expect(await run(retention(30, 'GOVERNANCE'), ['locked,a'])).toEqual(['Successful']);
  expect(await lockedHead()).toMatchObject({
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date(START + 30 * DAY),
  });
  const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket: 'locked', Key: 'a' }));
  expect(Retention).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: new Date(START + 30 * DAY) });
  expect(await run(retention(20, 'GOVERNANCE'), ['locked,a'])).toEqual([protectedByLock]);
  expect(await run(retention(20, 'GOVERNANCE', true), ['locked,a'])).toEqual(['Successful']);
  expect(await run(retention(25, 'COMPLIANCE'), ['locked,a'])).toEqual(['Successful']);
  expect(await run(retention(22, 'COMPLIANCE', true), ['locked,a'])).toEqual([protectedByLock]);
  expect(await run(retention(-1, 'COMPLIANCE'), ['locked,a'])).toEqual([
    expect.stringContaining('400 InvalidArgument: The retain until date must be in the future!'),
  ]);
  expect(await failure(remove())).toBe(denied);
  clock.advance(25 * DAY);
  await remove();
});

test('needs both the mode and the date of a retention, and removes it without either', async () => {
  const { run, lockedHead } = await withLock();
  const set = (Retention: object) => run({ S3PutObjectRetention: { Retention } }, ['locked,a']);
  await run(retention(30, 'GOVERNANCE'), ['locked,a']);
  const half = expect.stringContaining('400 MalformedXML: ');
  expect(await set({ Mode: 'GOVERNANCE' })).toEqual([half]);
  expect(await set({ RetainUntilDate: new Date(START + 40 * DAY) })).toEqual([half]);
  expect(await lockedHead()).toMatchObject({
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: new Date(START + 30 * DAY),
  });
  expect(await run({ S3PutObjectRetention: { BypassGovernanceRetention: true, Retention: {} } }, ['locked,a'])).toEqual(
    ['Successful'],
  );
  expect((await lockedHead()).ObjectLockMode).toBeUndefined();
});

test.each([
  ['the metadata of the source', {}],
  ['new metadata', { NewObjectMetadata: { ContentType: 'text/x' } }],
])('copies with %s into a bucket with Object Lock are locked', async (_, more) => {
  const { run, put, s3 } = await withLock();
  await put('b');
  const until = new Date(START + 30 * DAY);
  const copy = {
    S3PutObjectCopy: {
      TargetResource: 'arn:aws:s3:::locked',
      ObjectLockMode: 'COMPLIANCE' as const,
      ObjectLockRetainUntilDate: until,
      ObjectLockLegalHoldStatus: 'ON' as const,
      ...more,
    },
  };
  expect(await run(copy, ['store,b'])).toEqual(['Successful']);
  const { VersionId, ...head } = await s3.send(new HeadObjectCommand({ Bucket: 'locked', Key: 'b' }));
  expect(head).toMatchObject({
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: until,
    ObjectLockLegalHoldStatus: 'ON',
  });
  expect(await failure(s3.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'b', VersionId })))).toBe(denied);
  const elsewhere = { S3PutObjectCopy: { ...copy.S3PutObjectCopy, TargetResource: 'arn:aws:s3:::lists' } };
  expect(await run(elsewhere, ['store,b'])).toEqual([missingLock]);
});

test('uploads are locked, whole and in parts', async () => {
  const { s3 } = await withLock();
  const ObjectLockRetainUntilDate = new Date(START + 30 * DAY);
  const lock = { ObjectLockMode: 'GOVERNANCE' as const, ObjectLockRetainUntilDate };
  const put = (Key: string, more: object) =>
    s3.send(new PutObjectCommand({ Bucket: 'locked', Key, Body: Buffer.from('a'), ...more }));
  await put('whole', lock);
  const at = { Bucket: 'locked', Key: 'parts' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...at, ...lock, ChecksumAlgorithm: 'CRC32' }));
  const { ETag, ChecksumCRC32 } = await s3.send(
    new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: Buffer.from('a') }),
  );
  await s3.send(
    new CompleteMultipartUploadCommand({
      ...at,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag, ChecksumCRC32 }] },
    }),
  );
  for (const Key of ['whole', 'parts']) {
    expect(await s3.send(new HeadObjectCommand({ Bucket: 'locked', Key }))).toMatchObject(lock);
  }
  expect(await failure(put('half', { ObjectLockMode: 'GOVERNANCE' }))).toMatch(/^InvalidArgument 400: .*both/);
  expect(await failure(put('past', { ...lock, ObjectLockRetainUntilDate: new Date(START - DAY) }))).toMatch(
    /^InvalidArgument 400: The retain until date/,
  );
});

test('computes checksums, also of cold objects', async () => {
  const { run, put } = await withLock();
  await put('cold', { StorageClass: 'DEEP_ARCHIVE', Body: Buffer.from('hello') });
  const sha = createHash('sha256').update('hello').digest();
  const [message = ''] = await run({ S3ComputeObjectChecksum: { ChecksumAlgorithm: 'SHA256' } }, ['store,cold']);
  expect(message).toContain('\\u003d"');
  expect(JSON.parse(message)).toEqual({
    checksum_base64: sha.toString('base64'),
    checksum_hex: sha.toString('hex').toUpperCase(),
    checksumAlgorithm: 'SHA256',
    checksumType: 'FULL_OBJECT',
    etag: createHash('md5').update('hello').digest('hex'),
  });
  expect(await run({ S3ComputeObjectChecksum: {} }, ['store,none'])).toEqual([
    expect.stringContaining('404 NoSuchKey'),
  ]);
});

test('computes a composite checksum from the parts of the object: a copy has one', async () => {
  const { run, s3, simulator } = await withLock();
  const { objects } = simulator.world;
  const store = objects.buckets.get('store');
  if (!store) throw new Error('there is no bucket store');
  const parts = [2, 3].map((size) => ({ size, checksum: undefined }));
  objects.put(store, { key: 'parts', content: heldBytes(Buffer.from('hello')), heldBytes: 5, parts });
  await s3.send(new CopyObjectCommand({ Bucket: 'store', Key: 'copy', CopySource: 'store/parts' }));
  const composite = { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'SHA256', ChecksumType: 'COMPOSITE' } } as const;
  const messages = await run(composite, ['store,parts', 'store,copy']);
  const sha = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest();
  expect(messages.map((message) => JSON.parse(message).checksum_base64)).toEqual([
    sha(Buffer.concat([sha('he'), sha('llo')])).toString('base64'),
    sha(sha('hello')).toString('base64'),
  ]);
});

test('replicates what S3 can replicate', async () => {
  const { run, s3, lockedHead, simulator } = await withLock();
  await s3.send(
    new PutObjectCommand({ Bucket: 'locked', Key: 'cold', Body: Buffer.from('a'), StorageClass: 'GLACIER' }),
  );
  simulator.world.objects.addBucket({
    name: 'west',
    owner: simulator.world.location('111122223333', 'us-west-2').account,
    region: 'us-west-2',
  });
  expect(await run({ S3ReplicateObject: {} }, ['locked,a', 'locked,cold', 'locked,none', 'store,b', 'west,c'])).toEqual(
    [
      'success',
      '500 SrcObjectNotEligible: Object is not eligible for replication',
      '404 SrcVersionNotFound: The version of the source object was not found',
      '404 SrcVersionNotFound: The version of the source object was not found',
      '400 SrcBucketInvalidRegion: The source bucket is in another region than the job',
    ],
  );
  expect((await lockedHead()).ReplicationStatus).toBe('COMPLETED');
});

test('sets encryption and access control lists', async () => {
  const { run, put, head, s3 } = await withLock();
  await put('b');
  const SSEKMS = { KMSKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/k', BucketKeyEnabled: true };
  const AccessControlPolicy = { CannedAccessControlList: 'bucket-owner-full-control' } as const;
  expect(await run({ S3UpdateObjectEncryption: { ObjectEncryption: { SSEKMS } } }, ['store,b', 'store,none'])).toEqual([
    'Successful',
    expect.stringContaining('404 NoSuchKey'),
  ]);
  expect(await head('b')).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: SSEKMS.KMSKeyArn });
  expect(await run({ S3PutObjectAcl: { AccessControlPolicy } }, ['store,b'])).toEqual(['Successful']);
  const acl = () => s3.send(new GetObjectAclCommand({ Bucket: 'store', Key: 'b' }));
  const { Owner = {}, Grants } = await acl();
  const own = { Grantee: { Type: 'CanonicalUser', ID: Owner.ID }, Permission: 'FULL_CONTROL' } as const;
  expect(Grants).toEqual([own]);
  const reader = {
    Grantee: { TypeIdentifier: 'uri', Identifier: 'http://acs.amazonaws.com/groups/global/AllUsers' },
    Permission: 'READ',
  } as const;
  const everybody = {
    Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
    Permission: 'READ',
  };
  const list = (ID = Owner.ID) => ({
    S3PutObjectAcl: { AccessControlPolicy: { AccessControlList: { Owner: { ID }, Grants: [reader] } } },
  });
  expect(await run(list(), ['store,b'])).toEqual(['Successful']);
  expect((await acl()).Grants).toEqual([everybody]);
  expect(await run(list('0'.repeat(64)), ['store,b'])).toEqual([expect.stringContaining('403 AccessDenied')]);
  const copy = (more: object) => ({ S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::store', ...more } });
  await run(copy({ TargetKeyPrefix: 'c', AccessControlGrants: [reader] }), ['store,b']);
  const copied = await s3.send(new GetObjectAclCommand({ Bucket: 'store', Key: 'c/b' }));
  expect(copied.Grants).toEqual([everybody]);
});

const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:transcode';
const lambda = { LambdaInvoke: { FunctionArn: functionArn, InvocationSchemaVersion: '2.0' } };

test('has the results of functions and the errors that the control endpoint configures', async () => {
  const { run, put, simulator } = await withLock();
  const configure = (rules: unknown) =>
    fetch(`${simulator.url}/_simulator/tasks`, { method: 'POST', body: JSON.stringify(rules) });
  expect(
    (
      await configure([
        { functionArn, key: '*.txt', resultCode: 'PermanentFailure', resultString: 'x'.repeat(2000) },
        // The last character has two UTF-16 units, and room for one.
        { functionArn, key: '*.wide', resultCode: 'PermanentFailure', resultString: `${'x'.repeat(1023)}😀` },
        { functionArn, key: 'reels/*.mxf', resultCode: 'TemporaryFailure', resultString: 'busy' },
        { functionArn, bucket: 'store', resultCode: 'Succeeded', resultString: "{u'frames': 24} {request}" },
        { operation: 'S3PutObjectTagging', errorCode: 'SlowDown', httpStatusCode: 503, message: 'Slow down' },
      ])
    ).status,
  ).toBe(204);
  const rows = ['store,a.txt', 'store,a.wide', 'elsewhere,reels/1.mxf', 'store,reels/1.wav', 'elsewhere,reels/1.wav'];
  expect(await run(lambda, rows)).toEqual([
    `200 PermanentFailure: ${'x'.repeat(1024)}`,
    `200 PermanentFailure: ${'x'.repeat(1023)}`,
    '200 TemporaryFailure: busy',
    "{u'frames': 24} {request}",
    'Successful',
  ]);
  await put('b');
  expect(await run({ S3PutObjectTagging: { TagSet: [] } }, ['store,b'])).toEqual(['503 SlowDown: Slow down']);
  expect(await run({ S3DeleteObjectTagging: {} }, ['store,b'])).toEqual(['Successful']);
  await fetch(`${simulator.url}/_simulator/tasks`, { method: 'DELETE' });
  expect(await run(lambda, ['store,a.txt'])).toEqual(['Successful']);
});

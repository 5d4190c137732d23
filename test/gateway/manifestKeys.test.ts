// createBatchJob with a list of objects: the gateway writes the manifest, once for each idempotency key.
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { home } from '../support/references.ts';
import { type Data, startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';

const keys = {
  bucket: 'arn:aws:s3:::photos',
  objects: [{ key: 'a b,"c".jpg' }, { key: 'ü+/%41' }],
  manifest: { bucket: 'arn:aws:s3:::manifests', prefix: 'gateway' },
};

const newJob = (more: object = {}) => ({
  location: home,
  operation: { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } },
  manifest: { keys: { ...keys, ...more } },
  priority: 10,
  roleArn: 'arn:aws:iam::111122223333:role/batch',
});

async function startWorld({ region = 'us-east-1', ...options }: TestOptions & { region?: string } = {}) {
  const gateway = await startGateway({ seed: 'empty', ...options });
  const s3 = s3ClientOf(gateway.simulator.url, { region });
  await s3.send(new CreateBucketCommand({ Bucket: 'manifests' }));
  gateway.calls();
  return {
    gateway,
    written: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'manifests' }));
      const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'manifests' }));
      expect(Uploads).toEqual([]);
      return Promise.all(
        Contents.map(async ({ Key = '', ETag }) => {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'manifests', Key }));
          return { key: Key, eTag: ETag?.replaceAll('"', ''), text: (await Body?.transformToString()) ?? '' };
        }),
      );
    },
    /** Of the manifest that was written. */
    replaceMetadata: async (Metadata: Record<string, string>) => {
      const { Contents: [{ Key } = {}] = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'manifests' }));
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'manifests', Key }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      await s3.send(new PutObjectCommand({ Bucket: 'manifests', Key, Metadata, Body: bytes }));
    },
    jobs: () => [...gateway.simulator.world.location('111122223333', 'us-east-1').batch.list(gateway.clock.now())],
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}

async function create(gateway: Pick<TestGateway, 'query'>, input: object): Promise<Data> {
  const { data, errors } = await gateway.query(
    `mutation ($input: CreateBatchJobInput!) { result: createBatchJob(input: $input) {
      __typename
      ... on CreateBatchJobPayload { job { jobId manifest { spec { fields } location { objectArn eTag } } } }
      ... on MutationError { code message retryable awsCode }
      ... on InvalidInputError { path }
    } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data.result;
}

describe('createBatchJob with keys', () => {
  test('writes the manifest and starts the job with its ETag', async () => {
    await using world = await startWorld();
    const { job } = await create(world.gateway, newJob());
    expect(world.gateway.calls()).toEqual({ 's3.PutObject': 1, 's3control.CreateJob': 1, 's3control.DescribeJob': 1 });
    const [manifest, ...others] = await world.written();
    expect(others).toEqual([]);
    expect(manifest?.text).toBe('photos,a%20b%2C%22c%22.jpg\nphotos,%C3%BC%2B/%2541\n');
    expect(manifest?.key).toMatch(/^gateway\/manifest-[\w-]{20}-[\w-]{8}\.csv$/);
    expect(job.manifest).toEqual({
      spec: { fields: ['BUCKET', 'KEY'] },
      location: { objectArn: `arn:aws:s3:::manifests/${manifest?.key}`, eTag: manifest?.eTag },
    });
  });

  test('takes a key of 1,024 bytes in the manifest', async () => {
    await using world = await startWorld();
    const objects = [{ key: `${'ü'.repeat(170)}long` }];
    expect((await create(world.gateway, newJob({ objects }))).__typename).toBe('CreateBatchJobPayload');
    expect((await world.written()).map(({ text }) => text)).toEqual([`photos,${'%C3%BC'.repeat(170)}long\n`]);
  });

  test('takes the longest prefix, with which the key has 1,024 bytes', async () => {
    await using world = await startWorld();
    const prefix = '界'.repeat(327);
    const { job } = await create(world.gateway, newJob({ manifest: { ...keys.manifest, prefix } }));
    const [{ key } = { key: '' }] = await world.written();
    expect([job.manifest.location.objectArn, Buffer.byteLength(key)]).toEqual([`arn:aws:s3:::manifests/${key}`, 1_024]);
  });

  test('writes the versions of all objects', async () => {
    await using world = await startWorld();
    const objects = [
      { key: 'a', versionId: '3/L4kqt+JlcpX=' },
      { key: 'a', versionId: 'null' },
    ];
    const { job } = await create(world.gateway, newJob({ objects, manifest: { bucket: keys.manifest.bucket } }));
    expect(job.manifest.spec.fields).toEqual(['BUCKET', 'KEY', 'VERSION_ID']);
    expect((await world.written()).map(({ text }) => text)).toEqual(['photos,a,3/L4kqt+JlcpX=\nphotos,a,null\n']);
  });

  test('writes one manifest and starts one job for each idempotency key', async () => {
    await using world = await startWorld();
    const input = { ...newJob(), idempotencyKey: 'once' };
    const first = await create(world.gateway, input);
    expect(world.gateway.calls()).toMatchObject({ 's3.HeadObject': 1, 's3.PutObject': 1, 's3control.CreateJob': 1 });
    const again = await create(world.gateway, input);
    expect(again.job).toEqual(first.job);
    expect(world.gateway.calls()).not.toHaveProperty('s3.PutObject');
    const other = await create(world.gateway, { ...newJob({ objects: [{ key: 'b' }] }), idempotencyKey: 'once' });
    expect(other.__typename).toBe('IdempotencyError');
    expect(world.jobs()).toHaveLength(1);
  });

  test.each([
    ['are not a number', { tasks: 'many', versions: 'no' }],
    ['are missing', { versions: 'no' }],
    ['say nothing of versions', { tasks: '2' }],
  ])('starts no job with a manifest at its key whose facts %s', async (_, Metadata) => {
    await using world = await startWorld();
    world.gateway.simulator.faults.set([{ operation: 's3control.CreateJob', kind: '5xx' }]);
    const input = { ...newJob(), idempotencyKey: 'once' };
    await create(world.gateway, input);
    world.gateway.simulator.faults.set([]);
    await world.replaceMetadata(Metadata);
    expect(await create(world.gateway, input)).toMatchObject({
      __typename: 'IdempotencyError',
      message: expect.stringContaining('metadata is missing or damaged'),
    });
    expect(world.jobs()).toEqual([]);
  });

  test('without an idempotency key starts a job each time', async () => {
    await using world = await startWorld();
    await create(world.gateway, newJob());
    await create(world.gateway, newJob());
    expect([world.jobs().length, (await world.written()).length]).toEqual([2, 2]);
  });

  test('makes one job and one manifest of calls at the same time on two gateways', async () => {
    await using world = await startWorld();
    await using other = await startGateway({ beside: world.gateway });
    const input = { ...newJob(), idempotencyKey: 'once' };
    const results = await Promise.all([world.gateway, other, world.gateway].map((gateway) => create(gateway, input)));
    expect(new Set(results.map(({ job }) => job.jobId)).size).toBe(1);
    expect([world.jobs().length, (await world.written()).length]).toEqual([1, 1]);
  });

  test.each([
    ['before S3 acted', { operation: 's3.PutObject', kind: '5xx' }],
    ['after S3 acted', { operation: 's3.PutObject', kind: '5xx', when: 'after' }],
    ['before the job was created', { operation: 's3control.CreateJob', kind: 'reset' }],
    ['after the job was created', { operation: 's3control.CreateJob', kind: 'reset', when: 'after' }],
  ] as const)('makes one job of one key, although a call failed %s', async (_, fault) => {
    await using world = await startWorld();
    world.gateway.simulator.faults.set([fault]);
    const input = { ...newJob(), idempotencyKey: 'once' };
    await create(world.gateway, input);
    await using other = await startGateway({ beside: world.gateway });
    world.gateway.simulator.faults.set([]);
    const { job } = await create(other, input);
    expect(world.jobs().map(({ id }) => id)).toEqual([job.jobId]);
    expect(await world.written()).toHaveLength(1);
  });

  test('aborts the upload of parts when it fails', async () => {
    await using world = await startWorld({ MAX_BODY_BYTES: 2 ** 24, MAX_CONNECTION_BYTES: 2 ** 25 });
    world.gateway.simulator.faults.set([{ operation: 's3.UploadPart', kind: '5xx', call: { from: 2, to: 9 } }]);
    const objects = Array.from({ length: 7_000 }, (_, index) => ({ key: String(index).padStart(1_000, 'k') }));
    const failed = await create(world.gateway, newJob({ objects }));
    expect(failed.__typename).toBe('ServiceUnavailableError');
    expect(world.gateway.calls()).toMatchObject({ 's3.AbortMultipartUpload': 1 });
    expect([await world.written(), world.jobs()]).toEqual([[], []]);
  });

  test('learns the region of the bucket', async () => {
    await using world = await startWorld({ region: 'us-west-2' });
    await create(world.gateway, newJob());
    expect(world.gateway.calls()).toMatchObject({ 's3.PutObject': 2 });
    expect(await world.written()).toHaveLength(1);
  });

  test.each([
    [{ objects: [] }, ['objects']],
    [{ objects: [{ key: '' }] }, ['objects', '0', 'key']],
    [{ objects: [{ key: 'k'.repeat(1_025) }] }, ['objects', '0', 'key']],
    [{ objects: [{ key: 'a' }, { key: 'a' }] }, ['objects', '1', 'key']],
    [{ objects: [{ key: 'a', versionId: 'v' }, { key: 'b' }] }, ['objects', '1', 'versionId']],
    [{ objects: [{ key: 'a', versionId: 'v,w' }] }, ['objects', '0', 'versionId']],
    [{ bucket: 'arn:aws:s3:::photos/key' }, ['bucket']],
    [{ bucket: 'arn:aws-cn:s3:::photos' }, ['bucket']],
    [{ manifest: { bucket: 'arn:aws:s3:::none-such' } }, ['manifest', 'bucket']],
    [{ manifest: { bucket: 'arn:aws:s3:::x/y' } }, ['manifest', 'bucket']],
    // 1,026 bytes when it is encoded.
    [{ objects: [{ key: 'ü'.repeat(171) }] }, ['objects', '0', 'key']],
    [{ manifest: { ...keys.manifest, prefix: '../x' } }, ['manifest', 'prefix']],
    [{ manifest: { ...keys.manifest, prefix: '界'.repeat(328) } }, ['manifest', 'prefix']],
  ])('refuses %j', async (more, path) => {
    await using world = await startWorld();
    const refused = await create(world.gateway, newJob(more));
    expect(refused).toMatchObject({
      __typename: 'InvalidInputError',
      path: expect.arrayContaining(['input', 'manifest', 'keys', ...path]),
    });
    expect([await world.written(), world.jobs()]).toEqual([[], []]);
  });

  test('needs the right to write in the bucket, and to start jobs', async () => {
    const bucket = '111122223333/s3/manifests';
    const authenticator = createTestAuthenticator({
      keys: {
        writer: { '111122223333/us-east-1': ['read', 'start'], [bucket]: ['read', 'write'] },
        reader: { '111122223333/us-east-1': ['read', 'start'], [bucket]: ['read'] },
        stranger: { '111122223333/us-east-1': ['read', 'start'] },
        visitor: { '111122223333/us-east-1': ['read'], [bucket]: ['read', 'write'] },
      },
    });
    await using world = await startWorld({ authenticator });
    const as = async (name: string) => {
      const { __typename, message } = await create(world.gateway.as(keyOf(name)), newJob());
      return [__typename, message];
    };
    expect(await as('reader')).toEqual(['ForbiddenError', expect.stringContaining('"write"')]);
    expect(await as('stranger')).toEqual(['InvalidInputError', expect.stringContaining('does not exist')]);
    expect((await as('visitor'))[0]).toBe('ForbiddenError');
    expect(world.gateway.calls()).toEqual({});
    expect(await as('writer')).toEqual(['CreateBatchJobPayload', undefined]);
  });

  test('names the IAM action that AWS denies to the gateway', async () => {
    await using world = await startWorld();
    world.gateway.simulator.faults.set([
      { operation: 's3.PutObject', kind: 'error', code: 'AccessDenied', status: 403 },
    ]);
    const denied = await create(world.gateway, newJob());
    expect(denied.__typename).toBe('ForbiddenError');
    expect(denied.message).toMatch(/s3:PutObject.* manifests/);
  });
});

// checkBatchJob: what would stop a job, read from the manifest and the bucket of the report. Nothing is written.
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { createOpenAuthenticator } from '../../src/access/authenticator.ts';
import { anonymousReader } from '../../src/access/caller.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { home } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const arn = (key: string) => `arn:aws:s3:::manifests/${key}`;

const csv = (key = 'list.csv', more: object = {}) => ({
  manifest: {
    spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
    location: { objectArn: arn(key), ...more },
  },
});

const inventory = {
  manifest: { spec: { format: 'S3_INVENTORY_REPORT_CSV_20161130' }, location: { objectArn: arn('manifest.json') } },
};

const generated = {
  manifestGenerator: { sourceBucket: 'arn:aws:s3:::photos', enableManifestOutput: false },
};

const report = { bucket: 'arn:aws:s3:::reports', reportScope: 'ALL_TASKS' };

const newJob = {
  location: home,
  operation: { s3DeleteObjectTagging: {} },
  manifest: csv(),
  priority: 10,
  roleArn: 'arn:aws:iam::111122223333:role/batch',
};

const always = ['ROLE', 'KMS_GRANTS', 'OBJECT_LOCK', 'OBJECTS'];

async function world() {
  const gateway = await startGateway({ seed: 'empty' });
  const s3 = s3ClientOf(gateway.simulator.url);
  for (const Bucket of ['manifests', 'reports']) await s3.send(new CreateBucketCommand({ Bucket }));
  const west = s3ClientOf(gateway.simulator.url, { region: 'us-west-2' });
  await west.send(new CreateBucketCommand({ Bucket: 'west-reports' }));
  const put = async (Key: string, body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) => {
    const { ETag } = await s3.send(
      new PutObjectCommand({ Bucket: 'manifests', Key, Body: Buffer.from(body as string), ...more }),
    );
    gateway.calls();
    return (ETag ?? '').replaceAll('"', '');
  };
  return { gateway, put };
}

const query = `query ($input: CreateBatchJobInput!) { checkBatchJob(input: $input) {
  diagnoses { code detail retryable } unchecked { part reason code } keys { count isExact }
} }`;

const ask = (gateway: Pick<TestGateway, 'query'>, more: object = {}) =>
  gateway.query(query, { input: { ...newJob, ...more } });

const partsOf = (unchecked: { part: string }[]) => unchecked.map(({ part }) => part);

async function check(gateway: TestGateway, more: object = {}) {
  const { data, errors } = await ask(gateway, more);
  expect(errors).toBeUndefined();
  const { diagnoses, unchecked, keys } = data.checkBatchJob;
  return {
    codes: diagnoses.map(({ code }: { code: string }) => code),
    diagnoses,
    unchecked: partsOf(unchecked),
    keys,
  };
}

describe('checkBatchJob', () => {
  test('finds nothing in a job that can run, and says what it cannot check', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    const eTag = await put('list.csv', 'photos,a.jpg\nphotos,b.jpg\n');
    const found = await check(gateway, { manifest: csv('list.csv', { eTag }), report });
    expect(found).toEqual({ codes: [], diagnoses: [], unchecked: always, keys: { count: 2, isExact: true } });
    expect(gateway.calls()).toEqual({ 's3.HeadObject': 1, 's3.GetObject': 1, 's3.HeadBucket': 1 });
  });

  test('declares its calls', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', 'photos,a.jpg\n');
    const cost = async (more: object) => (await ask(gateway, more)).extensions?.cost?.awsCalls;
    expect(await cost({})).toBe(2);
    expect(await cost({ report })).toBe(3);
    expect(await cost({ manifest: inventory })).toBe(3);
    expect(await cost({ manifest: generated })).toBe(0);
  });

  test('reports faults of the rows with their places', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', '\ufeffbucket,key\nphotos,a b.jpg\nphotos\n');
    const { diagnoses } = await check(gateway);
    expect(diagnoses).toEqual([
      { code: 'MANIFEST_BOM', detail: 'The file begins with the bytes EF BB BF.', retryable: true },
      { code: 'MANIFEST_HEADER_ROW', detail: 'Row 1 is "bucket", "key".', retryable: true },
      { code: 'MANIFEST_NOT_ENCODED', detail: 'Row 2 has the key "a b.jpg".', retryable: true },
      {
        code: 'MANIFEST_COLUMNS',
        detail: 'Row 3 has 1 column, and the manifest of the job has 2.',
        retryable: true,
      },
    ]);
  });

  test('estimates the number of keys of a long manifest from its first 64 KiB', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    const rows = Array.from({ length: 50_000 }, (_, index) => `photos,${String(index).padStart(8, '0')}.jpg\n`);
    await put('list.csv', rows.join(''));
    const { unchecked, keys } = await check(gateway);
    expect(unchecked).toEqual(['OTHER_ROWS', ...always]);
    expect(keys).toEqual({ count: 50_000, isExact: false });
  });

  test.each<[string, string, Partial<PutObjectCommandInput>, object]>([
    ['a manifest that does not exist', 'MANIFEST_NOT_FOUND', {}, csv('other.csv')],
    ['another ETag', 'MANIFEST_CHANGED', {}, csv('list.csv', { eTag: 'a'.repeat(32) })],
    ['an archived manifest', 'MANIFEST_ARCHIVED', { StorageClass: 'DEEP_ARCHIVE' }, csv()],
    ['a manifest under a KMS key', 'MANIFEST_ENCRYPTED_BY_KMS', { ServerSideEncryption: 'aws:kms' }, csv()],
    ['an empty manifest', 'MANIFEST_WITHOUT_ROWS', { Body: Buffer.alloc(0) }, csv()],
    ['a compressed manifest', 'MANIFEST_COMPRESSED', { Body: gzipSync('photos,a.jpg\n') }, csv()],
  ])('reports %s', async (_, code, properties, manifest) => {
    const { gateway, put } = await world();
    await using _gateway = gateway;
    await put('list.csv', 'photos,a.jpg\n', properties);
    expect((await check(gateway, { manifest })).codes).toEqual([code]);
  });

  test('reports the bucket of the report', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', 'photos,a.jpg\n');
    const codesFor = async (name: string) =>
      (await check(gateway, { report: { ...report, bucket: `arn:aws:s3:::${name}` } })).codes;
    expect(await codesFor('reports')).toEqual([]);
    expect(await codesFor('no-such-reports')).toEqual(['REPORT_BUCKET_NOT_FOUND']);
    expect(await codesFor('west-reports')).toEqual(['REPORT_BUCKET_IN_OTHER_REGION']);
  });

  test('names the objects of generated manifests, copies and functions as unchecked', async () => {
    const { gateway } = await world();
    await using _ = gateway;
    const copy = { s3PutObjectCopy: { targetResource: 'arn:aws:s3:::copies' } };
    expect((await check(gateway, { manifest: generated, operation: copy })).unchecked).toEqual([
      'GENERATED_MANIFEST',
      'TARGET_BUCKET',
      ...always,
    ]);
    const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:convert';
    const { unchecked } = await check(gateway, { manifest: generated, operation: { lambdaInvoke: { functionArn } } });
    expect(unchecked).toContain('LAMBDA_FUNCTION');
    expect(gateway.calls()).not.toHaveProperty('s3control.CreateJob');
  });

  test('reports all that createBatchJob refuses, with the paths, beside the faults of the manifest', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', 'photos,a b.jpg\n');
    const { diagnoses } = await check(gateway, {
      priority: -1,
      operation: { s3InitiateRestoreObject: { expirationInDays: 0 } },
    });
    expect(diagnoses).toMatchObject([
      { code: 'INPUT_REFUSED', detail: expect.stringMatching(/^input\.operation\.s3InitiateRestoreObject/) },
      { code: 'INPUT_REFUSED', detail: expect.stringMatching(/^input\.priority: /) },
      { code: 'MANIFEST_NOT_ENCODED' },
    ]);
  });

  test('returns the rest if AWS denies a part of it, and names the missing right', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    await put('list.csv', 'photos,a.jpg\n');
    gateway.simulator.faults.set([{ operation: 's3.GetObject', kind: 'error', code: 'AccessDenied', status: 403 }]);
    const manifest = csv('list.csv', { eTag: 'a'.repeat(32) });
    const { data, errors } = await ask(gateway, { manifest, report: { ...report, bucket: 'arn:aws:s3:::none-such' } });
    expect(errors).toBeUndefined();
    const { diagnoses, unchecked, keys } = data.checkBatchJob;
    expect(diagnoses).toMatchObject([{ code: 'MANIFEST_CHANGED' }, { code: 'REPORT_BUCKET_NOT_FOUND' }]);
    expect(partsOf(unchecked)).toEqual(['MANIFEST', ...always]);
    expect(unchecked[0]).toMatchObject({
      code: 'FORBIDDEN',
      reason: expect.stringContaining('S3 denies s3:GetObject in the bucket manifests'),
    });
    expect(keys).toBeNull();
  });
});

describe('checkBatchJob with an inventory', () => {
  const manifestJson = (more: object = {}) =>
    JSON.stringify({
      sourceBucket: 'photos',
      destinationBucket: 'arn:aws:s3:::manifests',
      version: '2016-11-30',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, VersionId, Size',
      files: [],
      ...more,
    });

  test('reads its first file', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    const packed = gzipSync('"photos","a.jpg","v1","5"\n"photos","b%20c.jpg","","7"\n');
    await put('data/1.csv.gz', packed);
    await put('manifest.json', manifestJson({ files: [{ key: 'data/1.csv.gz', size: packed.length }] }));
    const { diagnoses, keys, unchecked } = await check(gateway, { manifest: inventory });
    expect(diagnoses).toMatchObject([{ code: 'VERSION_ID_MISSING', detail: 'Row 2 has an empty version ID.' }]);
    expect(keys).toEqual({ count: 2, isExact: true });
    expect(unchecked).toEqual(always);
    expect(gateway.calls()).toEqual({ 's3.HeadObject': 1, 's3.GetObject': 2 });
  });

  test('estimates the keys of several files', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    const packed = gzipSync('"photos","a.jpg","v1","5"\n'.repeat(1_000));
    await put('data/1.csv.gz', packed);
    const files = [1, 2, 3].map((number) => ({ key: `data/${number}.csv.gz`, size: packed.length }));
    await put('manifest.json', manifestJson({ files }));
    const { keys, unchecked } = await check(gateway, { manifest: inventory });
    expect(keys).toEqual({ count: 3_000, isExact: false });
    expect(unchecked).toEqual(['OTHER_ROWS', ...always]);
  });

  test.each([
    ['another file', 'photos,a.jpg\n', 'MANIFEST_INVALID'],
    ['an empty file', '', 'MANIFEST_INVALID'],
    ['an inventory in ORC', manifestJson({ fileFormat: 'ORC' }), 'MANIFEST_INVALID'],
    ['an inventory without files', manifestJson(), 'MANIFEST_WITHOUT_ROWS'],
  ])('reports %s', async (_, text, code) => {
    const { gateway, put } = await world();
    await using _gateway = gateway;
    await put('manifest.json', text);
    expect((await check(gateway, { manifest: inventory })).codes).toEqual([code]);
  });

  test.each([
    ['as manifest.json says', 0],
    ['and manifest.json says otherwise', 500],
  ])('reports a first file without bytes, %s', async (_, size) => {
    const { gateway, put } = await world();
    await using _gateway = gateway;
    await put('data/1.csv.gz', '');
    await put('manifest.json', manifestJson({ files: [{ key: 'data/1.csv.gz', size }] }));
    const { diagnoses, unchecked } = await check(gateway, { manifest: inventory });
    expect(diagnoses).toMatchObject([
      { code: 'MANIFEST_INVALID', detail: expect.stringContaining('data/1.csv.gz has no bytes') },
    ]);
    expect(unchecked).not.toContain('MANIFEST');
  });

  test('reads no more than 4 MiB of a file that unpacks to gigabytes', async () => {
    const { gateway, put } = await world();
    await using _ = gateway;
    const member = gzipSync('"photos","a.jpg","v1","5"\n'.repeat(100_000));
    const packed = Buffer.concat(Array.from({ length: 20 }, () => member));
    await put('data/1.csv.gz', packed);
    await put('manifest.json', manifestJson({ files: [{ key: 'data/1.csv.gz', size: packed.length }] }));
    const { codes, keys, unchecked } = await check(gateway, { manifest: inventory });
    expect({ codes, keys, unchecked }).toEqual({ codes: [], keys: null, unchecked: ['OTHER_ROWS', ...always] });
  });
});

test('checkBatchJob finds nothing of buckets that the policy hides, and does not ask S3 for them', async () => {
  const { gateway, put } = await world();
  await using _ = gateway;
  await put('list.csv', 'photos,a.jpg\n');
  await using guarded = await startGateway({
    beside: gateway,
    authenticator: createTestAuthenticator({
      keys: {
        ann: { '*/*': ['read', 'start'] },
        ben: { '*/*': ['read', 'start'], '111122223333/s3/manifests': ['read'] },
      },
    }),
  });
  const askAs = (name: string, manifest: object) =>
    guarded.as(keyOf(name)).data(query, { input: { ...newJob, manifest, report } });
  for (const manifest of [csv(), csv('other.csv')]) {
    const { checkBatchJob } = await askAs('ann', manifest);
    expect(checkBatchJob).toMatchObject({ diagnoses: [], keys: null });
    expect(partsOf(checkBatchJob.unchecked)).toEqual(['MANIFEST', 'REPORT_BUCKET', ...always]);
  }
  expect(gateway.calls()).toEqual({});
  const { checkBatchJob } = await askAs('ben', csv());
  expect(partsOf(checkBatchJob.unchecked)).toEqual(['REPORT_BUCKET', ...always]);
  expect(checkBatchJob.keys).toEqual({ count: 1, isExact: true });
});

test('checkBatchJob shows no byte of a file to callers who may not start jobs', async () => {
  const { gateway, put } = await world();
  await using _ = gateway;
  await put('list.csv', 'secret one,secret two\n');
  await using guarded = await startGateway({
    beside: gateway,
    authenticator: createTestAuthenticator({
      keys: { ann: { '*/*': ['read'], '111122223333/s3/manifests': ['read'] } },
    }),
  });
  await using readOnly = await startGateway({
    beside: gateway,
    authenticator: createOpenAuthenticator(anonymousReader),
  });
  for (const answer of [await ask(guarded.as(keyOf('ann'))), await ask(readOnly)]) {
    expect(answer.errors).toMatchObject([{ path: ['checkBatchJob'], extensions: { code: 'FORBIDDEN' } }]);
    expect(JSON.stringify(answer)).not.toContain('secret');
  }
  expect(gateway.calls()).toEqual({});
});

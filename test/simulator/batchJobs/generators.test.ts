import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { TO_THE_END, withObjects } from './batchObjectsSupport.ts';

const tag = { S3PutObjectTagging: { TagSet: [{ Key: 'seen', Value: '1' }] } };

const generator = (given: object = {}) => ({
  Operation: tag,
  Manifest: undefined,
  ManifestGenerator: {
    S3JobManifestGenerator: { SourceBucket: 'arn:aws:s3:::store', EnableManifestOutput: false, ...given },
  },
});

test.each([
  ['no filter', {}, ['a/1.mxf', 'a/2 b.txt', 'b/3.mxf', 'c']],
  ['prefixes', { KeyNameConstraint: { MatchAnyPrefix: ['a/', 'c'] } }, ['a/1.mxf', 'a/2 b.txt', 'c']],
  [
    'prefixes, suffixes and substrings',
    { KeyNameConstraint: { MatchAnyPrefix: ['a/', 'b/'], MatchAnySuffix: ['.mxf'], MatchAnySubstring: ['3'] } },
    ['b/3.mxf'],
  ],
  ['sizes', { ObjectSizeGreaterThanBytes: 1, ObjectSizeLessThanBytes: 9 }, ['a/1.mxf', 'b/3.mxf']],
  ['storage classes', { MatchAnyStorageClass: ['GLACIER'] }, ['c']],
  ['dates', { CreatedAfter: new Date('2026-01-15T12:30:00Z') }, ['c']],
  ['earlier dates', { CreatedBefore: new Date('2026-01-15T12:30:00Z') }, ['a/1.mxf', 'a/2 b.txt', 'b/3.mxf']],
  ['keys of KMS', { MatchAnyObjectEncryption: [{ SSEKMS: { KmsKeyArn: 'k' } }] }, ['b/3.mxf']],
  ['encryption by S3', { MatchAnyObjectEncryption: [{ SSES3: {} }] }, ['a/1.mxf', 'a/2 b.txt', 'c']],
  ['replication statuses', { ObjectReplicationStatuses: ['NONE'] }, ['a/1.mxf', 'a/2 b.txt', 'b/3.mxf', 'c']],
])('acts on the objects of a bucket by %s', async (_, Filter, expected) => {
  const { put, create, clock, location, describe, simulator } = await withObjects();
  await put('a/1.mxf');
  await put('a/2 b.txt');
  await put('b/3.mxf', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'k' });
  clock.advance(3_600_000);
  await put('c', { StorageClass: 'GLACIER' });
  const id = await create(generator({ Filter }));
  clock.advance(TO_THE_END);
  expect((await describe(id)).ProgressSummary?.NumberOfTasksSucceeded).toBe(expected.length);
  const job = location.batch.get(id, clock.now());
  const store = simulator.world.objects.buckets.get('store');
  if (!job || !store) throw new Error('job or bucket are unknown');
  const tasks = location.batch.tasks(job, clock.now());
  const keys = Array.from({ length: tasks.count }, (_, index) => decodeURIComponent(tasks.task(index).encodedKey));
  expect(keys).toEqual(expected);
  expect(keys.map((key) => simulator.world.objects.get(store, key)?.tags.get('seen'))).toEqual(keys.map(() => '1'));
});

test.each(['forbidden/', 'tasks-2026/', 'no-matching-keys/'])(
  'acts on the objects of an existing bucket, whatever word is in a prefix: %s',
  async (prefix) => {
    const { put, create, clock, describe } = await withObjects();
    await put(`${prefix}a`);
    const id = await create(generator({ Filter: { KeyNameConstraint: { MatchAnyPrefix: [prefix] } } }));
    clock.advance(TO_THE_END);
    const { Status, ProgressSummary } = await describe(id);
    expect([Status, ProgressSummary?.NumberOfTasksSucceeded]).toEqual(['Complete', 1]);
  },
);

test('fails if no object matches, and if the bucket is of another account', async () => {
  const { put, create, clock, describe, simulator } = await withObjects();
  await put('a');
  simulator.world.objects.addBucket({
    name: 'of-others',
    owner: simulator.world.location('444455556666', 'us-east-1').account,
    region: 'us-east-1',
  });
  const none = await create(generator({ Filter: { KeyNameConstraint: { MatchAnyPrefix: ['/a'] } } }));
  const others = await create(generator({ SourceBucket: 'arn:aws:s3:::of-others' }));
  clock.advance(TO_THE_END);
  expect((await describe(none)).FailureReasons).toEqual([
    {
      FailureCode: 'ManifestGenerationFoundNoKeys',
      FailureReason: 'Manifest generation found no keys matching the filter criteria',
    },
  ]);
  expect((await describe(others)).FailureReasons).toEqual([
    {
      FailureCode: 'ManifestGenerationForbidden',
      FailureReason: 'Generating the manifest is forbidden: AccessDenied',
    },
  ]);
});

test.each([
  ['with versions', 'Enabled' as const, /^Bucket, Key, VersionId, IsLatest/],
  ['without versions', undefined, /^Bucket, Key, IsLatest/],
])(
  'saves the manifest of a bucket %s where the request asks for it, and a job can use it',
  async (_, versioning, schema) => {
    const { put, create, clock, describe, s3, simulator } = await withObjects();
    const store = simulator.world.objects.buckets.get('store');
    if (store) store.versioning = versioning;
    await s3.send(new CreateBucketCommand({ Bucket: 'generated' }));
    await put('a b/c.txt');
    await put('d');
    const output = {
      Bucket: 'arn:aws:s3:::generated',
      ManifestPrefix: 'here/',
      ManifestFormat: 'S3InventoryReport_CSV_20211130',
      ManifestEncryption: { SSEKMS: { KeyId: 'key-of-manifests' } },
    };
    const id = await create(generator({ EnableManifestOutput: true, ManifestOutputLocation: output }));
    clock.advance(TO_THE_END);
    const { GeneratedManifestDescriptor: saved } = await describe(id);
    expect(saved?.Location?.ObjectArn).toBe(`arn:aws:s3:::generated/here/manifest-${id}/manifest.json`);
    const read = async (Key: string) => {
      const { Body, ETag, SSEKMSKeyId } = await s3.send(new GetObjectCommand({ Bucket: 'generated', Key }));
      expect(SSEKMSKeyId).toBe('key-of-manifests');
      return { ETag, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
    };
    const manifest = await read(`here/manifest-${id}/manifest.json`);
    expect(manifest.ETag).toBe(`"${saved?.Location?.ETag}"`);
    const { files, fileSchema } = JSON.parse(manifest.bytes.toString()) as {
      files: { key: string }[];
      fileSchema: string;
    };
    expect(fileSchema).toMatch(schema);
    const rows = gunzipSync((await read(files[0]?.key ?? '')).bytes).toString();
    expect(rows.split('\n').map((row) => row.split(',').slice(0, 2).join())).toEqual([
      '"store","a%20b/c.txt"',
      '"store","d"',
      '',
    ]);
    const again = await create({
      Operation: tag,
      Manifest: { Spec: { Format: 'S3InventoryReport_CSV_20161130' }, Location: saved?.Location },
    });
    clock.advance(TO_THE_END);
    expect(await describe(again)).toMatchObject({
      Status: 'Complete',
      ProgressSummary: { NumberOfTasksSucceeded: 2, NumberOfTasksFailed: 0 },
    });
  },
);

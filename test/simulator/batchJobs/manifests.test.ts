import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { MINUTE } from '../support.ts';
import { inWords, type ObjectsHarness, TO_THE_END, withObjects } from './batchObjectsSupport.ts';

const tag = { S3PutObjectTagging: { TagSet: [{ Key: 'seen', Value: '1' }] } };

/** How a job of the manifest ends. */
async function endOf(harness: ObjectsHarness, Manifest: object): Promise<string> {
  const { create, clock, describe } = harness;
  const id = await create({ Operation: tag, Manifest });
  clock.advance(TO_THE_END);
  const { Status, FailureReasons = [], ProgressSummary } = await describe(id);
  const [reason] = FailureReasons;
  return reason
    ? `${Status}: ${reason.FailureCode}: ${reason.FailureReason}`
    : `${Status}: ${ProgressSummary?.TotalNumberOfTasks} tasks`;
}

const content = (text: string) => `Failed: InvalidManifestContent: ${text}`;

test('fails before any task with a manifest that is malformed', async () => {
  const harness = await withObjects();
  expect(await endOf(harness, await harness.manifest('bucket,key\nstore,a\n'))).toBe(
    content('Invalid Manifest Content'),
  );
  expect(await endOf(harness, await harness.manifest(''))).toBe(content('Invalid Manifest Content'));
});

test('reads columns in any order, and ignores columns', async () => {
  const { manifest, put, create, clock, results, location } = await withObjects();
  await put('a');
  const id = await create({ Operation: tag, Manifest: await manifest('x,a,store\n', ['Ignore', 'Key', 'Bucket']) });
  clock.advance(TO_THE_END);
  expect(results(id).map(inWords)).toEqual(['Successful']);
  const job = location.batch.get(id, clock.now());
  expect(job && location.batch.tasks(job, clock.now()).task(0)).toEqual({
    bucket: 'store',
    encodedKey: 'a',
    versionId: undefined,
  });
});

test('fails if the manifest is missing, is of another account or has another ETag', async () => {
  const harness = await withObjects();
  const { manifest, simulator } = harness;
  const Manifest = await manifest(['store,a']);
  const at = (given: object) => ({ ...Manifest, Location: { ...Manifest.Location, ...given } });
  expect(await endOf(harness, at({ ObjectArn: 'arn:aws:s3:::lists/none.csv' }))).toBe(
    'Failed: ManifestNotFound: The manifest object does not exist',
  );
  for (const ObjectVersionId of ['malformed', 'v'.repeat(32)])
    expect(await endOf(harness, at({ ObjectVersionId }))).toContain('Failed: ManifestNotFound: ');
  expect(await endOf(harness, at({ ETag: '0'.repeat(32) }))).toBe(
    'Failed: ManifestETagMismatch: The ETag of the manifest object is not the one specified for the job',
  );
  simulator.world.objects.addBucket({
    name: 'of-others',
    owner: simulator.world.location('444455556666', 'us-east-1').account,
    region: 'us-east-1',
  });
  expect(await endOf(harness, at({ ObjectArn: 'arn:aws:s3:::of-others/list.csv' }))).toBe(
    'Failed: ManifestReadForbidden: Reading the manifest is forbidden: AccessDenied',
  );
  expect(await endOf(harness, Manifest)).toBe('Complete: 1 tasks');
});

test('reads the manifest when the job is prepared, and keeps it', async () => {
  const { manifest, put, create, clock, results, s3, describe } = await withObjects();
  await put('a');
  const Manifest = await manifest(['store,a', 'store,none']);
  const id = await create({ Operation: tag, Manifest });
  expect((await describe(id)).ProgressSummary?.TotalNumberOfTasks).toBe(0);
  clock.advance(2 * MINUTE);
  expect((await describe(id)).ProgressSummary?.TotalNumberOfTasks).toBe(2);
  await s3.send(new PutObjectCommand({ Bucket: 'lists', Key: 'list-1.csv', Body: Buffer.from('other') }));
  clock.advance(TO_THE_END);
  expect(results(id).map(({ errorCode }) => errorCode)).toEqual(['', 'NoSuchKey']);
});

test('lets a word choose the outcome where the manifest does not exist, and only there', async () => {
  const harness = await withObjects();
  const { manifest, s3 } = harness;
  const { Spec, Location } = await manifest(['store,a']);
  const at = (ObjectArn: string) => ({ Spec, Location: { ...Location, ObjectArn } });
  expect(await endOf(harness, at('arn:aws:s3:::lists/tasks-7.csv'))).toBe('Complete: 7 tasks');
  await s3.send(
    new PutObjectCommand({ Bucket: 'lists', Key: 'tasks-7-forbidden.csv', Body: Buffer.from('store,a\n') }),
  );
  expect(await endOf(harness, at('arn:aws:s3:::lists/tasks-7-forbidden.csv'))).toBe('Complete: 1 tasks');
});

test('fails alone with a manifest whose cell is very long', async () => {
  const harness = await withObjects();
  const Manifest = await harness.manifest(`store,"${'a'.repeat(12 * 1024 ** 2)}"\n`);
  expect(await endOf(harness, Manifest)).toBe(content('Manifest file is not properly formatted'));
  expect((await harness.s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(3);
});

test('fails alone with any exception of the simulator', async () => {
  const harness = await withObjects();
  const { simulator, manifest, s3 } = harness;
  const Manifest = await manifest(['store,a']);
  const lists = simulator.world.objects.buckets.get('lists');
  if (!lists) throw new Error('there is no bucket lists');
  const read = () => {
    throw new RangeError('no more memory');
  };
  simulator.world.objects.put(lists, { key: 'broken.csv', content: { length: 8, read }, etag: 'e' });
  const broken = { ...Manifest, Location: { ObjectArn: 'arn:aws:s3:::lists/broken.csv', ETag: 'e' } };
  expect(await endOf(harness, broken)).toBe('Failed: InternalError: The simulator failed: RangeError: no more memory');
  expect((await s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(3);
  expect(await endOf(harness, Manifest)).toBe('Complete: 1 tasks');
});

const inventory = async (harness: ObjectsHarness, given: object = {}, files = ['"store","a","1"\n']) => {
  const { s3 } = harness;
  await s3.send(new CreateBucketCommand({ Bucket: 'inventories' }));
  const named = [];
  for (const [index, text] of files.entries()) {
    const Body = gzipSync(text);
    const key = `store/data/${index}.csv.gz`;
    await s3.send(new PutObjectCommand({ Bucket: 'inventories', Key: key, Body }));
    named.push({ key, size: Body.length, MD5checksum: createHash('md5').update(Body).digest('hex') });
  }
  const Body = Buffer.from(
    JSON.stringify({
      sourceBucket: 'store',
      destinationBucket: 'arn:aws:s3:::inventories',
      version: '2016-11-30',
      creationTimestamp: '1764417600000',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size',
      files: named,
      ...given,
    }),
  );
  await s3.send(new PutObjectCommand({ Bucket: 'inventories', Key: 'manifest.json', Body }));
  return {
    Spec: { Format: 'S3InventoryReport_CSV_20161130' },
    Location: {
      ObjectArn: 'arn:aws:s3:::inventories/manifest.json',
      ETag: createHash('md5').update(Body).digest('hex'),
    },
  };
};

test('reads an inventory of several compressed files', async () => {
  const harness = await withObjects();
  const { put, create, clock, results, head } = harness;
  // Longer when encoded than a row of a CSV manifest may have it.
  const long = 'é'.repeat(512);
  for (const key of ['a b', 'c', long]) await put(key);
  const files = ['"store","a%20b","1"\n', `"store","c","2"\n"store","${encodeURIComponent(long)}","1024"`];
  const id = await create({ Operation: tag, Manifest: await inventory(harness, {}, files) });
  clock.advance(TO_THE_END);
  expect(results(id).map(inWords)).toEqual(['Successful', 'Successful', 'Successful']);
  for (const key of ['a b', long]) expect((await head(key)).TagCount).toBe(1);
});

test.each([
  [
    'without a column for keys',
    { fileSchema: 'Bucket, Size, ETag' },
    'Required fields are missing in the schema: Bucket, Key',
  ],
  ['with another number of columns', { fileSchema: 'Bucket, Key' }, 'Manifest file is not properly formatted'],
  ['in another format', { fileFormat: 'ORC' }, 'Invalid Manifest Content'],
  [
    'with files of another checksum',
    { files: [{ key: 'store/data/0.csv.gz', size: 1, MD5checksum: '0'.repeat(32) }] },
    'Invalid Manifest Content',
  ],
  [
    'with too many files',
    { files: Array(1001).fill({ key: 'store/data/0.csv.gz', size: 1, MD5checksum: '' }) },
    'The manifest contains more keys than the maximum allowed in a single job',
  ],
  ['without files', { files: undefined }, 'Invalid Manifest Content'],
])('fails before any task with an inventory %s', async (_, given, text) => {
  const harness = await withObjects();
  expect(await endOf(harness, await inventory(harness, given))).toBe(content(text));
});

test('passes a second time with the tasks that failed in a job without a manifest', async () => {
  const { create, clock, describe, location, manifest } = await withObjects();
  const { Spec, Location } = await manifest([]);
  const first = await create({
    Operation: tag,
    Manifest: { Spec, Location: { ...Location, ObjectArn: 'arn:aws:s3:::nowhere/tasks-1000-five-errors.csv' } },
  });
  clock.advance(TO_THE_END);
  expect((await describe(first)).ProgressSummary?.NumberOfTasksFailed).toBe(20);
  const job = location.batch.get(first, clock.now());
  if (!job) throw new Error('the job is unknown');
  const tasks = location.batch.tasks(job, clock.now());
  const failed = Array.from({ length: tasks.count }, (_, index) => index)
    .filter((index) => tasks.result(index).status === 'failed')
    .map((index) => tasks.task(index));
  const again = await create({
    Operation: tag,
    Manifest: await manifest(failed.map(({ bucket, encodedKey }) => `${bucket},${encodedKey}`)),
  });
  clock.advance(TO_THE_END);
  expect((await describe(again)).ProgressSummary).toMatchObject({
    TotalNumberOfTasks: 20,
    NumberOfTasksSucceeded: 20,
    NumberOfTasksFailed: 0,
  });
});

import { DeleteObjectCommand, GetObjectTaggingCommand, RestoreObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../support.ts';
import { inWords, TO_THE_END, withObjects } from './batchObjectsSupport.ts';

const tag = { S3PutObjectTagging: { TagSet: [{ Key: 'department', Value: 'film' }] } };

test('tags the objects of its manifest, and counts them', async () => {
  const { put, job, describe, clock, s3 } = await withObjects();
  for (const key of ['a', 'b c', 'ü+%']) await put(key);
  const id = await job(tag, ['store,a', 'store,b%20c', `store,${encodeURIComponent('ü+%')}`]);
  const tagsOf = async (Key: string) => (await s3.send(new GetObjectTaggingCommand({ Bucket: 'store', Key }))).TagSet;
  expect(await tagsOf('a')).toEqual([]);
  clock.advance(TO_THE_END);
  for (const key of ['a', 'b c', 'ü+%']) expect(await tagsOf(key)).toEqual([{ Key: 'department', Value: 'film' }]);
  expect(await describe(id)).toMatchObject({
    Status: 'Complete',
    FailureReasons: [],
    ProgressSummary: { TotalNumberOfTasks: 3, NumberOfTasksSucceeded: 3, NumberOfTasksFailed: 0 },
  });
});

test('acts on one object after the other, as time passes', async () => {
  const { put, job, clock, describe, s3 } = await withObjects();
  const keys = Array.from({ length: 4 }, (_, index) => `k${index}`);
  for (const key of keys) await put(key);
  const id = await job(
    tag,
    keys.map((key) => `store,${key}`),
  );
  const counts = new Set<number>();
  for (let minute = 0; minute < 40; minute += 2) {
    clock.advance(2 * MINUTE);
    const tagged = await Promise.all(
      keys.map(async (Key) => (await s3.send(new GetObjectTaggingCommand({ Bucket: 'store', Key }))).TagSet?.length),
    );
    const count = tagged.filter((length) => length === 1).length;
    expect(tagged).toEqual([...Array(count).fill(1), ...Array(4 - count).fill(0)]);
    expect((await describe(id)).ProgressSummary?.NumberOfTasksSucceeded).toBe(count);
    counts.add(count);
  }
  expect([...counts]).toContain(2);
  expect([...counts].at(-1)).toBe(4);
});

test('says of each object that it could not act on why', async () => {
  const { put, job, results, describe, clock, s3, simulator } = await withObjects();
  await put('there');
  await put('gone');
  simulator.world.objects.addBucket({
    name: 'of-others',
    owner: simulator.world.location('444455556666', 'us-east-1').account,
    region: 'us-east-1',
  });
  const id = await job(tag, ['store,there', 'store,gone', 'of-others,x', 'no-bucket-of-the-simulator,y']);
  await s3.send(new DeleteObjectCommand({ Bucket: 'store', Key: 'gone' }));
  clock.advance(TO_THE_END);
  expect(results(id).map(inWords)).toEqual([
    'Successful',
    '404 NoSuchKey: The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: ID)',
    '403 AccessDenied: Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: ID)',
    'Successful',
  ]);
  expect((await describe(id)).ProgressSummary).toMatchObject({ NumberOfTasksSucceeded: 2, NumberOfTasksFailed: 2 });
});

test('names versions, and fails the tasks whose row names none', async () => {
  const { put, create, manifest, results, clock, s3, simulator } = await withObjects();
  const store = simulator.world.objects.buckets.get('store');
  if (store) store.versioning = 'Enabled';
  const { VersionId: old } = await put('a');
  await put('a');
  const Manifest = await manifest([`store,a,${old}`, 'store,a,', 'store,a,null'], ['Bucket', 'Key', 'VersionId']);
  const id = await create({ Operation: tag, Manifest });
  clock.advance(TO_THE_END);
  expect(results(id).map(inWords)).toEqual([
    'Successful',
    '400 InvalidRequest: Task failed due to missing VersionId',
    expect.stringContaining('404 NoSuchVersion: '),
  ]);
  const tags = async (VersionId?: string) =>
    (await s3.send(new GetObjectTaggingCommand({ Bucket: 'store', Key: 'a', VersionId }))).TagSet?.length;
  expect([await tags(old), await tags()]).toEqual([1, 0]);
});

const restore = (ExpirationInDays: number, GlacierJobTier: 'BULK' | 'STANDARD') => ({
  S3InitiateRestoreObject: { ExpirationInDays, GlacierJobTier },
});

test('restores cold objects, from the time of the task on', async () => {
  const { put, job, head, clock } = await withObjects();
  await put('cold', { StorageClass: 'GLACIER' });
  await job(restore(3, 'STANDARD'), ['store,cold']);
  clock.advance(TO_THE_END);
  expect((await head('cold')).Restore).toBe('ongoing-request="true"');
  clock.advance(5 * HOUR);
  expect((await head('cold')).Restore).toMatch(/^ongoing-request="false", expiry-date="/);
});

test('upgrades a restore in progress with the same days, and extends one that is done', async () => {
  const { put, job, results, clock, s3 } = await withObjects();
  const request = (Key: string, Days: number, Tier: 'Bulk' | 'Standard' | 'Expedited') =>
    s3.send(
      new RestoreObjectCommand({
        Bucket: 'store',
        Key,
        RestoreRequest: { Days, GlacierJobParameters: { Tier } },
      }),
    );
  for (const key of ['slower', 'same', 'other-days', 'done', 'warm']) {
    await put(key, { StorageClass: key === 'warm' ? 'STANDARD' : 'GLACIER' });
  }
  await request('done', 1, 'Expedited');
  clock.advance(5 * MINUTE);
  await request('slower', 3, 'Bulk');
  await request('same', 3, 'Standard');
  await request('other-days', 4, 'Bulk');
  const keys = ['slower', 'same', 'other-days', 'done', 'warm'];
  const id = await job(
    restore(3, 'STANDARD'),
    keys.map((key) => `store,${key}`),
  );
  clock.advance(TO_THE_END);
  expect(results(id).map((result) => `${result.httpStatusCode} ${result.errorCode}`.trim())).toEqual([
    '200',
    '409 RestoreAlreadyInProgress',
    '409 RestoreAlreadyInProgress',
    '200',
    '403 InvalidObjectState',
  ]);
});

test('names the request of each task in the message of its error', async () => {
  const { job, results, clock } = await withObjects();
  const id = await job(tag, ['store,a', 'store,b']);
  clock.advance(TO_THE_END);
  const messages = results(id).map(({ message }) => message);
  expect(new Set(messages).size).toBe(2);
  for (const message of messages) expect(message).toMatch(/; Request ID: [0-9A-Z]{16}\)$/);
  expect(results(id).map(({ message }) => message)).toEqual(messages);
});

import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createClock } from '../../../src/core/clock.ts';
import { runBatchJobs } from '../../../src/simulator/s3control/tasks/runBatchJobs.ts';
import { heldBytes } from '../../../src/simulator/world/rangedBytes.ts';
import { World } from '../../../src/simulator/world/world.ts';
import { AccountId, request } from '../batchSupport.ts';
import { DAY, MINUTE, START } from '../support.ts';
import { TO_THE_END, withObjects } from './batchObjectsSupport.ts';

const tag = (value: string) => ({ S3PutObjectTagging: { TagSet: [{ Key: 'by', Value: value }] } });

test.each([
  ['gives up after 1,000 tasks, if more than half of them failed', 1200, 499, 'Failed', 1000],
  ['goes on, if half of them failed', 1000, 500, 'Complete', 1000],
  ['goes on below 1,000 tasks, if all of them failed', 999, 0, 'Complete', 999],
])('%s', async (_, rows, good, status, run) => {
  const { put, job, clock, describe, results } = await withObjects();
  await put('a');
  const id = await job(
    tag('1'),
    Array.from({ length: rows }, (_, index) => (index < good ? 'store,a' : `store,no-${index}`)),
  );
  clock.advance(TO_THE_END);
  const { Status, FailureReasons, ProgressSummary } = await describe(id);
  expect(Status).toBe(status);
  expect(FailureReasons?.map(({ FailureCode }) => FailureCode)).toEqual(
    status === 'Failed' ? ['TaskFailureThresholdExceeded'] : [],
  );
  expect(ProgressSummary).toMatchObject({ NumberOfTasksSucceeded: good, NumberOfTasksFailed: run - good });
  expect(results(id)).toHaveLength(run);
});

test('captures no stacks of failed tasks, and leaves those of other errors as they were', async () => {
  const { job, clock, results, simulator } = await withObjects();
  const id = await job(tag('1'), ['store,no-1', 'store,no-2']);
  clock.advance(TO_THE_END);
  const { stackTraceLimit } = Error;
  const limits: number[] = [];
  const { objects } = simulator.world;
  const buckets = objects.buckets;
  using _ = vi.spyOn(buckets, 'has').mockImplementation((name) => {
    limits.push(Error.stackTraceLimit);
    return Map.prototype.has.call(buckets, name);
  });
  expect(results(id)).toMatchObject([{ status: 'failed' }, { status: 'failed' }]);
  expect(limits).toContain(0);
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});

test('runs no task before it is confirmed, and none after it is cancelled', async () => {
  const { put, job, clock, update, head, describe } = await withObjects();
  await put('a');
  await put('b');
  const id = await job(tag('1'), ['store,a', 'store,b'], { ConfirmationRequired: true });
  clock.advance(DAY);
  expect(await describe(id)).toMatchObject({ Status: 'Suspended', ProgressSummary: { TotalNumberOfTasks: 2 } });
  expect((await head('a')).TagCount).toBeUndefined();
  await update(id, 'Ready');
  // Its tasks run in the middle and at the end of the time that it is active.
  for (let minute = 0; (await head('a')).TagCount === undefined && minute < 40; minute += 1) clock.advance(MINUTE);
  await update(id, 'Cancelled');
  clock.advance(DAY);
  expect((await head('b')).TagCount).toBeUndefined();
  expect(await describe(id)).toMatchObject({
    Status: 'Cancelled',
    ProgressSummary: { NumberOfTasksSucceeded: 1, NumberOfTasksFailed: 0 },
  });
});

/** Three jobs in two regions that act on the same objects, and one whose manifest another job writes. */
function worldOfJobs() {
  const clock = createClock({ speed: 0, startAt: START });
  const world = new World({ clock, jobRetention: 365 * DAY, seed: 's' });
  const account = world.addAccount(AccountId);
  const east = world.location(AccountId, 'us-east-1');
  const store = world.objects.addBucket({ name: 'store', owner: account, region: 'us-east-1', versioning: 'Enabled' });
  const write = (key: string, text: string) =>
    world.objects.put(store, { key, content: heldBytes(Buffer.from(text)), etag: 'e' });
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
  for (const key of keys) write(key, key);
  write('list.csv', keys.map((key) => `store,${key}\n`).join(''));
  write('other.csv', 'store,k1\nstore,none\nstore,copy/k0\n');
  const { AccountId: _, ...given } = request;
  const list = (key: string) => ({
    ...request.Manifest,
    Location: { ObjectArn: `arn:aws:s3:::store/${key}`, ETag: 'e' },
  });
  const copy = { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::store', TargetKeyPrefix: 'copy' } };
  const jobs = [
    world.addBatchJob(east, { request: { ...given, Operation: copy, Manifest: list('list.csv') } }),
    world.addBatchJob(east, { request: { ...given, Operation: tag('1'), Manifest: list('list.csv') } }),
    world.addBatchJob(east, { request: { ...given, Operation: tag('2'), Manifest: list('other.csv') } }),
  ];
  return {
    clock,
    world,
    east,
    given,
    /** A job alone in its region, with this text as its manifest. */
    addJob: (text: string) => {
      write('long.csv', text);
      const request = { ...given, Operation: { S3DeleteObjectTagging: {} }, Manifest: list('long.csv') };
      const { run } = world.addBatchJob(world.location(AccountId, 'us-east-1'), { request });
      if (!run) throw new Error('the job has no objects');
      return run;
    },
    state: () => {
      runBatchJobs(world);
      return {
        objects: [...keys, ...keys.map((key) => `copy/${key}`)].flatMap((key) =>
          store.versions.of(key).map((version) => ({
            key,
            at: version.lastModified,
            tags: version.kind === 'object' ? [...version.tags] : [],
          })),
        ),
        jobs: jobs.map((job) => {
          const tasks = east.batch.tasks(job, clock.now());
          return Array.from({ length: tasks.count }, (_, index) => ({ ...tasks.task(index), ...tasks.result(index) }));
        }),
      };
    },
  };
}

test('reads a long manifest in turns, and then runs its tasks', () => {
  const { world, clock, addJob } = worldOfJobs();
  const run = addJob('store,k1\n'.repeat(10_000));
  clock.advance(TO_THE_END);
  const now = clock.now();
  let turns = 0;
  for (; !run.rows; turns += 1) expect(runBatchJobs(world, now, 1_000)).toBe(true);
  expect([turns, run.rows.count]).toEqual([3, 10_000]);
  runBatchJobs(world);
  expect(run.count).toBe(10_000);
});

test('generates and saves a long manifest in turns', () => {
  const { world, clock, east, given } = worldOfJobs();
  const [store] = world.objects.buckets.values();
  if (!store) throw new Error('there is no bucket');
  const empty = { content: { length: 0, read: () => [] }, etag: 'e' };
  for (let index = 0; index < 10_000; index += 1) world.objects.put(store, { key: `long/${index}`, ...empty });
  const S3JobManifestGenerator = {
    SourceBucket: 'arn:aws:s3:::store',
    EnableManifestOutput: true,
    Filter: { KeyNameConstraint: { MatchAnyPrefix: ['long/'] } },
    ManifestOutputLocation: {
      Bucket: 'arn:aws:s3:::store',
      ManifestFormat: 'S3InventoryReport_CSV_20211130' as const,
    },
  };
  const { run } = world.addBatchJob(east, {
    request: { ...given, Manifest: undefined, ManifestGenerator: { S3JobManifestGenerator } },
  });
  clock.advance(TO_THE_END);
  let turns = 0;
  for (; !run?.rows; turns += 1) expect(runBatchJobs(world, clock.now(), 1_000)).toBe(true);
  expect([turns, run.rows.count]).toEqual([5, 10_000]);
});

test('is in the same state, however often requests arrive and however many tasks a turn has', () => {
  const once = worldOfJobs();
  once.clock.advance(TO_THE_END);
  const expected = once.state();
  expect(expected.jobs.map(({ length }) => length)).toEqual([40, 40, 3]);
  fc.assert(
    fc.property(fc.array(fc.nat(TO_THE_END), { maxLength: 20 }), fc.integer({ min: 1, max: 50 }), (looks, most) => {
      const { clock, world, state } = worldOfJobs();
      for (const at of [...looks, TO_THE_END].sort((a, b) => a - b)) {
        clock.advance(START + at - clock.now());
        if (!runBatchJobs(world, clock.now(), most)) continue;
        for (let turns = 1; runBatchJobs(world, clock.now(), most); turns += 1) expect(turns).toBeLessThan(100);
      }
      expect(state()).toEqual(expected);
    }),
    { seed: 1, numRuns: 25 },
  );
});

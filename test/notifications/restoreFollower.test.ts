// What becomes of the restore jobs that a route follows: failures, jobs that disappear, restores that never end.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type RestoreState, restoreStates } from '../../src/aws/s3control/restoreProgress.ts';
import { createClock } from '../../src/core/clock.ts';
import { awaitsObjects } from '../../src/notifications/awaitsObjects.ts';
import { createRestoreFollower } from '../../src/notifications/createRestoreFollower.ts';
import { awaitedFor, type Outbox } from '../../src/notifications/outbox.ts';
import type { RestoreListener } from '../../src/restores/createRestores.ts';
import { createMemoryOutbox } from '../../src/storage/memory/outbox.ts';
import { batchJob } from '../storage/records.ts';
import { routesOf } from './routes.ts';

const HOUR = 3_600_000;
const ended = Date.UTC(2026, 0, 15, 12);

const job = batchJob('r', {
  operationName: 'S3_INITIATE_RESTORE_OBJECT',
  status: 'FAILED',
  completionDate: new Date(ended),
});

const progressOf = (counts: Partial<Record<RestoreState, number>>, isSettled: boolean) => ({
  requested: 10,
  counts: {
    ...(Object.fromEntries(restoreStates.map((state) => [state, 0])) as Record<RestoreState, number>),
    ...counts,
  },
  checked: 10,
  isWhole: true,
  asOf: new Date(ended + HOUR),
  expectedReadable: null,
  readableUntil: null,
  isSettled,
  buckets: ['film'],
  failure: null,
});

function followerOf(given: Partial<Outbox> = {}) {
  const [route] = routesOf({ name: 'route', address: 'http://127.0.0.1/', events: ['READABLE'] });
  if (!route) throw new Error('a route');
  const awsClock = createClock({ speed: 0, startAt: ended });
  const clock = createClock({ speed: 0 });
  const outbox = { ...createMemoryOutbox(), ...given };
  /** Of the watches that are open, the newest one last. */
  const watches: RestoreListener[] = [];
  let begun = 0;
  const follower = createRestoreFollower(route, {
    outbox,
    awsClock,
    clock,
    random: () => 0.5,
    idOf: ({ jobId }) => jobId,
    onAdded: () => undefined,
    log: pino({ level: 'silent' }),
    restores: {
      follow: (_, listener) => {
        begun += 1;
        watches.push(listener);
        return () => void watches.splice(watches.indexOf(listener), 1);
      },
    },
  });
  const waiting = async () => (await outbox.take('route', { now: clock.now(), leaseUntil: 0, limit: 10 })).waiting;
  return {
    follower,
    outbox,
    awsClock,
    clock,
    watches,
    waiting,
    begun: () => begun,
    report: (counts: Partial<Record<RestoreState, number>>, isSettled = false) =>
      watches.at(-1)?.onChange({ job, restores: progressOf(counts, isSettled) }),
    end: (failure: Parameters<RestoreListener['onEnd']>[0] = null) => watches.at(-1)?.onEnd(failure),
    kept: async () => (await outbox.keptRestores('route')).length,
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('jobs that requested restores are followed, however they ended', () => {
  expect(awaitsObjects(job)).toBe(true);
  expect(awaitsObjects({ ...job, status: 'CANCELLED' })).toBe(true);
  expect(awaitsObjects({ ...job, status: 'ACTIVE' })).toBe(false);
  expect(awaitsObjects({ ...job, operationName: 'S3_PUT_OBJECT_TAGGING' })).toBe(false);
  const summary = { totalNumberOfTasks: 1, numberOfTasksSucceeded: 0, numberOfTasksFailed: 1 };
  expect(awaitsObjects({ ...job, progressSummary: { ...summary, elapsedTimeInActiveSeconds: 1 } })).toBe(false);
});

test('a watch that fails is followed again, ever later, and the job is announced once', async () => {
  const of = followerOf();
  expect(await of.follower.follow(job, true)).toBe(true);
  expect(await of.follower.follow(job, true)).toBe(true);
  expect(await of.kept()).toBe(1);
  for (let failure = 1; failure < 4; failure += 1) {
    of.end({ code: 'SERVICE_UNAVAILABLE', message: 'S3 is down' });
    of.clock.advance(7_000);
    expect(of.begun()).toBe(failure);
    of.clock.advance(60_000);
    expect(of.begun()).toBe(failure + 1);
  }
  of.report({ IN_PROGRESS: 9, READABLE: 1 });
  expect(await of.waiting()).toBe(0);
  of.report({ READABLE: 9, MISSING: 1 }, true);
  of.end();
  await settled();
  expect(await of.waiting()).toBe(1);
  expect(await of.kept()).toBe(0);
  of.awsClock.advance(2 * awaitedFor);
  await settled();
  expect(await of.waiting()).toBe(1);
});

test.each([
  ['no object becomes readable', { NOT_RESTORED: 9, LUKEWARM: 1 }, null],
  ['AWS does not know it any more', null, { code: 'NOT_FOUND' as const, message: 'gone' }],
])('a job is not announced if %s', async (_, counts, failure) => {
  const of = followerOf();
  await of.follower.follow(job, true);
  if (counts) of.report(counts, true);
  of.end(failure);
  await settled();
  expect([await of.waiting(), await of.kept(), of.watches.length]).toEqual([0, 0, 0]);
});

test('an old job is announced only if its objects were seen before they were readable', async () => {
  const before = followerOf();
  await before.follower.follow(job, false);
  before.report({ READABLE: 10 }, true);
  before.end();
  await settled();
  expect([await before.waiting(), await before.kept()]).toEqual([0, 0]);

  const during = followerOf();
  await during.follower.follow(job, false);
  expect(await during.kept()).toBe(0);
  during.report({ IN_PROGRESS: 10 });
  await settled();
  expect(await during.kept()).toBe(1);
  during.report({ READABLE: 10 }, true);
  during.end();
  await settled();
  expect(await during.waiting()).toBe(1);
});

test('after a week, what is readable is announced, whatever is still in progress', async () => {
  const of = followerOf();
  await of.follower.follow(job, true);
  of.report({ IN_PROGRESS: 1, READABLE: 9 });
  of.awsClock.advance(awaitedFor - 1);
  await settled();
  expect(await of.waiting()).toBe(0);
  of.awsClock.advance(1);
  await settled();
  expect([await of.waiting(), await of.kept(), of.watches.length]).toEqual([1, 0, 0]);
});

test('a full or silent outbox gets the notification later', async () => {
  const answers: (() => 'full' | 'added')[] = [
    () => 'full',
    () => {
      throw new Error('Redis is down');
    },
    () => 'added',
  ];
  const offered: string[] = [];
  const of = followerOf({
    offer: async (_, { event }) => {
      offered.push(event);
      return answers[offered.length - 1]?.() ?? 'added';
    },
  });
  await of.follower.follow(job, true);
  of.report({ READABLE: 10 }, true);
  of.end();
  for (let round = 0; round < 4; round += 1) {
    await settled();
    of.clock.advance(60_000);
  }
  expect(offered).toEqual(['READABLE', 'READABLE', 'READABLE']);
  expect(await of.kept()).toBe(0);
  of.follower.close();
});

test('kept jobs are followed again after a restart, and a closed follower follows none', async () => {
  const first = followerOf();
  await first.follower.follow(job, true);
  first.follower.close();
  expect(first.watches).toEqual([]);
  const second = followerOf(first.outbox);
  await second.follower.resume();
  second.report({ READABLE: 10 }, true);
  second.end();
  await settled();
  expect([await second.waiting(), await second.kept()]).toEqual([1, 0]);
});

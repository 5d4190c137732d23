// The notifier of one route with a feed that a test writes: what it does about jobs that disappear, and with a full outbox.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { createNotifier, type NotifierServices } from '../../src/notifications/createNotifier.ts';
import type { Outbox } from '../../src/notifications/outbox.ts';
import { createMemoryOutbox } from '../../src/storage/memory/outbox.ts';
import type { FeedEntry } from '../../src/watch/feedLog.ts';
import { batchJob, glacierJob } from '../storage/records.ts';
import { routesOf } from './routes.ts';

const hour = 3_600_000;
const startedAt = Date.UTC(2026, 0, 15, 12);

const settled = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A notifier of these events. */
function notifierOf(given: Partial<Outbox> = {}, events = ['OVERDUE'], follower: NotifierServices['follower'] = null) {
  const [route] = routesOf({ name: 'route', address: 'http://127.0.0.1/', events });
  if (!route) throw new Error('a route');
  const awsClock = createClock({ speed: 0, startAt: startedAt });
  const clock = createClock({ speed: 0 });
  const outbox: Outbox = { ...createMemoryOutbox(), ...given };
  const lines: string[] = [];
  const givenUp: string[] = [];
  let old: FeedEntry[] = [];
  let entries: FeedEntry[] = [];
  let changed = () => {};
  const feed = {
    open: (onChange: () => void) => {
      changed = onChange;
      return {
        after: (position: number) => entries.filter((entry) => entry.position > position),
        dropOldEnds: () => old,
        close: () => undefined,
      };
    },
  } as unknown as NotifierServices['feed'];
  const notifier = createNotifier(route, {
    outbox,
    feed,
    awsClock,
    clock,
    soonSeconds: 3_600,
    idOf: ({ jobId }) => jobId,
    detailsOf: async () => null,
    follower,
    onAdded: () => undefined,
    observe: (_, result) => void givenUp.push(result),
    log: pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) }),
  });
  /** The newest state of a job; null for one that is no longer in the feed, of which the last state is known. */
  const put = async (job: JobRecord, isInFeed = true) => {
    const entry = { key: job.jobId, position: entries.length + 1, job, phase: isInFeed ? 'RUNNING' : null };
    const snapshot = { job: isInFeed ? job : null, details: null, observation: { at: awsClock.now() } };
    entries = [...entries, { ...entry, snapshot } as unknown as FeedEntry];
    changed();
    await settled();
  };
  const announced = async () => {
    await settled();
    const { due } = await outbox.take('route', { now: clock.now(), leaseUntil: clock.now(), limit: 10 });
    return due.map(({ notification: { event, job } }) => `${event} ${job.jobId}`);
  };
  const forgetEnds = () => {
    old = entries;
    changed();
    return settled();
  };
  return { notifier, awsClock, clock, put, announced, lines, givenUp, forgetEnds };
}

test('a job that disappears is not announced as overdue, and the others are', async () => {
  const { notifier, awsClock, put, announced } = notifierOf();
  const [gone, stays] = ['gone', 'stays'].map((jobId) =>
    glacierJob(jobId, { creationDate: new Date(startedAt), tier: 'STANDARD' }),
  );
  if (!gone || !stays) throw new Error('two jobs');
  await put(gone);
  await put(stays);
  await put(gone, false);
  awsClock.advance(6 * hour);
  expect(await announced()).toEqual(['OVERDUE stays']);
  notifier.close();
});

test('a full outbox is logged once, and what waits for room is added when there is some', async () => {
  const own = createMemoryOutbox();
  let isFull = true;
  const offer: Outbox['offer'] = async (...given) => (isFull ? 'full' : own.offer(...given));
  const { notifier, clock, put, lines, givenUp, announced } = notifierOf({ ...own, offer }, ['DONE']);
  const ends = (jobId: string) =>
    put(glacierJob(jobId, { completed: true, statusCode: 'SUCCEEDED', completionDate: new Date(startedAt) }));
  await ends('one');
  await ends('other');
  clock.advance(10_000);
  expect(await announced()).toEqual([]);
  isFull = false;
  clock.advance(10_000);
  expect((await announced()).sort()).toEqual(['DONE one', 'DONE other']);
  expect(lines).toEqual(['the outbox of a route is full: its events wait', 'the outbox of a route has room again']);
  expect(givenUp).toEqual([]);
  notifier.close();
});

test('a restore job that cannot be followed yet holds up no other job, and is followed later', async () => {
  const asked: string[] = [];
  let isFull = true;
  const follower = {
    resume: async () => undefined,
    follow: async ({ jobId }: { jobId: string }) => {
      asked.push(jobId);
      return !isFull;
    },
    close: () => undefined,
  };
  const { notifier, clock, put, lines, announced } = notifierOf({}, ['DONE', 'FAILED', 'READABLE'], follower);
  const completionDate = new Date(startedAt);
  await put(batchJob('restore', { operationName: 'S3_INITIATE_RESTORE_OBJECT', status: 'FAILED', completionDate }));
  await put(glacierJob('other', { completed: true, statusCode: 'SUCCEEDED', completionDate }));
  expect((await announced()).sort()).toEqual(['DONE other', 'FAILED restore']);
  isFull = false;
  clock.advance(10_000);
  await settled();
  expect(new Set(asked)).toEqual(new Set(['restore']));
  expect(lines.at(-1)).toBe('the outbox of a route has room again');
  const before = asked.length;
  clock.advance(10_000);
  await settled();
  expect(asked).toHaveLength(before);
  notifier.close();
});

test('a job that finds no room for a day is counted and logged', async () => {
  const { notifier, awsClock, put, lines, givenUp, forgetEnds } = notifierOf({ offer: async () => 'full' }, ['DONE']);
  const end = { completed: true, statusCode: 'SUCCEEDED', completionDate: new Date(startedAt) } as const;
  await put(glacierJob('one', end));
  // The alarm of the expiring output looks at the feed, which has no room for old ends.
  await forgetEnds();
  awsClock.advance(25 * hour);
  await settled();
  expect(givenUp).toEqual(['GIVEN_UP']);
  expect(lines).toContain('a job was not announced: the outbox was full for a day');
  notifier.close();
});

// The notifier of one route with a feed that a test writes: what it does about jobs that disappear.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { createNotifier, type NotifierServices } from '../../src/notifications/createNotifier.ts';
import { createMemoryOutbox } from '../../src/storage/memory/outbox.ts';
import type { FeedEntry } from '../../src/watch/feedLog.ts';
import { glacierJob } from '../storage/records.ts';
import { routesOf } from './routes.ts';

const hour = 3_600_000;
const startedAt = Date.UTC(2026, 0, 15, 12);

const settled = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A notifier of what is overdue. */
function notifierOf() {
  const [route] = routesOf({ name: 'route', address: 'http://127.0.0.1/', events: ['OVERDUE'] });
  if (!route) throw new Error('a route');
  const awsClock = createClock({ speed: 0, startAt: startedAt });
  const clock = createClock({ speed: 0 });
  const outbox = createMemoryOutbox();
  let entries: FeedEntry[] = [];
  let changed = () => {};
  const feed = {
    open: (onChange: () => void) => {
      changed = onChange;
      return {
        after: (position: number) => entries.filter((entry) => entry.position > position),
        dropOldEnds: () => [],
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
    follower: null,
    onAdded: () => undefined,
    log: pino({ level: 'silent' }),
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
  return { notifier, awsClock, put, announced };
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

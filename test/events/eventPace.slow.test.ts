// What a day of many Batch jobs costs, with events and without them: AWS calls are counted.
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BatchJobStatus } from '../../src/aws/s3control/batchJob.ts';
import { createClock } from '../../src/core/clock.ts';
import { createEventHandler } from '../../src/events/createEventHandler.ts';
import { parseEvents } from '../../src/events/parseEvents.ts';
import { createPaces } from '../../src/jobs/createPaces.ts';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';
import { hintText } from '../../src/watch/jobHint.ts';
import { Watch } from '../../src/watch/watch.ts';
import { targetKey } from '../../src/watch/watchTarget.ts';
import { batchJob } from '../storage/records.ts';
import { fakeAws } from '../watch/fakeAws.ts';
import { batchPlace, startOfTime } from '../watch/fakeWatches.ts';
import { account, batchEvent } from './samples.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const jobs = 1_000;
const nameOf = (index: number) => `job-${index}`;
const awsNames: Partial<Record<BatchJobStatus, string>> = { COMPLETE: 'Complete', PAUSED: 'Paused', ACTIVE: 'Active' };

/** A thousand active Batch jobs in one location, with a subscriber to all of them. */
async function thousandJobs(services: readonly 'batch'[], random = 0.5) {
  const aws = fakeAws(1_000);
  const clock = createClock({ speed: 0, startAt: startOfTime });
  const realClock = createClock({ speed: 0, startAt: startOfTime });
  const store = createMemoryWatchStore();
  const shown = new Map<string, string | undefined>();
  const set = (jobId: string, status: BatchJobStatus) => {
    const completionDate = status === 'COMPLETE' ? new Date(clock.now()) : null;
    aws.put(batchJob(jobId, { status, completionDate, creationDate: new Date(startOfTime) }));
  };
  for (let index = 0; index < jobs; index += 1) set(nameOf(index), 'ACTIVE');
  const events = createEventHandler({
    once: store.once,
    serves: () => true,
    runningJobs: { forget: () => undefined },
    watches: { wake: (target, hint) => store.wake(targetKey(target), hintText(hint)) },
    unresolvedStarts: { isAwaiting: () => false },
    jobIndex: { showsBefore: () => false, put: () => undefined },
    describeGlacierJob: async () => null,
    describeBatchJob: async () => null,
    restores: { observed: () => undefined },
  });
  const watch = new Watch(batchPlace, {
    store,
    finished: { recall: async () => null, remember: () => undefined },
    source: () => aws,
    clock,
    realClock,
    expiringSoonFrom: () => null,
    paces: createPaces({ minSeconds: 5, maxSeconds: 300, batchMinSeconds: 30, events: { services, seconds: 900 } }),
    log: pino({ level: 'silent' }),
    random: () => random,
  });
  onTestFinished(() => watch.close());
  watch.add({
    interest: { all: true, jobIds: [], detailed: [] },
    update: (changes) => {
      for (const { jobId, job } of changes) shown.set(jobId, job?.kind === 'BatchJob' ? job.status : undefined);
    },
  });
  const settle = async () => {
    for (let turn = 0; turn < 8; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
  };
  const pass = async (milliseconds: number) => {
    clock.advance(milliseconds);
    realClock.advance(milliseconds);
    await settle();
  };
  await settle();
  const calls = () => Object.values(aws.calls()).reduce((sum, count) => sum + count, 0);
  /** An event of the job as it is now; `id` as CloudTrail numbers them. */
  const announceAtOnce = async (jobId: string, status: BatchJobStatus, id: string, at = clock.now()) => {
    const details = { jobId, jobArn: `arn:aws:s3:us-east-1:${account}:job/${jobId}`, jobEventId: id };
    const time = new Date(at).toISOString();
    const parsed = parseEvents(JSON.stringify(batchEvent(awsNames[status], { time }, details)));
    if (parsed.kind !== 'events') throw new Error(parsed.reason);
    await events.handle(String(parsed.id), parsed.events);
    await settle();
  };
  /** The same a moment after the last poll: a watch that is woken again and again polls four times a second. */
  const announce: typeof announceAtOnce = async (...event) => {
    realClock.advance(250);
    await announceAtOnce(...event);
  };
  return { aws, shown, set, pass, calls, announce, announceAtOnce };
}

describe('a thousand active Batch jobs in one location', () => {
  test('without events are polled together, every 30 seconds at most: 2,880 calls a day', async () => {
    // Without jitter, which makes the pauses longer.
    const { pass, calls, shown } = await thousandJobs([], 0);
    expect([calls(), shown.size]).toEqual([1, jobs]);
    for (let at = 0; at < hour; at += 30 * second) await pass(30 * second);
    expect(24 * calls()).toBe(2_880);
  });

  test('with events, a day with 50 changes costs 147 calls, though each event comes twice and the one before comes again', async () => {
    const { pass, calls, set, shown, announce } = await thousandJobs(['batch']);
    let before: (() => Promise<void>) | undefined;
    let changed = 0;
    for (let at = 0; at < day; at += minute) {
      await pass(minute);
      if (changed === 50 || at % (28 * minute) > 0) continue;
      const jobId = nameOf(changed);
      const status = changed % 3 === 0 ? 'COMPLETE' : 'PAUSED';
      set(jobId, status);
      const event = `event${changed}`;
      await announce(jobId, status, event);
      expect(shown.get(jobId)).toBe(status);
      await announce(jobId, status, event);
      await before?.();
      before = () => announce(jobId, status, `${event} again`);
      changed += 1;
    }
    // The first list, one each 15 minutes, and one DescribeJob for each change.
    expect([changed, calls()]).toEqual([50, 1 + 96 + 50]);
  });

  test('with events are polled for a change that AWS announces before it shows it, until it does', async () => {
    const { aws, pass, set, shown, announce } = await thousandJobs(['batch']);
    await announce(nameOf(0), 'COMPLETE', 'early');
    await pass(29 * second);
    aws.calls();
    set(nameOf(0), 'COMPLETE');
    await pass(second);
    expect([aws.calls(), shown.get(nameOf(0))]).toEqual([{ describe: 1 }, 'COMPLETE']);
    await pass(10 * minute);
    expect(aws.calls()).toEqual({});
  });

  test('with events are polled five times for an end that never comes, and once for an event that comes late', async () => {
    const { aws, pass, set, announce } = await thousandJobs(['batch']);
    set(nameOf(1), 'PAUSED');
    await announce(nameOf(1), 'PAUSED', 'paused');
    aws.calls();
    await announce(nameOf(0), 'COMPLETE', 'false');
    for (let at = 0; at < 14 * minute; at += 30 * second) await pass(30 * second);
    expect(aws.calls()).toEqual({ describe: 5 });
    await pass(2 * minute);
    aws.calls();
    await announce(nameOf(1), 'ACTIVE', 'late');
    for (let at = 0; at < 10 * minute; at += 30 * second) await pass(30 * second);
    expect(aws.calls()).toEqual({ describe: 1 });
  });

  test('with events are listed once where many change at one moment, and each that has ended is described', async () => {
    const { aws, pass, set, shown, announce, announceAtOnce } = await thousandJobs(['batch']);
    set(nameOf(99), 'PAUSED');
    await announce(nameOf(99), 'PAUSED', 'first');
    aws.calls();
    for (let index = 0; index < 20; index += 1) {
      const status = index < 2 ? 'COMPLETE' : 'PAUSED';
      set(nameOf(index), status);
      await announceAtOnce(nameOf(index), status, `event${index}`);
    }
    expect(aws.calls()).toEqual({});
    await pass(second);
    expect(aws.calls()).toEqual({ 'list unfinished': 1, describe: 2 });
    expect([...shown.values()].filter((status) => status !== 'ACTIVE').length).toBe(21);
  });

  test('with events show a job that was created meanwhile, and none that AWS does not know, for one DescribeJob each', async () => {
    const { aws, set, shown, announce } = await thousandJobs(['batch']);
    aws.calls();
    set('created', 'ACTIVE');
    await announce('created', 'ACTIVE', 'created');
    await announce('absent', 'ACTIVE', 'absent');
    expect([shown.get('created'), shown.has('absent')]).toEqual(['ACTIVE', false]);
    expect(aws.calls()).toEqual({ describe: 2 });
  });

  test('with events are not asked for a job of which an old event says something, since every job was listed meanwhile', async () => {
    const { aws, pass, shown, announce } = await thousandJobs(['batch']);
    const old = startOfTime - day;
    aws.put(batchJob('old', { status: 'COMPLETE', completionDate: new Date(old), creationDate: new Date(old) }));
    aws.calls();
    await announce('old', 'COMPLETE', 'old', old);
    await pass(minute);
    expect([aws.calls(), shown.has('old')]).toEqual([{}, false]);
  });
});

// The index beside a real watch of a simulated vault: what it has, and as of when.
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { estimateBytes } from '../../src/core/estimateBytes.ts';
import { glacierJobKey } from '../../src/core/location.ts';
import { createFollowedWatches } from '../../src/jobIndex/createFollowedWatches.ts';
import { JobHistories } from '../../src/jobIndex/jobHistories.ts';
import { createJobLists } from '../../src/jobIndex/jobLists.ts';
import { keyOf } from '../../src/jobIndex/listChanges.ts';
import { resultBytesOfJob } from '../../src/jobs/jobRun.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';
import { observedSource } from '../../src/watch/observedSource.ts';
import { Watch } from '../../src/watch/watch.ts';
import type { WatchStore } from '../../src/watch/watchStore.ts';
import { glacierJob } from '../storage/records.ts';
import { fakeAws } from '../watch/fakeAws.ts';
import { startOfTime, vault } from '../watch/fakeWatches.ts';
import { samePaces } from '../watch/samePaces.ts';

const target = vault();
const listConsistencyDelay = 60_000;
const onlyFollowed = { notBefore: Number.POSITIVE_INFINITY, acceptsFollowed: true };
const any = { notBefore: 0, acceptsFollowed: false };
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

const run = (jobId: string, at: number): JobRecord => glacierJob(jobId, { creationDate: new Date(at) });
const end = (job: JobRecord, at: number): JobRecord =>
  ({ ...job, completed: true, statusCode: 'SUCCEEDED', completionDate: new Date(at) }) as JobRecord;

/** At most, with its key. */
const bytesOfJob = estimateBytes([keyOf(run('j999', startOfTime)), run('j999', startOfTime)]) + resultBytesOfJob;

function world(store: WatchStore = createMemoryWatchStore(), eventSeconds?: number) {
  const clock = createClock({ speed: 0, startAt: startOfTime });
  const real = { now: 1_000_000 };
  const realClock = { now: () => real.now };
  const aws = fakeAws(3);
  const lists = createJobLists({ realClock, listConsistencyDelay, maxBytes: 1000 * bytesOfJob, maxLists: 10 });
  const paces = samePaces({ minSeconds: 5, maxSeconds: 300, eventSeconds });
  const histories = new JobHistories();
  const index = createFollowedWatches(lists, {
    clock,
    realClock,
    listConsistencyDelay,
    jobsPerSource: 500,
    paces,
    histories,
  });
  const open = (interest: { all: boolean; jobIds: string[] }) => {
    const watch = new Watch(target, {
      store,
      finished: { recall: async () => null, remember: () => undefined },
      source: () => observedSource(aws, target, index.observer),
      clock,
      realClock: { ...clock, now: realClock.now, after: () => () => undefined },
      paces,
      expiringSoonFrom: () => null,
      observer: index.observer,
      log: pino({ level: 'silent' }),
      random: () => 0.5,
    });
    watch.add({ interest: { ...interest, detailed: [] }, update: () => undefined });
    return watch;
  };
  const pass = async (seconds: number) => {
    real.now += seconds * 1000;
    clock.advance(seconds * 1000);
    await settle();
  };
  const list = lists.of(target);
  const shown = (wish = onlyFollowed) => {
    const reading = list.find(null, wish);
    return (
      reading &&
      [...reading.items.values()].map(({ jobId, ...job }) => `${jobId} ${'completed' in job && job.completed}`).sort()
    );
  };
  return { clock, real, aws, lists, list, index, open, pass, shown };
}

describe('the index beside a watch of all jobs', () => {
  test('has what the watch has read, ended jobs of long ago too, without a reading of its own', async () => {
    const { aws, open, pass, shown, list } = world();
    aws.put(run('a', startOfTime), end(run('old', startOfTime - 1e9), startOfTime - 9e8));
    const watch = open({ all: true, jobIds: [] });
    await settle();
    expect(shown()).toEqual(['a false', 'old true']);
    const first = list.find(null, any)?.asOf ?? 0;
    await pass(60);
    // The poll has confirmed it.
    expect(list.find(null, any)?.asOf).toBe(first + 60_000);
    aws.put(end(run('a', startOfTime), startOfTime + 90_000), run('b', startOfTime + 70_000));
    await pass(60);
    expect(shown()).toEqual(['a true', 'b false', 'old true']);
    watch.close();
    expect(shown()).toBeUndefined();
    expect(shown(any)).toHaveLength(3);
  });

  test('is not confirmed after a poll that came too late, though still followed', async () => {
    const { aws, open, pass, shown, list } = world();
    aws.put(run('a', startOfTime));
    const watch = open({ all: true, jobIds: [] });
    await settle();
    const first = list.find(null, any)?.asOf ?? 0;
    await pass(3600);
    expect(list.find(null, any)?.asOf).toBe(first);
    expect(shown()).toEqual(['a false']);
    watch.close();
  });

  test('is confirmed by polls that are as rare as events allow', async () => {
    const { aws, open, pass, shown, list } = world(createMemoryWatchStore(), 900);
    aws.put(run('a', startOfTime));
    const watch = open({ all: true, jobIds: [] });
    await settle();
    const first = list.find(null, any)?.asOf ?? 0;
    await pass(900);
    expect(list.find(null, any)?.asOf).toBe(first + 900_000);
    expect(shown()).toEqual(['a false']);
    watch.close();
  });

  test('drops a reading with a running job that the watch does not know', async () => {
    const { aws, open, pass, shown, list, real } = world();
    const watch = open({ all: true, jobIds: [] });
    await settle();
    real.now += 1;
    // A list that shows a job which AWS has forgotten since.
    list.start(null).finish([run('ghost', startOfTime - 1e6)], false);
    expect(shown(any)).toEqual(['ghost false']);
    await pass(60);
    expect(shown(any)).toBeUndefined();
    expect(aws.calls()['list all']).toBe(1);
    watch.close();
  });

  test('is not followed by a watch of single jobs, which still updates it', async () => {
    const { aws, open, pass, shown, list } = world();
    aws.put(run('a', startOfTime));
    list.start(null).finish(aws.jobs.values(), false);
    const watch = open({ all: false, jobIds: ['a'] });
    await settle();
    aws.put(end(run('a', startOfTime), startOfTime));
    await pass(300);
    expect(shown()).toBeUndefined();
    expect(shown(any)).toEqual(['a true']);
    watch.close();
  });

  test('reports a lasting failure of the watch, and follows again after it', async () => {
    const { aws, open, pass, index, shown } = world();
    aws.put(run('a', startOfTime));
    const watch = open({ all: true, jobIds: [] });
    await settle();
    aws.exists = false;
    await pass(60);
    expect(index.failureOf(target)?.code).toBe('NOT_FOUND');
    expect(shown()).toBeUndefined();
    aws.exists = true;
    await pass(600);
    expect(index.failureOf(target)).toBeNull();
    watch.close();
    expect(index.failureOf(target)).toBeNull();
  });

  test('with any life of jobs shows each job that was ever listed as it was at the date of the reading, or later', async () => {
    const step = fc.record({
      starts: fc.nat(3),
      ends: fc.nat(3),
      seconds: fc.constantFrom(1, 20, 60, 300),
      reads: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { clock, aws, open, pass, list } = world();
        const watch = open({ all: true, jobIds: [] });
        await settle();
        /** The jobs that were on a list, so that the watch knows them. */
        const listed = new Set<string>();
        const source = aws.list;
        let truth = new Map(aws.jobs);
        aws.list = async (which, marker) => {
          if (marker === null) truth = new Map(aws.jobs);
          const page = await source(which, marker);
          for (const { jobId } of page.items) listed.add(jobId);
          return page;
        };
        let next = 0;
        for (const { starts, ends, seconds, reads } of steps) {
          for (let count = 0; count < starts; count += 1) aws.put(run(`job${next++}`, clock.now()));
          const unfinished = [...aws.jobs.values()].filter((job) => 'completed' in job && !job.completed);
          for (const job of unfinished.slice(0, ends)) aws.put(end(job, clock.now()));
          if (reads) {
            const all = [...aws.jobs.values()];
            for (const { jobId } of all) listed.add(jobId);
            list.start(null).finish(all, false);
          }
          await pass(seconds);
          const reading = list.find(null, onlyFollowed);
          for (const [jobId, job] of truth) {
            if (!reading || !listed.has(jobId)) continue;
            const known = reading.items.get(
              glacierJobKey({ accountId: target.accountId, region: target.region, vaultName: 'vault', jobId }),
            );
            if (!known) expect.fail(`${jobId} is missing`);
            const endedAt = job.completionDate?.getTime() ?? Number.POSITIVE_INFINITY;
            const asOf = startOfTime + (reading.asOf - 1_000_000);
            if (endedAt < asOf) expect(known).toMatchObject({ completed: true });
          }
        }
        watch.close();
      }),
      { numRuns: 100 },
    );
  });
});

describe('the memory of the index', () => {
  test('is bounded by the bytes of jobs and by lists; what was not used for longest goes first', () => {
    const { lists } = world();
    const fill = (name: string, count: number) => {
      const key = vault(name);
      const jobs = Array.from(
        { length: count },
        (_, job) => ({ ...run(`j${job}`, startOfTime), vaultName: name }) as JobRecord,
      );
      lists.of(key).start(null).finish(jobs, false);
      lists.trim();
    };
    fill('first', 600);
    fill('second', 300);
    lists.of(vault('first'));
    fill('third', 300);
    expect(lists.size).toBe(900);
    expect(lists.of(vault('second')).find(null, any)).toBeUndefined();
    expect(lists.of(vault('first')).find(null, any)?.items.size).toBe(600);
    for (let count = 0; count < 100; count += 1) fill(`vault${count}`, 1);
    expect(lists.size).toBe(10);
  });
});

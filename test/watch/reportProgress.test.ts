import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Feed } from '../../src/watch/feed.ts';
import { reportAfter } from '../../src/watch/reportAfter.ts';
import type { JobSnapshot } from '../../src/watch/watchStore.ts';
import { batchJob, batchJobDetails, glacierJob } from '../storage/records.ts';
import { batchPlace, fakeWatches } from './fakeWatches.ts';

const tasks = 100_000;
const half = tasks / 200;

const at = (done: number, given: Parameters<typeof batchJob>[1] = {}, failed = 0): JobSnapshot => ({
  jobId: 'job',
  job: batchJob('job', {
    progressSummary: {
      totalNumberOfTasks: tasks,
      numberOfTasksSucceeded: done - failed,
      numberOfTasksFailed: failed,
      elapsedTimeInActiveSeconds: done,
    },
    ...given,
  }),
  details: null,
});
const pauseOf = (reported: JobSnapshot, seen: JobSnapshot, sinceReport = 400) =>
  reportAfter(reported, seen, { sinceReport, minInterval: 1_000 });

describe('a state of a job is reported', () => {
  test.each<[string, JobSnapshot, JobSnapshot]>([
    ['half a percent more', at(1_000), at(1_000 + half)],
    ['another status', at(1_000), at(1_001, { status: 'PAUSED' })],
    ['another priority', at(1_000), at(1_000, { priority: 11 })],
    ['the first failed task', at(1_000), at(1_001, {}, 1)],
    ['the total', at(0, { progressSummary: null }), at(0)],
    ['its details', at(1_000), { ...at(1_001), details: batchJobDetails('job') }],
    ['that it does not exist', at(1_000), { jobId: 'job', job: null, details: null }],
    [
      'a Glacier job',
      { jobId: 'job', job: glacierJob('job'), details: null },
      { jobId: 'job', job: glacierJob('job', { completed: true }), details: null },
    ],
  ])('at once with %s', (_, reported, seen) => {
    expect(pauseOf(reported, seen)).toBe(0);
  });

  test('after the interval with less than half a percent more', () => {
    expect(pauseOf(at(1_000), at(1_000 + half - 1))).toBe(600);
    expect(pauseOf(at(1_000), at(1_001), 1_000)).toBe(0);
    expect(pauseOf(at(1_000, {}, 1), at(1_002, {}, 2))).toBe(600);
  });
});

describe('the reports of a job in a feed', () => {
  const steps = fc.array(
    fc.record({
      wait: fc.nat(1_500),
      more: fc.oneof({ weight: 4, arbitrary: fc.nat(half - 1) }, { weight: 1, arbitrary: fc.nat(20 * half) }),
      status: fc.oneof({ weight: 5, arbitrary: fc.constant('ACTIVE' as const) }, fc.constant('PAUSED' as const)),
    }),
    { minLength: 1, maxLength: 60 },
  );

  test('are never two small steps within the interval, and end with the last state', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5 }), fc.boolean(), (all, minIntervalSeconds, ends) => {
        const watches = fakeWatches();
        const watch = watches.at(batchPlace);
        const reports: { time: number; done: number; status: string }[] = [];
        let position = 0;
        const source = { target: batchPlace, interest: { all: true, jobIds: [], detailed: [] as const } };
        const read = () => {
          for (const entry of feed.after(position)) {
            position = entry.position;
            if (entry.job?.kind !== 'BatchJob') continue;
            const { progressSummary, status } = entry.job;
            reports.push({ time: watches.clock.now(), done: progressSummary?.numberOfTasksSucceeded ?? 0, status });
          }
        };
        const feed = new Feed({ sources: [source], watches, minIntervalSeconds }).open(() => read());
        let done = 0;
        let last = 'ACTIVE';
        for (const { wait, more, status } of all) {
          watches.clock.advance(wait);
          done = Math.min(tasks - 1, done + more);
          last = status;
          watch.see(at(done, { status }));
        }
        if (ends) {
          [done, last] = [tasks, 'COMPLETE'];
          watch.see(at(tasks, { status: 'COMPLETE', completionDate: new Date(watches.clock.now()) }));
        }
        watches.clock.advance(minIntervalSeconds * 1_000);
        expect(reports.at(-1)).toMatchObject({ done, status: last });
        for (const [index, { time, done: now, status }] of reports.entries()) {
          const before = reports[index - 1];
          if (!before || before.status !== status || now - before.done >= half) continue;
          expect(time - before.time).toBeGreaterThanOrEqual(minIntervalSeconds * 1_000);
        }
        feed.close();
      }),
      { numRuns: 500 },
    );
  });
});

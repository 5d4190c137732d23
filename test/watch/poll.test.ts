import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { hasEnded } from '../../src/watch/changes.ts';
import { type PollOutcome, type PollRequest, poll } from '../../src/watch/poll.ts';
import type { Interest, JobSnapshot } from '../../src/watch/watchStore.ts';
import { batchJob, glacierJob } from '../storage/records.ts';
import { equal } from '../support/equal.ts';
import { type FakeAws, fakeAws } from './fakeAws.ts';

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 0, 15, 13);
const ended = (jobId: string, at = now) =>
  glacierJob(jobId, { completed: true, statusCode: 'SUCCEEDED', completionDate: new Date(at) });
const progressOf = (jobId: string, done: number) =>
  batchJob(jobId, {
    progressSummary: {
      totalNumberOfTasks: 100,
      numberOfTasksSucceeded: done,
      numberOfTasksFailed: 0,
      elapsedTimeInActiveSeconds: 1,
    },
  });
const named = (count: number, name = 'job') => Array.from({ length: count }, (_, index) => `${name}${index}`);
const idsOf = (snapshots: Iterable<JobSnapshot>) => [...snapshots].map(({ jobId }) => jobId).toSorted();
const allJobs: Interest = { all: true, jobIds: [], detailed: [] };
const endedHint = (jobId: string) => ({ jobId, status: null, at: null });
const jobsOf = (...jobIds: string[]): Interest => ({ all: false, jobIds, detailed: [] });

/** Polls as a watch does, one poll after another, and keeps the snapshots. */
function watch(aws: FakeAws) {
  const known = new Map<string, JobSnapshot>();
  let listPages = 1;
  return {
    known,
    look: async (interest: Interest, given: Partial<PollRequest> = {}): Promise<PollOutcome> => {
      const result = await poll(aws, {
        interest,
        known,
        sweep: false,
        again: true,
        listPages,
        since: now - day,
        ...given,
      });
      listPages = result.listPages;
      for (const jobId of result.forgotten) known.delete(jobId);
      for (const snapshot of result.snapshots) known.set(snapshot.jobId, snapshot);
      return result;
    },
  };
}

describe('a poll of jobs by ID', () => {
  test('of one job is one DescribeJob until the job has ended, then no call', async () => {
    const aws = fakeAws();
    aws.put(glacierJob('a'), ...named(200).map((id) => glacierJob(id)));
    const { look } = watch(aws);
    expect(idsOf((await look(jobsOf('a'))).snapshots)).toEqual(['a']);
    expect(aws.calls()).toEqual({ describe: 1 });
    expect((await look(jobsOf('a'))).snapshots).toEqual([]);
    expect(aws.calls()).toEqual({ describe: 1 });
    aws.put(ended('a'));
    expect((await look(jobsOf('a'))).snapshots).toMatchObject([{ job: { completed: true } }]);
    expect(aws.calls()).toEqual({ describe: 1 });
    expect((await look(jobsOf('a'))).snapshots).toEqual([]);
    expect(aws.calls()).toEqual({});
  });

  test('of up to 50 jobs is one page of the unfinished jobs, and a DescribeJob for each that has left it', async () => {
    const aws = fakeAws();
    const ids = named(40);
    aws.put(...ids.map((id) => glacierJob(id)));
    const { look } = watch(aws);
    expect(idsOf((await look(jobsOf(...ids))).snapshots)).toEqual(ids.toSorted());
    expect(aws.calls()).toEqual({ 'list all': 1 });
    expect((await look(jobsOf(...ids))).snapshots).toEqual([]);
    expect(aws.calls()).toEqual({ 'list unfinished': 1 });
    aws.put(ended('job3'), ended('job7'));
    expect(idsOf((await look(jobsOf(...ids))).snapshots)).toEqual(['job3', 'job7']);
    expect(aws.calls()).toEqual({ 'list unfinished': 1, describe: 2 });
    expect((await look(jobsOf(...ids))).snapshots).toEqual([]);
    expect(aws.calls()).toEqual({ 'list unfinished': 1 });
  });

  test.each([0, 1, 2, 49, 50, 51, 100, 101])('of all of %i unfinished jobs is ceil(n/50) pages', async (n) => {
    const aws = fakeAws();
    const ids = named(n);
    aws.put(...ids.map((id) => glacierJob(id)));
    const { look } = watch(aws);
    await look(jobsOf(...ids));
    aws.calls();
    for (let tick = 0; tick < 3; tick += 1) {
      await look(jobsOf(...ids));
      const calls = aws.calls();
      expect(calls).toEqual(n === 0 ? {} : n === 1 ? { describe: 1 } : { 'list unfinished': Math.ceil(n / 50) });
    }
  });

  test('describes few jobs if the unfinished jobs fill more pages than that', async () => {
    const aws = fakeAws();
    aws.put(...named(500).map((id) => glacierJob(id)));
    const { look } = watch(aws);
    await look(jobsOf('job1', 'job499'));
    aws.calls();
    await look(jobsOf('job1', 'job499'));
    expect(aws.calls()).toEqual({ 'list unfinished': 10 });
    await look(jobsOf('job1', 'job499'));
    expect(aws.calls()).toEqual({ describe: 2 });
  });

  test('of missing jobs does not poll known jobs again', async () => {
    const aws = fakeAws();
    aws.put(glacierJob('a'), glacierJob('b'));
    const { look } = watch(aws);
    await look(jobsOf('a'));
    aws.calls();
    expect(idsOf((await look(jobsOf('a', 'b'), { again: false })).snapshots)).toEqual(['b']);
    expect(aws.calls()).toEqual({ describe: 1 });
    expect((await look(jobsOf('a', 'b'), { again: false })).snapshots).toEqual([]);
    expect(aws.calls()).toEqual({});
  });

  test('reports once that a job does not exist', async () => {
    const aws = fakeAws();
    const { look } = watch(aws);
    expect((await look(jobsOf('a'))).snapshots).toEqual([{ jobId: 'a', job: null, details: null }]);
    expect(aws.calls()).toEqual({ describe: 1 });
    expect((await look(jobsOf('a'))).snapshots).toEqual([]);
    expect(aws.calls()).toEqual({});
  });

  test('reports all jobs of a vault that does not exist as absent', async () => {
    const aws = fakeAws();
    aws.exists = false;
    const { look } = watch(aws);
    const { snapshots, error } = await look(jobsOf(...named(60)));
    expect(snapshots.length).toBe(60);
    expect(snapshots.every(({ job }) => job === null)).toBe(true);
    expect(error).toBeNull();
    expect(aws.calls()).toEqual({ 'list all': 1 });
  });

  test('keeps the end of a job that AWS has forgotten, and reports a job that vanished before its end', async () => {
    const aws = fakeAws();
    aws.put(ended('a'), glacierJob('b'));
    const { look, known } = watch(aws);
    await look(jobsOf('a', 'b'));
    aws.jobs.clear();
    expect((await look(jobsOf('a', 'b'))).snapshots).toEqual([{ jobId: 'b', job: null, details: null }]);
    expect(known.get('a')?.job).toMatchObject({ completed: true });
  });

  test('reports the described jobs if other descriptions fail, and repeats only these', async () => {
    const aws = fakeAws();
    aws.put(glacierJob('a'), glacierJob('b'));
    aws.throttled.add('b');
    const { look } = watch(aws);
    const first = await look(jobsOf('a', 'b'));
    expect(idsOf(first.snapshots)).toEqual(['a']);
    expect(first.error).toMatchObject({ code: 'THROTTLED' });
    aws.throttled.clear();
    aws.calls();
    const second = await look(jobsOf('a', 'b'), { again: false });
    expect(idsOf(second.snapshots)).toEqual(['b']);
    expect(second.error).toBeNull();
    expect(aws.calls()).toEqual({ describe: 1 });
  });

  test('keeps the ends it has read if other descriptions fail', async () => {
    const aws = fakeAws();
    const ids = named(10);
    aws.put(...ids.map((id) => glacierJob(id)));
    const { look } = watch(aws);
    await look(jobsOf(...ids));
    aws.put(ended('job1'), ended('job2'));
    aws.throttled.add('job2');
    expect(idsOf((await look(jobsOf(...ids))).snapshots)).toEqual(['job1']);
    aws.throttled.clear();
    expect(idsOf((await look(jobsOf(...ids))).snapshots)).toEqual(['job2']);
  });

  test('drops a running job without subscribers, so that no subscriber gets its old state', async () => {
    const aws = fakeAws();
    aws.put(glacierJob('a'), glacierJob('b'), ended('c'), ended('d', now - 2 * day));
    const { look, known } = watch(aws);
    await look(jobsOf('a', 'b', 'c', 'd', 'none'));
    expect((await look(jobsOf('a'))).forgotten.toSorted()).toEqual(['b', 'd', 'none']);
    expect([...known.keys()]).toEqual(['a', 'c']);
    aws.put(ended('b'));
    expect((await look(jobsOf('a', 'b'), { again: false })).snapshots).toMatchObject([{ job: { completed: true } }]);
  });
});

describe('a poll of all jobs', () => {
  test('begins with a sweep, with the ended jobs of a day, and continues with the unfinished jobs', async () => {
    const aws = fakeAws();
    aws.put(glacierJob('a'), ended('b'), ended('c', now - 2 * day));
    const { look } = watch(aws);
    expect(idsOf((await look(allJobs, { sweep: true })).snapshots)).toEqual(['a', 'b']);
    expect(aws.calls()).toEqual({ 'list all': 1 });
    aws.put(glacierJob('d'));
    expect(idsOf((await look(allJobs)).snapshots)).toEqual(['d']);
    expect(aws.calls()).toEqual({ 'list unfinished': 1 });
    aws.put(ended('a'));
    expect(idsOf((await look(allJobs)).snapshots)).toEqual(['a']);
    expect(aws.calls()).toEqual({ 'list unfinished': 1, describe: 1 });
  });

  test('describes an old job that is wanted by ID, without reading the pages of the sweep again', async () => {
    const aws = fakeAws();
    aws.put(...named(120).map((id) => ended(id, now - 2 * day)));
    const { look } = watch(aws);
    const { snapshots } = await look({ ...allJobs, jobIds: ['job7', ...named(9, 'none')] }, { sweep: true });
    expect(snapshots.length).toBe(10);
    expect(aws.calls()).toEqual({ 'list all': 3, describe: 9 });
  });

  test('drops jobs that ended more than a day ago, unless they are wanted by ID', async () => {
    const aws = fakeAws();
    aws.put(ended('a', now - day + 1), ended('b', now - day + 1), glacierJob('c'));
    const { look } = watch(aws);
    await look({ ...allJobs, jobIds: ['b'] }, { sweep: true });
    expect((await look({ ...allJobs, jobIds: ['b'] }, { since: now })).forgotten).toEqual(['a']);
  });

  test('describes a hinted job that no list has shown', async () => {
    const aws = fakeAws();
    aws.put(ended('short'));
    const { look } = watch(aws);
    const { snapshots } = await look(allJobs, { hinted: [endedHint('short')] });
    expect(snapshots).toMatchObject([{ jobId: 'short', job: { completed: true } }]);
    expect(aws.calls()).toEqual({ 'list unfinished': 1, describe: 1 });
    expect((await look(allJobs, { hinted: [endedHint('short')] })).snapshots).toEqual([]);
    expect(aws.calls()).toEqual({ 'list unfinished': 1 });
    expect((await look(jobsOf(), { hinted: [endedHint('other')] })).snapshots).toEqual([]);
    expect(aws.calls()).toEqual({});
  });
});

describe('details', () => {
  test('cost a DescribeJob at first and after each change', async () => {
    const aws = fakeAws();
    const ids = named(10);
    aws.put(...ids.map((id) => progressOf(id, 0)));
    const { look } = watch(aws);
    const interest: Interest = { all: true, jobIds: [], detailed: ['job1', 'job2'] };
    const first = await look(interest, { sweep: true });
    expect(aws.calls()).toEqual({ 'list all': 1, describe: 2 });
    expect(idsOf(first.snapshots.filter(({ details }) => details))).toEqual(['job1', 'job2']);
    await look(interest);
    expect(aws.calls()).toEqual({ 'list unfinished': 1 });
    aws.put(progressOf('job2', 5), progressOf('job3', 5));
    const second = await look(interest);
    expect(idsOf(second.snapshots)).toEqual(['job2', 'job3']);
    expect(second.snapshots.find(({ jobId }) => jobId === 'job2')?.details).not.toBeNull();
    expect(aws.calls()).toEqual({ 'list unfinished': 1, describe: 1 });
  });

  test('are read once for jobs that were known without them', async () => {
    const aws = fakeAws();
    aws.put(...named(3).map((id) => progressOf(id, 0)));
    const { look } = watch(aws);
    await look(allJobs, { sweep: true });
    aws.calls();
    const { snapshots } = await look({ ...allJobs, detailed: 'all' });
    expect(snapshots.every(({ details }) => details !== null)).toBe(true);
    expect(aws.calls()).toEqual({ 'list unfinished': 1, describe: 3 });
    await look({ ...allJobs, detailed: 'all' });
    expect(aws.calls()).toEqual({ 'list unfinished': 1 });
  });

  test('are read again after a failure: a change is not reported without them', async () => {
    const aws = fakeAws();
    aws.put(progressOf('a', 0), progressOf('b', 0));
    const { look } = watch(aws);
    const interest: Interest = { ...allJobs, detailed: 'all' };
    await look(interest, { sweep: true });
    aws.put(progressOf('a', 5), progressOf('b', 5));
    aws.throttled.add('a');
    expect(idsOf((await look(interest)).snapshots)).toEqual(['b']);
    aws.throttled.clear();
    expect((await look(interest)).snapshots).toMatchObject([{ jobId: 'a', details: { jobId: 'a' } }]);
  });

  test('of a job that has left the list are read by its one DescribeJob', async () => {
    const aws = fakeAws();
    aws.put(progressOf('a', 0), progressOf('b', 0));
    const { look } = watch(aws);
    await look({ ...allJobs, detailed: 'all' }, { sweep: true });
    aws.calls();
    aws.put({ ...progressOf('a', 100), status: 'COMPLETE', completionDate: new Date(now) });
    expect((await look({ ...allJobs, detailed: 'all' })).snapshots).toMatchObject([
      { jobId: 'a', job: { status: 'COMPLETE' }, details: { status: 'COMPLETE' } },
    ]);
    expect(aws.calls()).toEqual({ 'list unfinished': 1, describe: 1 });
  });
});

test('any sequence of polls reports each wanted job as AWS has it, with a bounded number of calls', async () => {
  const ids = named(8);
  const step = fc.record({
    start: fc.subarray(ids),
    end: fc.subarray(ids),
    interest: fc.record({
      all: fc.boolean(),
      jobIds: fc.subarray(ids),
      detailed: fc.constant([] as string[]),
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (steps, pageSize) => {
      const aws = fakeAws(pageSize);
      const { look, known } = watch(aws);
      let swept = false;
      for (const { start, end, interest: wish } of steps) {
        for (const id of start) if (!aws.jobs.has(id)) aws.put(glacierJob(id));
        for (const id of end) if (aws.jobs.has(id)) aws.put(ended(id));
        // A job that does not exist is not expected to appear.
        const interest = { ...wish, jobIds: wish.jobIds.filter((id) => aws.jobs.has(id)) };
        const before = [...known.values()];
        const sweep = interest.all && !swept;
        await look(interest, { sweep });
        swept = interest.all;
        for (const id of interest.jobIds) equal(known.get(id)?.job ?? null, aws.jobs.get(id) ?? null);
        const running = (job: JobRecord | null) => job !== null && !hasEnded(job);
        for (const job of aws.jobs.values()) if (interest.all && running(job)) equal(known.get(job.jobId)?.job, job);
        const pages = Math.ceil(aws.jobs.size / pageSize) || 1;
        const left = before.filter(({ job, jobId }) => running(job) && !running(aws.jobs.get(jobId) ?? null)).length;
        const calls = Object.values(aws.calls()).reduce((sum, count) => sum + count, 0);
        const found = interest.jobIds.length === 0 ? 0 : interest.jobIds.length + 1;
        expect(calls).toBeLessThanOrEqual(Math.max(1, pages, interest.jobIds.length) + left + found);
      }
    }),
  );
});

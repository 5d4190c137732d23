import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BatchJobRecord } from '../../src/aws/s3control/batchJob.ts';
import { JobHistories } from '../../src/jobIndex/jobHistories.ts';
import { type JobState, maxStates, withSeen } from '../../src/jobIndex/jobStates.ts';
import { phaseOf } from '../../src/jobs/jobState.ts';
import { anyJob } from '../support/anyJob.ts';
import { equal } from '../support/equal.ts';

const running: BatchJobRecord = {
  kind: 'BatchJob',
  accountId: '111122223333',
  region: 'us-east-1',
  jobId: 'job',
  jobArn: 'arn',
  jobDescription: null,
  operationName: 'S3_INITIATE_RESTORE_OBJECT',
  awsOperationName: 'S3InitiateRestoreObject',
  status: 'ACTIVE',
  awsStatus: 'Active',
  priority: 1,
  creationDate: new Date(0),
  completionDate: null,
  progressSummary: null,
};

const withTasks = (numberOfTasksSucceeded: number, job = running): BatchJobRecord => ({
  ...job,
  progressSummary: {
    totalNumberOfTasks: 1000,
    numberOfTasksSucceeded,
    numberOfTasksFailed: 0,
    elapsedTimeInActiveSeconds: numberOfTasksSucceeded,
  },
});

const inStatus = (status: BatchJobRecord['status'], done = 0) => ({
  ...withTasks(done),
  status,
  awsStatus: status,
});

const seenInTurn = (jobs: readonly BatchJobRecord[]) =>
  jobs.reduce<readonly JobState[]>((states, job, at) => withSeen(states, job, at), []);

const doneIn = ({ progress }: JobState) => progress?.numberOfTasksSucceeded;

test('what is seen in any order: times rise, no two states in a row are equal, an end is last, and there are few', () => {
  const sightings = fc.array(fc.record({ job: anyJob, at: fc.nat(1000) }), { maxLength: 100 });
  fc.assert(
    fc.property(sightings, (all) => {
      let states: readonly JobState[] = [];
      for (const { job, at } of all) {
        const before = states;
        states = withSeen(before, job, at);
        // The first state stays, and an end only gets its figures.
        if (before.length > 0) equal(states[0]?.awsStatus, before[0]?.awsStatus);
        if (before.at(-1)?.phase === 'DONE') equal(states.length, before.length);
      }
      equal(states.length <= maxStates, true);
      states.slice(1).forEach((state, index) => {
        const before = states[index];
        equal(state.at >= (before?.at ?? 0), true);
        equal(before?.phase === 'DONE', false);
      });
    }),
  );
});

test('a long run of progress keeps its first, its last and evenly spread states, and each status', () => {
  const steps = Array.from({ length: 600 }, (_, done) => withTasks(done));
  const states = seenInTurn([inStatus('NEW'), inStatus('READY'), ...steps, inStatus('COMPLETE', 1000)]);
  expect(states).toHaveLength(maxStates);
  expect([...new Set(states.map(({ awsStatus }) => awsStatus))]).toEqual(['NEW', 'READY', 'Active', 'COMPLETE']);
  const gaps = states.slice(1).map(({ at }, index) => at - (states[index]?.at ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual((4 * 603) / maxStates);
});

test('an older state of a list that lags is no change', () => {
  const states = seenInTurn([inStatus('READY'), withTasks(5), withTasks(3), inStatus('NEW', 5), withTasks(6)]);
  expect(states.map(doneIn)).toEqual([0, 5, 6]);
  const ended = withSeen(states, inStatus('COMPLETE', 7), 9);
  expect(withSeen(ended, withTasks(8), 10)).toBe(ended);
  // The figures of an ended job can come later.
  const settled = withSeen(ended, inStatus('COMPLETE', 1000), 11);
  expect(settled.at(-1)).toMatchObject({ at: 9, progress: { numberOfTasksSucceeded: 1000 } });
  expect(settled).toHaveLength(ended.length);
});

test('a job that had ended when it was seen first has no history, and takes no memory', () => {
  fc.assert(
    fc.property(anyJob, (job) => {
      const histories = new JobHistories();
      histories.see(job, 1);
      equal(histories.of(job).length, phaseOf(job) === 'DONE' ? 0 : 1);
    }),
  );
});

test('the job that was not seen for longest is forgotten first', () => {
  const histories = new JobHistories();
  const jobs = Array.from({ length: 20_000 }, (_, index) => ({ ...running, jobId: `job-${index}` }));
  const [kept, ...others] = jobs as [BatchJobRecord, ...BatchJobRecord[]];
  histories.see(kept, 0);
  others.forEach((job, index) => {
    histories.see(job, index);
    if (index % 1000 === 0) histories.see(kept, index);
  });
  expect(histories.of(kept)).toHaveLength(1);
  expect(histories.of(others[0] as BatchJobRecord)).toHaveLength(0);
  expect(histories.of(others.at(-1) as BatchJobRecord)).toHaveLength(1);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchJobStatus } from '../../src/aws/s3control/batchJob.ts';
import { batchJobStatuses } from '../../src/aws/s3control/enums.ts';
import { outcomeOf } from '../../src/jobs/jobState.ts';
import { changesIn, hasEnded } from '../../src/watch/changes.ts';
import type { JobSnapshot } from '../../src/watch/watchStore.ts';
import { batchJob, batchJobDetails, glacierJob } from '../storage/records.ts';
import { equal } from '../support/equal.ts';

const statuses: BatchJobStatus[] = [...Object.values(batchJobStatuses), 'OTHER'];
const late = new Date('2026-01-15T13:00:00Z');

const seenBatch = (status: BatchJobStatus, done: number, details = false): JobSnapshot => {
  const ends = ['COMPLETE', 'FAILED', 'CANCELLED'].includes(status);
  const job = batchJob('job', {
    status,
    completionDate: ends ? late : null,
    progressSummary: {
      totalNumberOfTasks: 10,
      numberOfTasksSucceeded: done,
      numberOfTasksFailed: 0,
      elapsedTimeInActiveSeconds: done,
    },
  });
  return { jobId: 'job', job, details: details ? batchJobDetails('job', { status }) : null };
};
const seenVault = (completed: boolean): JobSnapshot => ({
  jobId: 'job',
  job: glacierJob('job', {
    completed,
    statusCode: completed ? 'SUCCEEDED' : 'IN_PROGRESS',
    completionDate: completed ? late : null,
  }),
  details: null,
});
const unknown: JobSnapshot = { jobId: 'job', job: null, details: null };

/** All that is taken, one after the other, of whatever is seen. */
const taken = (snapshots: readonly JobSnapshot[]): JobSnapshot[] => {
  const kept: JobSnapshot[] = [];
  for (const snapshot of snapshots) {
    const changes = changesIn(snapshot, kept.at(-1));
    if (changes) kept.push(changes);
  }
  return kept;
};

/** The same words as those of the source, in an order of their own. */
const order: BatchJobStatus[][] = [
  ['NEW'],
  ['PREPARING'],
  ['SUSPENDED'],
  ['READY', 'ACTIVE', 'PAUSING', 'PAUSED'],
  ['COMPLETING', 'CANCELLING', 'FAILING'],
  ['COMPLETE', 'CANCELLED', 'FAILED'],
];
/** Null for an unknown status, which may be any step. */
const rankOf = ({ job }: JobSnapshot): number | null =>
  job?.kind === 'BatchJob' && job.status !== 'OTHER' ? order.findIndex((some) => some.includes(job.status)) : null;
const doneOf = ({ job }: JobSnapshot) =>
  job?.kind === 'BatchJob' ? (job.progressSummary?.numberOfTasksSucceeded ?? 0) : 0;

const anyBatch = fc
  .tuple(fc.constantFrom(...statuses), fc.nat(10), fc.boolean())
  .map(([status, done, details]) => seenBatch(status, done, details));
const statusOf = ({ job }: JobSnapshot) => (job?.kind === 'BatchJob' ? job.status : null);
const resultOf = ({ job }: JobSnapshot) => job && outcomeOf(job);
const ends = ({ job }: JobSnapshot) => job !== null && hasEnded(job);

describe('changesIn', () => {
  test('ranks every status of S3', () => {
    expect([...order.flat(), 'OTHER'].toSorted()).toEqual(statuses.toSorted());
  });

  test('never moves a Batch job back, in any order of polls', () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 30 }), (snapshots) => {
        const kept = taken(snapshots);
        for (const [index, snapshot] of kept.entries()) {
          const before = kept[index - 1];
          if (!before) continue;
          const [from, to] = [rankOf(before), rankOf(snapshot)];
          if (from !== null && to !== null) expect(to).toBeGreaterThanOrEqual(from);
          expect(doneOf(snapshot)).toBeGreaterThanOrEqual(doneOf(before));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('keeps one end of a job, and accepts only its details and its result after that', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyBatch, fc.constant(unknown)), { maxLength: 30 }), (snapshots) => {
        const kept = taken(snapshots);
        const end = kept.findIndex(ends);
        if (end === -1) return;
        for (const [index, snapshot] of kept.entries()) {
          const before = kept[index - 1];
          if (index <= end || !before) continue;
          expect(statusOf(snapshot)).toBe(statusOf(before));
          const isResult = resultOf(before) === null && resultOf(snapshot) !== null;
          const isDetails = before.details === null && snapshot.details !== null;
          equal(isResult || isDetails, true);
          if (!isResult) equal(snapshot.job, before.job);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('ends a vault job once, whatever else is polled', () => {
    const some = fc.constantFrom(seenVault(false), seenVault(true), unknown);
    fc.assert(
      fc.property(fc.array(some, { maxLength: 20 }), (snapshots) => {
        const kept = taken(snapshots);
        const end = kept.findIndex(ends);
        expect(kept.filter(ends).length).toBe(snapshots.some(ends) ? 1 : 0);
        if (end !== -1) equal(end, kept.length - 1);
      }),
    );
  });

  test('accepts a later status whose counters lag behind, and keeps the known counters', () => {
    for (const status of ['FAILED', 'CANCELLED', 'FAILING'] as const) {
      const known = seenBatch('ACTIVE', 7);
      const seen = seenBatch(status, 3);
      const none = { ...seen, job: { ...seen.job, progressSummary: null } } as JobSnapshot;
      for (const end of [seen, none]) {
        const { progressSummary } = known.job as ReturnType<typeof batchJob>;
        expect(changesIn(end, known)).toEqual({ ...end, job: { ...end.job, progressSummary } });
      }
    }
  });

  test('accepts an unknown status from every status before the end, and every status after it', () => {
    const unknownNow = seenBatch('OTHER', 5);
    for (const status of order.slice(0, -1).flat()) {
      expect(changesIn(unknownNow, seenBatch(status, 5)), status).toBe(unknownNow);
    }
    for (const status of order.flat()) {
      const next = seenBatch(status, 5);
      expect(changesIn(next, unknownNow), status).toBe(next);
    }
    for (const status of order.at(-1) ?? []) expect(changesIn(unknownNow, seenBatch(status, 10)), status).toBeNull();
  });

  test('accepts another word for an unknown status', () => {
    const waiting = seenBatch('OTHER', 5);
    const job = waiting.job as ReturnType<typeof batchJob>;
    const [one, other] = ['Waiting', 'Queueing'].map((awsStatus) => ({ ...waiting, job: { ...job, awsStatus } }));
    if (!one || !other) throw new Error('no snapshot');
    expect(changesIn(other, one)).toBe(other);
    expect(changesIn(one, one)).toBeNull();
  });

  test('accepts each state once', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyBatch, fc.constant(unknown)), { maxLength: 20 }), (snapshots) => {
        const kept = taken(snapshots);
        const last = kept.at(-1);
        if (last) equal(changesIn(last, last), null);
        equal(taken(snapshots.flatMap((each) => [each, each])), kept);
      }),
    );
  });
});

describe('a change of a job', () => {
  test('is not only a longer active time', () => {
    const before = seenBatch('ACTIVE', 3);
    const now = seenBatch('ACTIVE', 3);
    if (now.job?.kind === 'BatchJob' && now.job.progressSummary) {
      now.job = { ...now.job, progressSummary: { ...now.job.progressSummary, elapsedTimeInActiveSeconds: 999 } };
    }
    expect(changesIn(now, before)).toBeNull();
  });

  test('is a finished task, a failed task, a new priority, a new status or a new total', () => {
    const before = seenBatch('ACTIVE', 3);
    const job = before.job as ReturnType<typeof batchJob>;
    const progress = job.progressSummary as NonNullable<typeof job.progressSummary>;
    const changed: Partial<typeof job>[] = [
      { progressSummary: { ...progress, numberOfTasksSucceeded: 4 } },
      { progressSummary: { ...progress, numberOfTasksFailed: 1 } },
      { progressSummary: { ...progress, totalNumberOfTasks: 11 } },
      { priority: 11 },
      { status: 'PAUSING' },
    ];
    for (const change of changed) {
      const now = { ...before, job: { ...job, ...change } };
      expect(changesIn(now, before)).toBe(now);
    }
  });

  test('is the arrival of details, but not their absence', () => {
    expect(changesIn(seenBatch('ACTIVE', 3, true), seenBatch('ACTIVE', 3))).not.toBeNull();
    expect(changesIn(seenBatch('ACTIVE', 3), seenBatch('ACTIVE', 3, true))).toBeNull();
    expect(changesIn(seenBatch('COMPLETE', 10, true), seenBatch('COMPLETE', 10))).not.toBeNull();
  });

  test('is a job that no longer exists, unless it had ended', () => {
    expect(changesIn(unknown, seenVault(false))).toBe(unknown);
    expect(changesIn(unknown, seenVault(true))).toBeNull();
    expect(changesIn(unknown, unknown)).toBeNull();
    expect(changesIn(seenVault(false), unknown)).not.toBeNull();
  });
});

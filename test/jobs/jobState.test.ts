import { describe, expect, test } from 'vitest';
import { type GlacierJobRecord, toGlacierJob } from '../../src/aws/glacier/glacierJob.ts';
import type { BatchJobRecord } from '../../src/aws/s3control/batchJob.ts';
import { expectedCompletionOf, isOverdue, outcomeOf, phaseOf } from '../../src/jobs/jobState.ts';
import { outputGuaranteedUntil } from '../../src/jobs/outputExpiry.ts';

const vault = { accountId: '111122223333', region: 'us-east-1', vaultName: 'photos' };
const started = Date.UTC(2026, 0, 15, 12);
const hour = 3600_000;

const job = (overrides: Partial<GlacierJobRecord> = {}): GlacierJobRecord => ({
  ...toGlacierJob(vault)({
    JobId: 'job',
    Action: 'ArchiveRetrieval',
    VaultARN: 'arn',
    CreationDate: new Date(started).toISOString(),
    Completed: false,
    StatusCode: 'InProgress',
    Tier: 'Standard',
  }),
  ...overrides,
});

const at = (milliseconds: number) => started + milliseconds;

describe('the state of a Glacier job', () => {
  test('is RUNNING until it has completed, then DONE with an outcome', () => {
    expect([phaseOf(job()), outcomeOf(job())]).toEqual(['RUNNING', null]);
    for (const statusCode of ['SUCCEEDED', 'FAILED'] as const) {
      const ended = job({ completed: true, statusCode });
      expect([phaseOf(ended), outcomeOf(ended)]).toEqual(['DONE', statusCode]);
    }
  });

  test('that AWS dates on the last day of the year 9999 has no date after it', () => {
    const last = new Date('9999-12-31T23:59:59.999Z');
    const ended = job({ completed: true, statusCode: 'SUCCEEDED', completionDate: new Date('9999-12-31T12:00:00Z') });
    expect(outputGuaranteedUntil(ended)).toEqual(last);
    const running = job({ creationDate: new Date('9999-12-31T23:59:00Z') });
    expect(expectedCompletionOf(running, at(0))).toEqual({ earliest: last, latest: last });
  });

  test('with an unknown status is neither running nor succeeded', () => {
    const unknown = job({ statusCode: 'OTHER' });
    expect([phaseOf(unknown), outcomeOf(unknown)]).toEqual(['UNKNOWN', null]);
    expect([expectedCompletionOf(unknown, at(0)), isOverdue(unknown, at(60 * hour))]).toEqual([null, false]);
    // AWS says that it has completed, and not how.
    const ended = job({ completed: true, statusCode: 'OTHER' });
    expect([phaseOf(ended), outcomeOf(ended), outputGuaranteedUntil(ended)]).toEqual(['DONE', null, null]);
  });

  test('with a status that contradicts Completed is unknown, or has an unknown outcome', () => {
    for (const statusCode of ['SUCCEEDED', 'FAILED'] as const) {
      expect([phaseOf(job({ statusCode })), outcomeOf(job({ statusCode }))]).toEqual(['UNKNOWN', null]);
    }
    const ended = job({ completed: true, statusCode: 'IN_PROGRESS' });
    expect([phaseOf(ended), outcomeOf(ended), outputGuaranteedUntil(ended)]).toEqual(['DONE', null, null]);
  });

  test.each([
    ['InProgress', 'RUNNING', null],
    ['Succeeded', 'DONE', 'SUCCEEDED'],
    ['Failed', 'DONE', 'FAILED'],
    ['Hibernating', 'UNKNOWN', null],
  ])('follows from the status %s where AWS does not send Completed', (StatusCode, phase, outcome) => {
    const wire = { JobId: 'job', Action: 'ArchiveRetrieval', VaultARN: 'arn', CreationDate: '2026-01-15T12:00:00Z' };
    const read = toGlacierJob(vault)({ ...wire, StatusCode } as Parameters<ReturnType<typeof toGlacierJob>>[0]);
    expect([phaseOf(read), outcomeOf(read)]).toEqual([phase, outcome]);
  });

  test.each([
    ['EXPEDITED', 60_000, 300_000],
    ['STANDARD', 3 * hour, 5 * hour],
    ['BULK', 5 * hour, 12 * hour],
    [null, 3 * hour, 5 * hour],
  ] as const)('with tier %s it is expected in the span that AWS publishes', (tier, earliest, latest) => {
    expect(expectedCompletionOf(job({ tier }), at(0))).toEqual({
      earliest: new Date(started + earliest),
      latest: new Date(started + latest),
    });
  });

  test('has no expected completion if the job has ended or has an unknown tier', () => {
    expect(expectedCompletionOf(job({ completed: true }), at(0))).toBeNull();
    expect(expectedCompletionOf(job({ tier: 'OTHER' }), at(0))).toBeNull();
  });

  test('keeps its expected completion when that has passed, and is overdue from then on', () => {
    const expected = expectedCompletionOf(job(), at(0));
    expect(expectedCompletionOf(job(), at(6 * hour))).toEqual(expected);
    expect([0, 5 * hour, 5 * hour + 1, 60 * hour].map((age) => isOverdue(job(), at(age)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test('is never overdue once it has ended, or without an expected completion', () => {
    expect(isOverdue(job({ completed: true, statusCode: 'SUCCEEDED' }), at(60 * hour))).toBe(false);
    expect(isOverdue(job({ tier: 'OTHER' }), at(60 * hour))).toBe(false);
  });

  test.each([
    ['ARCHIVE_RETRIEVAL', 'SUCCEEDED', new Date(started + 28 * hour)],
    ['INVENTORY_RETRIEVAL', 'SUCCEEDED', new Date(started + 28 * hour)],
    ['SELECT', 'SUCCEEDED', null],
    ['OTHER', 'SUCCEEDED', null],
    ['ARCHIVE_RETRIEVAL', 'FAILED', null],
  ] as const)('with the action %s has an output after %s until %s', (action, statusCode, expected) => {
    const ended = { action, statusCode, completed: true, completionDate: new Date(started + 4 * hour) };
    expect(outputGuaranteedUntil(job(ended))).toEqual(expected);
    expect(outputGuaranteedUntil(job({ action }))).toBeNull();
  });
});

describe('a Batch job in progress', () => {
  const batchJob: BatchJobRecord = {
    kind: 'BatchJob',
    accountId: '111122223333',
    region: 'us-east-1',
    jobId: 'batch',
    jobArn: 'arn:aws:s3:us-east-1:111122223333:job/batch',
    jobDescription: null,
    operationName: 'S3_INITIATE_RESTORE_OBJECT',
    awsOperationName: 'S3InitiateRestoreObject',
    awsStatus: 'Active',
    priority: 1,
    status: 'ACTIVE',
    creationDate: new Date(started),
    completionDate: null,
    progressSummary: {
      totalNumberOfTasks: 100,
      numberOfTasksSucceeded: 50,
      numberOfTasksFailed: 0,
      elapsedTimeInActiveSeconds: 60,
    },
  };

  test('is never overdue, because its expected completion follows its rate', () => {
    expect(expectedCompletionOf(batchJob, at(1000 * hour))?.latest).toEqual(new Date(at(1000 * hour) + 90_000));
    expect(isOverdue(batchJob, at(1000 * hour))).toBe(false);
    expect(isOverdue({ ...batchJob, status: 'COMPLETING' }, at(1000 * hour))).toBe(false);
  });

  test('of an unknown status is neither running nor succeeded, and has no expected completion', () => {
    const unknown: BatchJobRecord = { ...batchJob, status: 'OTHER', awsStatus: 'Hibernating' };
    expect([phaseOf(unknown), outcomeOf(unknown)]).toEqual(['UNKNOWN', null]);
    expect([expectedCompletionOf(unknown, at(0)), isOverdue(unknown, at(1000 * hour))]).toEqual([null, false]);
  });

  const figures = (total: number, succeeded: number, failed: number) => ({
    totalNumberOfTasks: total,
    numberOfTasksSucceeded: succeeded,
    numberOfTasksFailed: failed,
    elapsedTimeInActiveSeconds: null,
  });

  test.each([
    ['without figures', null, null],
    ['with 0 tasks', figures(0, 0, 0), null],
    ['with fewer results than tasks', figures(10, 9, 0), null],
    ['with results and no total', figures(0, 9, 0), null],
    ['with a success for each task', figures(10, 10, 0), 'SUCCEEDED'],
    ['with a failed task', figures(10, 9, 1), 'COMPLETED_WITH_FAILURES'],
    ['with failed tasks alone', figures(10, 0, 10), 'COMPLETED_WITH_FAILURES'],
    ['with a failed task and no total', figures(0, 0, 1), 'COMPLETED_WITH_FAILURES'],
  ])('that is Complete %s has the outcome %s', (_, progressSummary, outcome) => {
    const ended: BatchJobRecord = { ...batchJob, status: 'COMPLETE', progressSummary };
    expect([phaseOf(ended), outcomeOf(ended)]).toEqual(['DONE', outcome]);
  });

  test('has no output at Glacier', () => {
    expect(outputGuaranteedUntil({ ...batchJob, status: 'COMPLETE' })).toBeNull();
  });
});

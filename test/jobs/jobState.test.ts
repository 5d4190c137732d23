import { describe, expect, test } from 'vitest';
import { type GlacierJobRecord, toGlacierJob } from '../../src/aws/glacier/glacierJob.ts';
import type { BatchJobRecord } from '../../src/aws/s3control/batchJob.ts';
import { expectedCompletionOf, isOverdue, outcomeOf, outputGuaranteedUntil, phaseOf } from '../../src/jobs/jobState.ts';

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

  test('with an unknown status is reported as far as it is known', () => {
    expect([phaseOf(job({ statusCode: 'OTHER' })), outcomeOf(job({ statusCode: 'OTHER' }))]).toEqual(['RUNNING', null]);
    const ended = job({ completed: true, statusCode: 'OTHER' });
    expect([phaseOf(ended), outcomeOf(ended)]).toEqual(['DONE', null]);
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

  test('has no output at Glacier', () => {
    expect(outputGuaranteedUntil({ ...batchJob, status: 'COMPLETE' })).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { toBatchJob } from '../../src/aws/s3control/batchJob.ts';
import { diagnoseBatchJob } from '../../src/diagnosis/diagnoseBatchJob.ts';

const created = new Date('2026-01-01T00:00:00Z');
const day = 86_400_000;

const jobOf = (Status: string, tasks: { succeeded: number; failed: number } | null, endedAfterDays = 1) =>
  toBatchJob({ accountId: '111122223333', region: 'us-east-1' })({
    JobId: '00000000-0000-4000-8000-000000000000',
    Operation: 'S3PutObjectCopy',
    Priority: 1,
    Status: Status as 'Complete',
    CreationTime: created,
    TerminationDate: new Date(created.getTime() + endedAfterDays * day),
    ...(tasks && {
      ProgressSummary: {
        TotalNumberOfTasks: tasks.succeeded + tasks.failed,
        NumberOfTasksSucceeded: tasks.succeeded,
        NumberOfTasksFailed: tasks.failed,
      },
    }),
  });

const failedFor = (failureReason: string, failureCode: string | null = null) => ({
  failureReasons: [{ failureCode, failureReason }],
  suspendedDate: null,
});

const codesOf = (...args: Parameters<typeof diagnoseBatchJob>) => diagnoseBatchJob(...args).map(({ code }) => code);

describe('the diagnoses of a Batch job', () => {
  test('follow from the counts of a Complete job', () => {
    expect(codesOf(jobOf('Complete', { succeeded: 5, failed: 0 }), null)).toEqual([]);
    expect(codesOf(jobOf('Complete', { succeeded: 5, failed: 1 }), null)).toEqual(['SOME_TASKS_FAILED']);
    expect(codesOf(jobOf('Complete', { succeeded: 0, failed: 6 }), null)).toEqual(['ALL_TASKS_FAILED']);
    expect(codesOf(jobOf('Complete', null), null)).toEqual([]);
  });

  test('say that a suspended job waits for its confirmation', () => {
    expect(codesOf(jobOf('Suspended', null), null)).toEqual(['NOT_CONFIRMED']);
  });

  test('say that a job was never confirmed only if it was suspended for 30 days and ran no task', () => {
    const suspended = { failureReasons: [], suspendedDate: created };
    expect(codesOf(jobOf('Failed', { succeeded: 0, failed: 0 }, 30), suspended)).toEqual(['NOT_CONFIRMED']);
    expect(codesOf(jobOf('Failed', { succeeded: 0, failed: 0 }, 29), suspended)).toEqual([]);
    expect(codesOf(jobOf('Failed', { succeeded: 1, failed: 0 }, 30), suspended)).toEqual([]);
  });

  test.each([
    [{ succeeded: 499, failed: 501 }, ['TOO_MANY_TASKS_FAILED']],
    [{ succeeded: 500, failed: 500 }, []],
    [{ succeeded: 0, failed: 999 }, []],
  ])('apply the threshold of S3: %o', (tasks, codes) => {
    expect(codesOf(jobOf('Failed', tasks), failedFor('Job failed'))).toEqual(codes);
  });

  // Texts of AWS's documentation and of jobs that users have reported.
  test.each([
    ['Reading the manifest is forbidden: AccessDenied', 'MANIFEST_FORBIDDEN'],
    ['Required fields are missing in the schema: Bucket', 'MANIFEST_INVALID'],
    ['Invalid Manifest Content', 'MANIFEST_INVALID'],
    ['Invalid object key format', 'MANIFEST_INVALID'],
    ['Manifest file is not properly formatted', 'MANIFEST_INVALID'],
    ['Invalid version ID format', 'MANIFEST_INVALID'],
    ['ETag format is invalid', 'MANIFEST_INVALID'],
    ['The ETag of the manifest does not match', 'MANIFEST_CHANGED'],
    ['The manifest object does not exist', 'MANIFEST_NOT_FOUND'],
    ['The manifest contains more keys than the maximum allowed in a single job', 'MANIFEST_TOO_LARGE'],
    ['Manifest generation found no keys matching the filter criteria', 'MANIFEST_EMPTY'],
    ['The job report could not be written to your report bucket. Please check your permissions.', 'REPORT_NOT_WRITTEN'],
  ])('recognise the reason "%s"', (reason, code) => {
    expect(codesOf(jobOf('Failed', { succeeded: 0, failed: 0 }), failedFor(reason, 'InvalidManifestContent'))).toEqual([
      code,
    ]);
  });

  test('name each cause once, and nothing for a reason that is unknown', () => {
    const twice = [
      ...failedFor('Invalid Manifest Content').failureReasons,
      ...failedFor('Invalid object key format').failureReasons,
    ];
    const job = jobOf('Failed', null);
    expect(codesOf(job, { failureReasons: twice, suspendedDate: null })).toEqual(['MANIFEST_INVALID']);
    expect(codesOf(job, failedFor('Something new'))).toEqual([]);
    expect(codesOf(job, null)).toEqual([]);
  });
});

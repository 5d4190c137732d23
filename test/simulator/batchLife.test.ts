// The life of a batch job as callers see it: by the clock, by what they ask of it, and by the other jobs.
import type { JobStatus, RequestedJobStatus } from '@aws-sdk/client-s3-control';
import { describe, expect, test } from 'vitest';
import { type BatchHarness, jobsKeptIn, manifestNamed, startBatch, statuses } from './batchSupport.ts';
import { DAY, failure, HOUR, MINUTE } from './support.ts';

async function statusesUntil(
  { status, clock }: BatchHarness,
  id: string,
  ends: string,
  step = 5000,
): Promise<string[]> {
  const seen: string[] = [];
  for (let steps = 0; steps < 2000; steps += 1) {
    const current = (await status(id)) ?? '';
    if (seen.at(-1) !== current) seen.push(current);
    if (current === ends) return seen;
    clock.advance(step);
  }
  throw new Error(`only ${seen}`);
}

test('goes from New to Complete by itself if it needs no confirmation', async () => {
  const harness = await startBatch();
  const id = await harness.create(manifestNamed('tasks-1200'));
  expect(await harness.describe(id)).toMatchObject({
    JobId: id,
    JobArn: `arn:aws:s3:us-east-1:111122223333:job/${id}`,
    Status: 'New',
    ConfirmationRequired: false,
    CreationTime: new Date('2026-01-15T12:00:00.000Z'),
    FailureReasons: [],
    ProgressSummary: {
      TotalNumberOfTasks: 0,
      NumberOfTasksSucceeded: 0,
      NumberOfTasksFailed: 0,
      Timers: { ElapsedTimeInActiveSeconds: 0 },
    },
  });
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await statusesUntil(harness, id, 'Complete')).toEqual([
    'New',
    'Preparing',
    'Ready',
    'Active',
    'Completing',
    'Complete',
  ]);
  const { ProgressSummary, TerminationDate, SuspendedDate } = await harness.describe(id);
  expect(ProgressSummary).toMatchObject({
    TotalNumberOfTasks: 1200,
    NumberOfTasksSucceeded: 1200,
    NumberOfTasksFailed: 0,
  });
  expect(ProgressSummary?.Timers?.ElapsedTimeInActiveSeconds).toBeGreaterThanOrEqual(5 * 60);
  expect(TerminationDate).toBeInstanceOf(Date);
  expect(SuspendedDate).toBeUndefined();
});

test('waits to be confirmed, also when the request does not say so, and then runs', async () => {
  const harness = await startBatch();
  const id = await harness.create({ ConfirmationRequired: undefined });
  expect(await statusesUntil(harness, id, 'Suspended')).toEqual(['New', 'Preparing', 'Suspended']);
  const suspended = await harness.describe(id);
  expect(suspended).toMatchObject({ ConfirmationRequired: true, SuspendedCause: expect.stringContaining('confirm') });
  expect(suspended.ProgressSummary?.TotalNumberOfTasks).toBeGreaterThan(0);
  expect(await harness.update(id, 'Ready', 'looks right')).toBe('Ready');
  expect(await harness.describe(id)).toMatchObject({
    Status: 'Ready',
    StatusUpdateReason: 'looks right',
    SuspendedDate: suspended.SuspendedDate,
  });
  expect(await statusesUntil(harness, id, 'Complete')).toEqual(['Ready', 'Active', 'Completing', 'Complete']);
});

test('fails if it is not confirmed within 30 days', async () => {
  const harness = await startBatch();
  const id = await harness.create({ ConfirmationRequired: true });
  harness.clock.advance(30 * DAY);
  expect(await harness.status(id)).toBe('Suspended');
  harness.clock.advance(2 * MINUTE);
  const { Status, FailureReasons, ProgressSummary } = await harness.describe(id);
  expect(Status).toBe('Failed');
  expect(FailureReasons).toHaveLength(1);
  expect(ProgressSummary?.Timers?.ElapsedTimeInActiveSeconds).toBe(0);
});

test('pauses for a job of higher priority and continues after it; its counters do not change meanwhile', async () => {
  const harness = await startBatch();
  const low = await harness.create();
  await statusesUntil(harness, low, 'Active');
  harness.clock.advance(MINUTE);
  const high = await harness.create({ Priority: 11 });
  expect(await statusesUntil(harness, low, 'Paused')).toEqual(['Active', 'Pausing', 'Paused']);
  expect(await harness.status(high)).toBe('Active');
  const paused = (await harness.describe(low)).ProgressSummary;
  harness.clock.advance(2 * MINUTE);
  expect((await harness.describe(low)).ProgressSummary).toEqual(paused);
  expect(await statusesUntil(harness, low, 'Complete')).toEqual(['Paused', 'Active', 'Completing', 'Complete']);
  expect(await harness.status(high)).toBe('Complete');
});

test('lets jobs of equal priority wait for each other, and a new priority turn them round', async () => {
  const harness = await startBatch();
  const first = await harness.create();
  const second = await harness.create();
  await statusesUntil(harness, first, 'Active');
  expect(await harness.status(second)).toBe('Ready');
  expect(await harness.prioritise(second, 2_147_483_647)).toBe(2_147_483_647);
  expect(await harness.status(second)).toBe('Active');
  expect(await harness.status(first)).toBe('Pausing');
  expect((await harness.describe(second)).Priority).toBe(2_147_483_647);
  await harness.prioritise(second, 0);
  expect(await statusesUntil(harness, second, 'Complete')).toEqual(expect.arrayContaining(['Pausing', 'Paused']));
});

test('keeps its counters when it is cancelled while it runs', async () => {
  const harness = await startBatch();
  const id = await harness.create();
  await statusesUntil(harness, id, 'Active');
  harness.clock.advance(MINUTE);
  expect(await harness.update(id, 'Cancelled', 'wrong bucket')).toBe('Cancelling');
  const { ProgressSummary } = await harness.describe(id);
  expect(ProgressSummary?.Timers?.ElapsedTimeInActiveSeconds).toBeGreaterThanOrEqual(60);
  expect(await statusesUntil(harness, id, 'Cancelled')).toEqual(['Cancelling', 'Cancelled']);
  expect(await harness.describe(id)).toMatchObject({ ProgressSummary, StatusUpdateReason: 'wrong bucket' });
});

test.each([
  ['wrong-etag', 'The ETag of the manifest object is not the one specified for the job'],
  ['forbidden', 'Reading the manifest is forbidden: AccessDenied'],
  ['no-such-manifest', 'The manifest object does not exist'],
  ['bad-manifest', 'Required fields are missing in the schema: Bucket, Key'],
])('fails before any task for a manifest named %s', async (word, FailureReason) => {
  const harness = await startBatch();
  const id = await harness.create({ ...manifestNamed(word), ConfirmationRequired: true });
  expect(await statusesUntil(harness, id, 'Failed')).toEqual(['New', 'Preparing', 'Failing', 'Failed']);
  expect(await harness.describe(id)).toMatchObject({
    FailureReasons: [{ FailureCode: expect.any(String), FailureReason }],
    ProgressSummary: { TotalNumberOfTasks: 0, NumberOfTasksSucceeded: 0, NumberOfTasksFailed: 0 },
  });
});

const generator = (prefix: string, EnableManifestOutput: boolean) => ({
  Manifest: undefined,
  ManifestGenerator: {
    S3JobManifestGenerator: {
      SourceBucket: 'arn:aws:s3:::masters',
      EnableManifestOutput,
      ManifestOutputLocation: {
        Bucket: 'arn:aws:s3:::out',
        ManifestPrefix: 'gen',
        ManifestFormat: 'S3InventoryReport_CSV_20211130',
      },
      Filter: { KeyNameConstraint: { MatchAnyPrefix: [prefix] } },
    },
  },
});

test('fails when its generator finds no key', async () => {
  const harness = await startBatch();
  const id = await harness.create(generator('no-matching-keys/', true));
  await statusesUntil(harness, id, 'Failed');
  const { FailureReasons, GeneratedManifestDescriptor } = await harness.describe(id);
  expect(FailureReasons?.[0]?.FailureReason).toBe('Manifest generation found no keys matching the filter criteria');
  expect(GeneratedManifestDescriptor).toBeUndefined();
});

test('describes the generated manifest once there is one, if it was to be kept', async () => {
  const harness = await startBatch();
  const kept = await harness.create(generator('reels/', true));
  const lost = await harness.create(generator('reels/', false));
  expect((await harness.describe(kept)).GeneratedManifestDescriptor).toBeUndefined();
  harness.clock.advance(2 * MINUTE);
  expect((await harness.describe(kept)).GeneratedManifestDescriptor).toEqual({
    Format: 'S3InventoryReport_CSV_20211130',
    Location: {
      ObjectArn: `arn:aws:s3:::out/gen/manifest-${kept}/manifest.json`,
      ETag: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  });
  expect((await harness.describe(lost)).GeneratedManifestDescriptor).toBeUndefined();
});

test('is given up when more than half of 1,000 tasks failed, and not before 1,000 ran', async () => {
  const harness = await startBatch();
  const large = await harness.create(manifestNamed('half-fail-tasks-5000'));
  expect(await statusesUntil(harness, large, 'Failed')).toContain('Failing');
  const { ProgressSummary, FailureReasons } = await harness.describe(large);
  expect(ProgressSummary).toMatchObject({
    TotalNumberOfTasks: 5000,
    NumberOfTasksSucceeded: 400,
    NumberOfTasksFailed: 600,
  });
  expect(FailureReasons).toHaveLength(1);
  const small = await harness.create(manifestNamed('half-fail-tasks-999'));
  await statusesUntil(harness, small, 'Complete');
  expect((await harness.describe(small)).ProgressSummary).toMatchObject({ NumberOfTasksFailed: 600 });
});

test('is Complete with failed tasks, without a reason', async () => {
  const harness = await startBatch();
  const id = await harness.create(manifestNamed('some-fail-tasks-500'));
  await statusesUntil(harness, id, 'Complete');
  expect(await harness.describe(id)).toMatchObject({
    FailureReasons: [],
    ProgressSummary: { TotalNumberOfTasks: 500, NumberOfTasksSucceeded: 490, NumberOfTasksFailed: 10 },
  });
});

test('fails after its tasks when the report cannot be written', async () => {
  const harness = await startBatch();
  const Report = {
    Enabled: true,
    Bucket: 'arn:aws:s3:::forbidden',
    Format: 'Report_CSV_20180820',
    ReportScope: 'AllTasks',
  };
  const id = await harness.create({ ...manifestNamed('tasks-7'), Report });
  await statusesUntil(harness, id, 'Failed');
  expect(await harness.describe(id)).toMatchObject({
    FailureReasons: [
      {
        FailureReason: 'The job report could not be written to your report bucket. Please check your permissions.',
      },
    ],
    ProgressSummary: { NumberOfTasksSucceeded: 7 },
  });
});

test('is forgotten 90 days after its end', async () => {
  const harness = await startBatch();
  const id = await harness.create();
  await harness.update(id, 'Cancelled');
  harness.clock.advance(90 * DAY - 1);
  expect(await harness.status(id)).toBe('Cancelled');
  harness.clock.advance(1);
  expect(await failure(harness.status(id))).toBe(`NotFoundException 404: The specified job does not exist: ${id}`);
});

test('refuses a malformed request before it looks for the job', async () => {
  const { update, prioritise } = await startBatch();
  const bad = 'BadRequestException 400: ';
  expect(await failure(update('none', 'Active' as RequestedJobStatus))).toContain(`${bad}RequestedJobStatus must be`);
  expect(await failure(update('none', 'Ready', 'x'.repeat(257)))).toContain(`${bad}StatusUpdateReason must have`);
  expect(await failure(prioritise('none', -1))).toContain(`${bad}Priority must be`);
  expect(await failure(update('none', 'Ready'))).toContain('NotFoundException 404: ');
  expect(await failure(prioritise('none', 1))).toContain('NotFoundException 404: ');
});

describe('every status, and every request', () => {
  const cancelled: Partial<Record<JobStatus, string>> = {
    New: 'Cancelled',
    Preparing: 'Cancelled',
    Suspended: 'Cancelled',
    Ready: 'Cancelling',
    Active: 'Cancelling',
    Pausing: 'Cancelling',
    Paused: 'Cancelling',
  };

  async function keptIn(status: JobStatus) {
    const harness = await startBatch();
    const jobs = jobsKeptIn(status).map((job) => harness.simulator.world.addBatchJob(harness.location, job));
    harness.clock.advance(HOUR);
    const id = jobs.at(-1)?.id ?? '';
    expect(await harness.status(id)).toBe(status);
    return { ...harness, id };
  }

  test.each(statuses)('%s: confirmed', async (status) => {
    const { id, update } = await keptIn(status);
    if (status === 'Suspended') expect(await update(id, 'Ready')).toBe('Ready');
    else {
      expect(await failure(update(id, 'Ready'))).toBe(
        `JobStatusException 400: A job that is ${status} cannot be made Ready`,
      );
    }
  });

  test.each(statuses)('%s: cancelled', async (status) => {
    const { id, update, clock, status: now } = await keptIn(status);
    const expected = cancelled[status];
    if (!expected) {
      expect(await failure(update(id, 'Cancelled'))).toBe(
        `JobStatusException 400: A job that is ${status} cannot be made Cancelled`,
      );
      return;
    }
    expect(await update(id, 'Cancelled')).toBe(expected);
    clock.advance(MINUTE);
    expect(await now(id)).toBe('Cancelled');
  });

  test.each(statuses)('%s: given another priority', async (status) => {
    const { id, prioritise, describe: look } = await keptIn(status);
    if (['Complete', 'Failed', 'Cancelled'].includes(status)) {
      expect(await failure(prioritise(id, 5))).toBe(
        `BadRequestException 400: The priority of a job that is ${status} cannot be changed`,
      );
      return;
    }
    expect(await prioritise(id, 5)).toBe(5);
    expect((await look(id)).Priority).toBe(5);
  });
});

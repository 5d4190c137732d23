import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GlacierJobRecord, toGlacierJob } from '../../src/aws/glacier/glacierJob.ts';
import { retrievalTime } from '../../src/aws/glacier/retrievalTimes.ts';
import { type BatchJobRecord, toBatchJob } from '../../src/aws/s3control/batchJob.ts';
import { batchJobStatuses } from '../../src/aws/s3control/enums.ts';
import { createClock } from '../../src/core/clock.ts';
import { phaseOf } from '../../src/jobs/jobState.ts';
import {
  nextPollIn,
  type PaceBounds,
  pollAfterSecondsOf,
  secondsUntilNextPoll,
  unchangedUntil,
} from '../../src/jobs/pace.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const started = Date.UTC(2026, 0, 15, 12);
const minute = 60;
const hour = 60 * minute;
const defaultBounds: PaceBounds = { minSeconds: 5, maxSeconds: 300 };
const wide: PaceBounds = { minSeconds: 1, maxSeconds: 86_400 };

const glacierJob = (overrides: Partial<GlacierJobRecord> = {}): GlacierJobRecord => ({
  ...toGlacierJob({ ...location, vaultName: 'photos' })({
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

const batchJob = (overrides: Partial<BatchJobRecord> = {}): BatchJobRecord => ({
  ...toBatchJob(location)({ JobId: 'job', Status: 'Active', CreationTime: new Date(started) }),
  ...overrides,
});

const progress = (total: number, done: number, elapsed: number | null) => ({
  totalNumberOfTasks: total,
  numberOfTasksSucceeded: done,
  numberOfTasksFailed: 0,
  elapsedTimeInActiveSeconds: elapsed,
});

const at = (seconds: number) => started + seconds * 1000;

describe('a Glacier job', () => {
  test.each([
    ['STANDARD', 0, 1.5 * hour],
    ['STANDARD', 2 * hour, 30 * minute],
    ['STANDARD', 3 * hour - 10, 30],
    ['STANDARD', 3 * hour, 30],
    ['STANDARD', 5 * hour, 30],
    ['STANDARD', 5 * hour + 1000, 130],
    ['BULK', 5 * hour, 105],
    ['EXPEDITED', 0, 30],
    ['EXPEDITED', 30, 15],
    ['EXPEDITED', 60, 1],
    ['EXPEDITED', 400, 11],
    ['OTHER', 1000, 100],
  ] as const)('of tier %s is looked at again, %d s after its start, in %d s', (tier, age, seconds) => {
    expect(secondsUntilNextPoll(glacierJob({ tier }), at(age), wide)).toBe(seconds);
  });

  test('is polled every 5 s, within the default bounds, while an Expedited retrieval may end', () => {
    for (const age of [60, 200, 300]) {
      expect(secondsUntilNextPoll(glacierJob({ tier: 'EXPEDITED' }), at(age), defaultBounds)).toBe(5);
    }
  });

  test('that has ended, or starts in the future because clocks differ, is handled', () => {
    expect(secondsUntilNextPoll(glacierJob({ completed: true }), at(0), defaultBounds)).toBeNull();
    expect(secondsUntilNextPoll(glacierJob(), at(-hour), wide)).toBe(1.5 * hour);
  });
});

describe('a Batch job', () => {
  test('that is active is polled again after a tenth of its remaining time', () => {
    const half = batchJob({ progressSummary: progress(1000, 500, 600) });
    expect(secondsUntilNextPoll(half, at(0), defaultBounds)).toBe(60);
    expect(secondsUntilNextPoll(batchJob({ progressSummary: progress(1000, 999, 600) }), at(0), defaultBounds)).toBe(5);
    expect(secondsUntilNextPoll(batchJob({ progressSummary: progress(1000, 1, 600) }), at(0), defaultBounds)).toBe(300);
  });

  test.each([
    ['NEW', 30],
    ['PREPARING', 30],
    ['READY', 30],
    ['ACTIVE', 30],
    ['PAUSED', 30],
    ['CANCELLING', 30],
    ['SUSPENDED', 300],
    ['COMPLETE', null],
    ['FAILED', null],
    ['CANCELLED', null],
  ] as const)('of status %s, with no rate known, is looked at again in %s s', (status, seconds) => {
    expect(secondsUntilNextPoll(batchJob({ status }), at(0), defaultBounds)).toBe(seconds);
  });
});

describe('a job of an unknown status', () => {
  const unknown = [glacierJob({ statusCode: 'OTHER' }), batchJob({ status: 'OTHER' })];

  test.each([
    [0, 5],
    [100, 10],
    [20 * minute, 120],
    [hour, 300],
    [1000 * hour, 300],
  ])('is polled, %d s after its start, in %d s: ever later, for as long as somebody watches it', (age, seconds) => {
    for (const job of unknown) expect(secondsUntilNextPoll(job, at(age), defaultBounds)).toBe(seconds);
  });

  test('may change at any moment', () => {
    for (const job of unknown) expect(unchangedUntil(job, at(0), defaultBounds)).toBeNull();
  });
});

test('pollAfterSeconds is in seconds of the caller’s clock', () => {
  const poll = (job: GlacierJobRecord, seconds: number, speed = 0) =>
    pollAfterSecondsOf(job, { ...createClock({ speed: 0, startAt: at(seconds) }), speed }, defaultBounds);
  expect(poll(glacierJob(), 0)).toBe(300);
  expect(poll(glacierJob(), 0, 60)).toBe(5);
  expect(poll(glacierJob(), 4 * hour)).toBe(30);
  expect(poll(glacierJob(), 4 * hour, 60)).toBe(1);
  expect(poll(glacierJob({ tier: 'EXPEDITED' }), 0)).toBe(30);
  expect(poll(glacierJob({ completed: true }), 0)).toBeNull();
});

const boundsOf = fc
  .tuple(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: 0, max: 86_400 }))
  .map(([minSeconds, more]): PaceBounds => ({ minSeconds, maxSeconds: minSeconds + more }));
const tiers = fc.constantFrom('EXPEDITED', 'STANDARD', 'BULK', 'OTHER', null);
const ages = fc.integer({ min: -hour, max: 1e7 });
const glacierJobs = fc
  .record({ tier: tiers, completed: fc.boolean(), creationDate: ages.map((age) => new Date(at(-age))) })
  .map(glacierJob);
const batchJobs = fc
  .record({
    status: fc.constantFrom(...Object.values(batchJobStatuses), 'OTHER' as const),
    progressSummary: fc.option(
      fc.tuple(fc.nat(), fc.nat(), fc.option(fc.nat())).map((numbers) => progress(...numbers)),
    ),
  })
  .map((overrides) => batchJob(overrides as Partial<BatchJobRecord>));
const jobs = fc.oneof(glacierJobs, batchJobs);

describe('the polling interval of any job', () => {
  test('is within the bounds, in whole seconds, and null once the job has ended', () => {
    fc.assert(
      fc.property(jobs, boundsOf, (job, bounds) => {
        const seconds = secondsUntilNextPoll(job, started, bounds);
        if (phaseOf(job) === 'DONE') return seconds === null;
        return Number.isInteger(seconds) && within(seconds ?? -1, bounds);
      }),
    );
  });

  test('only shrinks until the latest expected end, and only grows after it', () => {
    fc.assert(
      fc.property(tiers, ages, ages, boundsOf, (tier, one, other, bounds) => {
        const job = glacierJob({ tier });
        const expected = retrievalTime(job);
        fc.pre(expected !== null);
        const [earlier = 0, later = 0] = [one, other].sort((a, b) => a - b);
        const [first, second] = [earlier, later].map((age) => secondsUntilNextPoll(job, at(age), bounds) ?? 0);
        if (later <= expected.maxSeconds) expect(second).toBeLessThanOrEqual(first ?? 0);
        else if (earlier >= expected.maxSeconds) expect(second).toBeGreaterThanOrEqual(first ?? 0);
      }),
    );
  });

  test('never skips the whole span in which an end is expected', () => {
    fc.assert(
      fc.property(tiers, fc.nat(), (tier, seed) => {
        const job = glacierJob({ tier });
        const expected = retrievalTime(job);
        fc.pre(expected !== null);
        const age = seed % expected.minSeconds;
        expect(age + (secondsUntilNextPoll(job, at(age), defaultBounds) ?? 0)).toBeLessThan(expected.maxSeconds);
      }),
    );
  });
});

const within = (seconds: number, { minSeconds, maxSeconds }: PaceBounds) =>
  seconds >= minSeconds && seconds <= maxSeconds;

describe('the state of a job', () => {
  test.each([
    ['STANDARD', 0, 300],
    ['STANDARD', 3 * hour - 20, 20],
    ['STANDARD', 3 * hour, null],
    ['STANDARD', 6 * hour, null],
    ['EXPEDITED', 50, 5],
    ['EXPEDITED', 58, 2],
    ['OTHER', 0, null],
  ] as const)('of a retrieval of tier %s and %d s of age is certain for %s s', (tier, age, seconds) => {
    const until = unchangedUntil(glacierJob({ tier }), at(age), defaultBounds);
    expect(until === null ? null : (until - at(age)) / 1000).toBe(seconds);
  });

  test('may change at any moment if AWS publishes no minimum time, or the job can be cancelled', () => {
    for (const job of [
      glacierJob({ action: 'INVENTORY_RETRIEVAL' }),
      glacierJob({ action: 'SELECT' }),
      glacierJob({ completed: true }),
      batchJob(),
    ]) {
      expect(unchangedUntil(job, at(0), defaultBounds)).toBeNull();
    }
  });

  test('is never cached beyond the next poll, nor into the span in which the end is expected', () => {
    fc.assert(
      fc.property(jobs, boundsOf, (job, bounds) => {
        const until = unchangedUntil(job, started, bounds);
        if (until === null) return;
        expect(until).toBeGreaterThan(started);
        expect(until - started).toBeLessThanOrEqual((secondsUntilNextPoll(job, started, bounds) ?? 0) * 1000);
        const expected = job.kind === 'GlacierJob' ? retrievalTime(job) : null;
        expect(until).toBeLessThanOrEqual(job.creationDate.getTime() + (expected?.minSeconds ?? 0) * 1000);
      }),
    );
  });
});

describe('a watch', () => {
  const nextPoll = (overrides: Partial<Parameters<typeof nextPollIn>[0]>) =>
    nextPollIn({ jobs: [], failures: 0, now: started, bounds: defaultBounds, random: 0.5, ...overrides });
  const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const watched = fc.array(jobs, { maxLength: 5 });

  test('polls again when the first of its jobs is due', () => {
    expect(nextPoll({ jobs: [glacierJob(), glacierJob({ tier: 'EXPEDITED' })] })).toBe(30_000);
    expect(nextPoll({ jobs: [glacierJob({ tier: 'EXPEDITED' }), glacierJob({ completed: true })] })).toBe(30_000);
  });

  test('with no job in progress polls again after a minute, within the bounds', () => {
    expect(nextPoll({})).toBe(60_000);
    expect(nextPoll({ jobs: [glacierJob({ completed: true }), batchJob({ status: 'FAILED' })] })).toBe(60_000);
    expect(nextPoll({ bounds: { minSeconds: 90, maxSeconds: 90 } })).toBe(90_000);
    expect(nextPoll({ bounds: { minSeconds: 1, maxSeconds: 20 }, random: 1 - 2 ** -53 })).toBe(20_000);
  });

  test('doubles its pause with each failure, up to the maximum', () => {
    const pauses = [0, 1, 2, 3, 9, 5000].map((failures) => nextPoll({ failures, random: 0 }));
    expect(pauses).toEqual([54_000, 108_000, 216_000, 270_000, 270_000, 270_000]);
  });

  test('jitters its pause by at most a tenth', () => {
    fc.assert(
      fc.property(watched, fc.nat({ max: 20 }), boundsOf, randoms, (jobs, failures, bounds, random) => {
        const each = jobs.flatMap((job) => secondsUntilNextPoll(job, started, bounds) ?? []);
        const idle = Math.min(bounds.maxSeconds, Math.max(bounds.minSeconds, 60));
        const calm = 1000 * (each.length > 0 ? Math.min(...each) : idle);
        const jittered = nextPoll({ jobs, failures, bounds, random });
        expect(jittered).toBeGreaterThanOrEqual(Math.floor(calm * 0.9));
        if (failures === 0) expect(jittered).toBeLessThanOrEqual(Math.ceil(calm * 1.1));
      }),
    );
  });

  test('keeps its pause within the bounds, in whole milliseconds', () => {
    fc.assert(
      fc.property(watched, fc.nat(), boundsOf, randoms, (jobs, failures, bounds, random) => {
        const milliseconds = nextPoll({ jobs, failures, bounds, random });
        expect(Number.isInteger(milliseconds)).toBe(true);
        expect(within(milliseconds / 1000, bounds)).toBe(true);
      }),
    );
  });

  test('never polls sooner after more failures, nor later with one more job in progress', () => {
    fc.assert(
      fc.property(watched, jobs, fc.nat({ max: 40 }), boundsOf, randoms, (jobs, more, failures, bounds, random) => {
        const calm = nextPoll({ jobs, failures, bounds, random });
        expect(nextPoll({ jobs, failures: failures + 1, bounds, random })).toBeGreaterThanOrEqual(calm);
        fc.pre(jobs.some((job) => phaseOf(job) !== 'DONE'));
        expect(nextPoll({ jobs: [...jobs, more], failures, bounds, random })).toBeLessThanOrEqual(calm);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GlacierJobRecord, toGlacierJob } from '../../src/aws/glacier/glacierJob.ts';
import { createClock } from '../../src/clock.ts';
import { expectedCompletionOf, outcomeOf, phaseOf, pollAfterSecondsOf } from '../../src/jobs/jobState.ts';
import { secondsUntilNextLook } from '../../src/jobs/pace.ts';

const vault = { accountId: '111122223333', region: 'us-east-1', vaultName: 'photos' };
const started = Date.UTC(2026, 0, 15, 12);
const hour = 3600_000;

const job = (given: Partial<GlacierJobRecord> = {}): GlacierJobRecord => ({
  ...toGlacierJob(vault)({
    JobId: 'job',
    Action: 'ArchiveRetrieval',
    VaultARN: 'arn',
    CreationDate: new Date(started).toISOString(),
    Completed: false,
    StatusCode: 'InProgress',
    Tier: 'Standard',
  }),
  ...given,
});

const at = (milliseconds: number, speed = 0) => createClock({ speed, startAt: started + milliseconds });

describe('the state of a Glacier job', () => {
  test('is RUNNING until it has completed, then DONE with an outcome', () => {
    expect([phaseOf(job()), outcomeOf(job())]).toEqual(['RUNNING', null]);
    for (const statusCode of ['SUCCEEDED', 'FAILED'] as const) {
      const ended = job({ completed: true, statusCode });
      expect([phaseOf(ended), outcomeOf(ended)]).toEqual(['DONE', statusCode]);
    }
  });

  test('with a status that AWS adds one day is told as far as it is known', () => {
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

  test('nothing is expected of a job that has ended, is overdue or has an unknown tier', () => {
    expect(expectedCompletionOf(job({ completed: true }), at(0))).toBeNull();
    expect(expectedCompletionOf(job(), at(6 * hour))).toBeNull();
    expect(expectedCompletionOf(job({ tier: 'OTHER' }), at(0))).toBeNull();
  });

  test('pollAfterSeconds counts in the seconds of who polls', () => {
    expect(pollAfterSecondsOf(job(), at(0))).toBe(900);
    expect(pollAfterSecondsOf(job(), at(0, 60))).toBe(15);
    expect(pollAfterSecondsOf(job(), at(4 * hour))).toBe(360);
    expect(pollAfterSecondsOf(job({ tier: 'EXPEDITED' }), at(0))).toBe(30);
    expect(pollAfterSecondsOf(job({ completed: true }), at(0))).toBeNull();
  });
});

describe('the pace', () => {
  const ranges = fc
    .tuple(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 100_000 }))
    .map(([minSeconds, more]) => ({ minSeconds, maxSeconds: minSeconds + more }));

  test('is never quicker than 5 s nor slower than 15 min', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), fc.option(ranges), (age, expected) => {
        const seconds = secondsUntilNextLook(age, expected);
        expect(seconds).toBeGreaterThanOrEqual(5);
        expect(seconds).toBeLessThanOrEqual(900);
      }),
    );
  });

  test('never sleeps through the whole span in which the end is expected', () => {
    fc.assert(
      fc.property(ranges, fc.nat(), (expected, seed) => {
        fc.pre(expected.maxSeconds - expected.minSeconds > 10);
        const age = seed % expected.minSeconds;
        expect(age + secondsUntilNextLook(age, expected)).toBeLessThan(expected.maxSeconds + 5);
      }),
    );
  });
});

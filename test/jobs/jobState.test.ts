import { describe, expect, test } from 'vitest';
import { type GlacierJobRecord, toGlacierJob } from '../../src/aws/glacier/glacierJob.ts';
import { createClock } from '../../src/core/clock.ts';
import { expectedCompletionOf, outcomeOf, phaseOf } from '../../src/jobs/jobState.ts';

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

const at = (milliseconds: number) => createClock({ speed: 0, startAt: started + milliseconds });

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

  test('has no expected completion if the job has ended, is overdue or has an unknown tier', () => {
    expect(expectedCompletionOf(job({ completed: true }), at(0))).toBeNull();
    expect(expectedCompletionOf(job(), at(6 * hour))).toBeNull();
    expect(expectedCompletionOf(job({ tier: 'OTHER' }), at(0))).toBeNull();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasAnyTag, jobMatcher, normalizeJobFilter, type WrittenJobFilter } from '../../src/jobs/jobFilter.ts';
import { kindOf } from '../../src/jobs/jobKind.ts';
import { isOverdue, type JobRecord, outcomeOf, phaseOf } from '../../src/jobs/jobState.ts';
import { outputGuaranteedUntil } from '../../src/jobs/outputExpiry.ts';
import { anyFilter, anyJob, now } from '../support/anyJob.ts';

const matches = (filter: WrittenJobFilter, job: JobRecord) => jobMatcher(normalizeJobFilter(filter), now)(job);

/** The values that a list condition is compared with, read from the job as the API shows them. */
const listed: { [Name in keyof WrittenJobFilter]?: (job: JobRecord) => unknown } = {
  phases: phaseOf,
  outcomes: outcomeOf,
  kinds: kindOf,
  accountIds: ({ accountId }) => accountId,
  regions: ({ region }) => region,
  vaultNames: (job) => (job.kind === 'GlacierJob' ? job.vaultName : null),
  operationNames: (job) => (job.kind === 'BatchJob' ? job.operationName : null),
  tiers: (job) => (job.kind === 'GlacierJob' && job.action !== 'INVENTORY_RETRIEVAL' ? job.tier : null),
};

function oneMatches(name: keyof WrittenJobFilter, condition: unknown, job: JobRecord): boolean {
  const of = listed[name];
  if (of) return (condition as unknown[]).includes(of(job));
  const time = (condition as Date).valueOf();
  switch (name) {
    case 'descriptionContains':
      return (job.jobDescription ?? '').toUpperCase().includes((condition as string).toUpperCase());
    case 'createdAfter':
      return job.creationDate.getTime() > time;
    case 'createdBefore':
      return job.creationDate.getTime() < time;
    case 'completedAfter':
      return job.completionDate !== null && job.completionDate.getTime() > time;
    case 'completedBefore':
      return job.completionDate !== null && job.completionDate.getTime() < time;
    case 'overdue':
      return isOverdue(job, now) === condition;
    case 'outputExpiresBefore':
      return (outputGuaranteedUntil(job)?.getTime() ?? Number.POSITIVE_INFINITY) < time;
    default:
      throw new Error(`no reference for ${name}`);
  }
}

describe('a filter of jobs', () => {
  test('matches a job if each of its conditions does, and ignores null, empty lists and empty texts', () => {
    let matched = 0;
    fc.assert(
      fc.property(anyFilter, anyJob, (filter, job) => {
        const conditions = Object.entries(filter).filter(
          ([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0),
        );
        const expected = conditions.every(([name, value]) => oneMatches(name as keyof WrittenJobFilter, value, job));
        if (expected) matched += 1;
        return matches(filter, job) === expected;
      }),
      { numRuns: 3000 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  test('has one form, whatever the order of its conditions and values', () => {
    const one = normalizeJobFilter({ phases: ['RUNNING', 'DONE'], regions: [], overdue: false, kinds: null });
    const other = normalizeJobFilter({ overdue: false, descriptionContains: '', phases: ['DONE', 'RUNNING', 'DONE'] });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
    expect(one).toEqual({ overdue: false, phases: ['DONE', 'RUNNING'] });
  });

  test('by tags matches one of several tags, with any value if none is given', () => {
    const tags = [
      { key: 'team', value: 'film' },
      { key: 'empty', value: '' },
    ];
    expect(hasAnyTag(tags, [{ key: 'team', value: null }])).toBe(true);
    expect(hasAnyTag(tags, [{ key: 'team', value: 'film' }])).toBe(true);
    expect(hasAnyTag(tags, [{ key: 'team', value: 'Film' }])).toBe(false);
    expect(hasAnyTag(tags, [{ key: 'empty', value: '' }])).toBe(true);
    expect(
      hasAnyTag(tags, [
        { key: 'Team', value: null },
        { key: 'team', value: 'film' },
      ]),
    ).toBe(true);
    expect(hasAnyTag([], [{ key: 'team', value: null }])).toBe(false);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jobMatcher, normalizeJobFilter } from '../../src/jobs/jobFilter.ts';
import { type JobDimension, JobGroups } from '../../src/jobs/jobGroups.ts';
import { type JobRecord, outcomeOf, phaseOf } from '../../src/jobs/jobState.ts';
import { anyJobs, now } from '../support/anyJob.ts';
import { equal } from '../support/equal.ts';

const members = {
  PHASE: 'phase',
  OUTCOME: 'outcome',
  KIND: 'kind',
  ACCOUNT: 'accountId',
  REGION: 'region',
  VAULT: 'vaultName',
  OPERATION: 'operationName',
} as const satisfies Record<JobDimension, string>;

function groupJobs(jobs: readonly JobRecord[], by: readonly JobDimension[]) {
  const groups = new JobGroups(by);
  for (const job of jobs) groups.add(job);
  return groups.groups;
}

const dimensions = fc.array(fc.constantFrom(...(Object.keys(members) as JobDimension[])), { maxLength: 8 });

test('the counts of groups add up to the number of jobs, and no two groups are equal', () => {
  fc.assert(
    fc.property(anyJobs(40), dimensions, (jobs, by) => {
      const groups = groupJobs(jobs, by);
      equal(
        groups.reduce((sum, { count }) => sum + count, 0),
        jobs.length,
      );
      equal(
        groups.every(({ count }) => count > 0),
        true,
      );
      equal(new Set(groups.map(({ count, ...rest }) => JSON.stringify(rest))).size, groups.length);
      equal(
        groups.map(({ count }) => count),
        groups.map(({ count }) => count).sort((a, b) => b - a),
      );
    }),
  );
});

test('a member of a group is null unless the jobs are grouped by it', () => {
  fc.assert(
    fc.property(anyJobs(20), dimensions, (jobs, by) => {
      for (const [dimension, member] of Object.entries(members)) {
        if (by.includes(dimension as JobDimension)) continue;
        equal(
          groupJobs(jobs, by).every((group) => group[member] === null),
          true,
        );
      }
    }),
  );
});

test('a group has as many jobs as the filter with its members', () => {
  fc.assert(
    fc.property(anyJobs(30), (jobs) => {
      for (const { phase, kind, accountId, region, count } of groupJobs(jobs, ['REGION', 'PHASE', 'KIND', 'ACCOUNT'])) {
        if (phase === null || accountId === null || region === null || kind === null || kind === 'OTHER') continue;
        const filter = { phases: [phase], kinds: [kind], accountIds: [accountId], regions: [region] };
        expect(jobs.filter(jobMatcher(normalizeJobFilter(filter), now))).toHaveLength(count);
      }
    }),
  );
});

test('jobs without a value form a group of their own', () => {
  fc.assert(
    fc.property(anyJobs(30), (jobs) => {
      const withoutOutcome = groupJobs(jobs, ['OUTCOME']).filter(({ outcome }) => outcome === null);
      equal(
        withoutOutcome.map(({ count }) => count),
        [jobs.filter((job) => outcomeOf(job) === null).length].filter((count) => count > 0),
      );
      const running = groupJobs(jobs, ['PHASE', 'OUTCOME']).filter(({ phase }) => phase === 'RUNNING');
      equal(
        running.reduce((sum, { count }) => sum + count, 0),
        jobs.filter((job) => phaseOf(job) === 'RUNNING').length,
      );
    }),
  );
});

test('no dimension gives one group of all jobs, and no job gives no group', () => {
  fc.assert(
    fc.property(anyJobs(10), (jobs) => {
      equal(
        groupJobs(jobs, []).map(({ count }) => count),
        jobs.length > 0 ? [jobs.length] : [],
      );
    }),
  );
});

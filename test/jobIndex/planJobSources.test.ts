import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchJobStatuses } from '../../src/aws/s3control/enums.ts';
import { type JobSource, planJobSources } from '../../src/jobIndex/planJobSources.ts';
import { batchOutcomesOf, batchPhaseOf } from '../../src/jobs/batchJobState.ts';
import { type JobFilter, jobMatcher, normalizeJobFilter } from '../../src/jobs/jobFilter.ts';
import { jobOutcomes, jobPhases } from '../../src/jobs/jobPhase.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { accounts, anyFilter, anyJob, now } from '../support/anyJob.ts';
import { equal } from '../support/equal.ts';

const plan = (filter: JobFilter) => planJobSources(accounts, filter);
const kinds = ['ARCHIVE_RETRIEVAL', 'INVENTORY_RETRIEVAL', 'SELECT', 'BATCH'] as const;

describe('the plan of a list of all jobs', () => {
  test('reads both services in every region of every account without a filter', () => {
    expect(plan({}).map(({ location, ...rest }) => [location.accountId, location.region, rest])).toEqual(
      [
        ['111122223333', 'us-east-1'],
        ['111122223333', 'us-west-2'],
        ['444455556666', 'eu-west-1'],
      ].flatMap(([account, region]) => [
        [account, region, { service: 'GLACIER', filter: {}, vaultNames: null }],
        [account, region, { service: 'S3_BATCH_OPERATIONS', statuses: null }],
      ]),
    );
  });

  const services = (filter: JobFilter) => [...new Set(plan(filter).map(({ service }) => service))];

  test.each([
    [{ kinds: ['BATCH'] }, ['S3_BATCH_OPERATIONS']],
    [{ kinds: ['SELECT'] }, ['GLACIER']],
    [{}, ['GLACIER', 'S3_BATCH_OPERATIONS']],
    [{ phases: ['PAUSED'] }, ['S3_BATCH_OPERATIONS']],
    [{ phases: ['AWAITING_CONFIRMATION', 'RUNNING'] }, ['GLACIER', 'S3_BATCH_OPERATIONS']],
    [{ outcomes: ['CANCELLED'] }, ['S3_BATCH_OPERATIONS']],
    [{ phases: ['RUNNING'], outcomes: ['SUCCEEDED'] }, []],
  ] as [JobFilter, string[]][])('for the filter %j reads only %j', (filter, expected) => {
    expect(services(filter)).toEqual(expected);
  });

  test.each([
    [{ accountIds: ['444455556666'] }, ['444455556666 eu-west-1']],
    [{ regions: ['us-west-2'] }, ['111122223333 us-west-2']],
    [{ accountIds: ['444455556666'], regions: ['us-east-1'] }, []],
  ] as [JobFilter, string[]][])('for the filter %j reads only in %j', (filter, expected) => {
    const locations = plan(filter).map(({ location }) => `${location.accountId} ${location.region}`);
    expect([...new Set(locations)]).toEqual(expected);
  });

  test.each([
    [{ phases: ['DONE'] }, { completed: true }],
    [{ phases: ['RUNNING'] }, { completed: false }],
    [{ phases: ['UNKNOWN'] }, { completed: false }],
    [{ phases: ['UNKNOWN', 'DONE'] }, {}],
    [{ outcomes: ['FAILED'] }, { statusCode: 'FAILED' }],
    [{ outcomes: ['SUCCEEDED', 'CANCELLED'] }, { statusCode: 'SUCCEEDED' }],
    [{ outcomes: ['SUCCEEDED', 'FAILED'] }, { completed: true }],
  ] as [JobFilter, object][])('lets AWS filter Glacier jobs: %j -> %j', (filter, expected) => {
    expect(plan({ ...filter, kinds: ['SELECT'] })[0]).toMatchObject({ filter: expected });
  });

  test.each([
    [{ phases: ['PAUSED'] }, ['PAUSED', 'PAUSING']],
    [{ outcomes: ['COMPLETED_WITH_FAILURES'] }, ['COMPLETE']],
    [{ phases: ['STOPPING', 'AWAITING_CONFIRMATION'] }, ['CANCELLING', 'FAILING', 'SUSPENDED']],
  ] as [JobFilter, string[]][])('lets AWS filter Batch jobs: %j -> %j', (filter, expected) => {
    const [source] = plan({ ...filter, kinds: ['BATCH'] });
    expect(source?.service === 'S3_BATCH_OPERATIONS' && [...(source.statuses ?? [])].sort()).toEqual(expected);
  });

  test.each([
    [{ phases: ['UNKNOWN'] }],
    [{ phases: ['RUNNING', 'UNKNOWN'] }],
    [{ phases: jobPhases.filter((phase) => phase !== 'DONE') }],
  ] as [JobFilter][])('reads Batch jobs of every status for %j: AWS has no filter for unknown ones', (filter) => {
    expect(plan({ ...filter, kinds: ['BATCH'] })[0]).toMatchObject({ statuses: null });
  });

  test('reads no unfinished jobs for an outcome, whatever the phases', () => {
    expect(plan({ phases: ['UNKNOWN'], outcomes: ['SUCCEEDED'] })).toEqual([]);
  });

  test.each([
    [{ vaultNames: ['photos'] }, ['GLACIER']],
    [{ tiers: ['BULK'] }, ['GLACIER']],
    [{ tiers: ['BULK'], kinds: ['INVENTORY_RETRIEVAL'] }, []],
    [{ operationNames: ['LAMBDA_INVOKE'] }, ['S3_BATCH_OPERATIONS']],
    [{ tags: [{ key: 'team', value: null }] }, ['S3_BATCH_OPERATIONS']],
    [{ vaultNames: ['photos'], operationNames: ['LAMBDA_INVOKE'] }, []],
    [{ overdue: true }, ['GLACIER']],
    [{ overdue: true, phases: ['DONE'] }, []],
    [{ overdue: false }, ['GLACIER', 'S3_BATCH_OPERATIONS']],
    [{ outputExpiresBefore: new Date(now) }, ['GLACIER']],
    [{ outputExpiresBefore: new Date(now), kinds: ['SELECT'] }, []],
    [{ outputExpiresBefore: new Date(now), outcomes: ['FAILED'] }, []],
    [{ completedAfter: new Date(now), phases: ['RUNNING'] }, []],
    [{ createdAfter: new Date(now), descriptionContains: 'a' }, ['GLACIER', 'S3_BATCH_OPERATIONS']],
  ] as [JobFilter, string[]][])('for the filter %j reads only %j', (filter, expected) => {
    expect(services(filter)).toEqual(expected);
  });

  test.each([
    [{ overdue: true }, { filter: { completed: false } }],
    [{ outputExpiresBefore: new Date(now) }, { filter: { statusCode: 'SUCCEEDED' } }],
    [{ completedBefore: new Date(now), kinds: ['SELECT'] }, { filter: { completed: true } }],
    [{ vaultNames: ['films', 'photos'] }, { filter: {}, vaultNames: ['films', 'photos'] }],
    [{ completedAfter: new Date(now), kinds: ['BATCH'] }, { statuses: ['CANCELLED', 'COMPLETE', 'FAILED'] }],
  ] as [JobFilter, object][])('lets AWS filter by %j: %j', (filter, expected) => {
    expect(plan(filter)[0]).toMatchObject(expected);
  });

  test('never omits a source of a matching job', () => {
    let matched = 0;
    fc.assert(
      fc.property(anyFilter, anyJob, (written, job) => {
        const filter = normalizeJobFilter(written);
        if (!jobMatcher(filter, now)(job)) return;
        matched += 1;
        expect(plan(filter).filter((source) => contains(source, job))).toHaveLength(1);
      }),
      { numRuns: 3000 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  test('reads nothing that a filter of phases, outcomes and kinds excludes', () => {
    const subset = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: null });
    fc.assert(
      fc.property(
        fc.record({ phases: subset(jobPhases), outcomes: subset(jobOutcomes), kinds: subset(kinds) }),
        (written) => {
          const filter = normalizeJobFilter(written);
          for (const status of Object.values(batchJobStatuses)) {
            const matches =
              (!filter.kinds || filter.kinds.includes('BATCH')) &&
              (!filter.phases || filter.phases.includes(batchPhaseOf({ status }))) &&
              (!filter.outcomes || batchOutcomesOf(status).some((outcome) => filter.outcomes?.includes(outcome)));
            const isRead = plan(filter).some(
              (source) => source.service === 'S3_BATCH_OPERATIONS' && (source.statuses?.includes(status) ?? true),
            );
            // AWS has no filter for unknown statuses: all jobs are read.
            const readsAll = plan({ ...filter, phases: ['UNKNOWN'] }).length > 0 && filter.phases?.includes('UNKNOWN');
            const includesBatch = !filter.kinds || filter.kinds.includes('BATCH');
            equal(isRead, matches || (readsAll === true && includesBatch));
          }
        },
      ),
    );
  });
});

/** Whether AWS returns the job for the source. */
function contains(source: JobSource, job: JobRecord): boolean {
  if (source.location.accountId !== job.accountId || source.location.region !== job.region) return false;
  if (source.service === 'S3_BATCH_OPERATIONS') {
    return job.kind === 'BatchJob' && (source.statuses?.some((status) => status === job.status) ?? true);
  }
  const { filter, vaultNames } = source;
  return (
    job.kind === 'GlacierJob' &&
    (vaultNames?.includes(job.vaultName) ?? true) &&
    (filter.completed ?? job.completed) === job.completed &&
    (filter.statusCode ?? job.statusCode) === job.statusCode
  );
}

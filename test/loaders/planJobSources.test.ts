import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchJobStatuses } from '../../src/aws/s3control/enums.ts';
import { batchOutcomesOf, batchPhaseOf } from '../../src/jobs/batchJobState.ts';
import { jobOutcomes, jobPhases } from '../../src/jobs/jobPhase.ts';
import { planJobSources, type SourceFilter } from '../../src/loaders/planJobSources.ts';

const accounts = [
  { accountId: '111122223333', name: null, regions: ['us-east-1', 'us-west-2'] },
  { accountId: '444455556666', name: null, regions: ['eu-west-1'] },
];
const plan = (filter: SourceFilter) => planJobSources(accounts, filter);
const kinds = ['ARCHIVE_RETRIEVAL', 'INVENTORY_RETRIEVAL', 'SELECT', 'BATCH'] as const;

describe('the plan of a list of all jobs', () => {
  test('reads both services in every region of every account without a filter', () => {
    expect(plan({}).map(({ location, ...rest }) => [location.accountId, location.region, rest])).toEqual(
      [
        ['111122223333', 'us-east-1'],
        ['111122223333', 'us-west-2'],
        ['444455556666', 'eu-west-1'],
      ].flatMap(([account, region]) => [
        [account, region, { service: 'GLACIER', filter: {} }],
        [account, region, { service: 'S3_BATCH_OPERATIONS', statuses: null }],
      ]),
    );
  });

  const services = (filter: SourceFilter) => [...new Set(plan(filter).map(({ service }) => service))];

  test.each([
    [{ kinds: ['BATCH'] }, ['S3_BATCH_OPERATIONS']],
    [{ kinds: ['SELECT'] }, ['GLACIER']],
    [{ kinds: [] }, []],
    [{ phases: ['PAUSED'] }, ['S3_BATCH_OPERATIONS']],
    [{ phases: ['AWAITING_CONFIRMATION', 'RUNNING'] }, ['GLACIER', 'S3_BATCH_OPERATIONS']],
    [{ outcomes: ['CANCELLED'] }, ['S3_BATCH_OPERATIONS']],
    [{ phases: ['RUNNING'], outcomes: ['SUCCEEDED'] }, []],
  ] as [SourceFilter, string[]][])('for the filter %j reads only %j', (filter, expected) => {
    expect(services(filter)).toEqual(expected);
  });

  test.each([
    [{ accountIds: ['444455556666'] }, ['444455556666 eu-west-1']],
    [{ regions: ['us-west-2'] }, ['111122223333 us-west-2']],
    [{ accountIds: ['444455556666'], regions: ['us-east-1'] }, []],
  ] as [SourceFilter, string[]][])('for the filter %j reads only in %j', (filter, expected) => {
    const locations = plan(filter).map(({ location }) => `${location.accountId} ${location.region}`);
    expect([...new Set(locations)]).toEqual(expected);
  });

  test.each([
    [{ phases: ['DONE'] }, { completed: true }],
    [{ phases: ['RUNNING'] }, { completed: false }],
    [{ outcomes: ['FAILED'] }, { statusCode: 'FAILED' }],
    [{ outcomes: ['SUCCEEDED', 'CANCELLED'] }, { statusCode: 'SUCCEEDED' }],
    [{ outcomes: ['SUCCEEDED', 'FAILED'] }, { completed: true }],
  ] as [SourceFilter, object][])('lets AWS filter Glacier jobs: %j -> %j', (filter, expected) => {
    expect(plan({ ...filter, kinds: ['SELECT'] })[0]).toMatchObject({ filter: expected });
  });

  test.each([
    [{ phases: ['PAUSED'] }, ['PAUSED', 'PAUSING']],
    [{ outcomes: ['COMPLETED_WITH_FAILURES'] }, ['COMPLETE']],
    [{ phases: ['STOPPING', 'AWAITING_CONFIRMATION'] }, ['CANCELLING', 'FAILING', 'SUSPENDED']],
  ] as [SourceFilter, string[]][])('lets AWS filter Batch jobs: %j -> %j', (filter, expected) => {
    const [source] = plan({ ...filter, kinds: ['BATCH'] });
    expect(source?.service === 'S3_BATCH_OPERATIONS' && [...(source.statuses ?? [])].sort()).toEqual(expected);
  });

  test('never omits a source of a matching job', () => {
    const subset = <T>(values: readonly T[]) => fc.option(fc.subarray([...values]), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record({ phases: subset(jobPhases), outcomes: subset(jobOutcomes), kinds: subset(kinds) }),
        (filter) => {
          const sources = plan(filter);
          for (const status of Object.values(batchJobStatuses)) {
            const matches =
              (!filter.kinds || filter.kinds.includes('BATCH')) &&
              (!filter.phases || filter.phases.includes(batchPhaseOf({ status }))) &&
              (!filter.outcomes || batchOutcomesOf(status).some((outcome) => filter.outcomes?.includes(outcome)));
            const isRead = sources.some(
              (source) =>
                source.service === 'S3_BATCH_OPERATIONS' &&
                (source.statuses === null || source.statuses.includes(status)),
            );
            expect(isRead).toBe(matches);
          }
          for (const state of ['RUNNING', 'SUCCEEDED', 'FAILED'] as const) {
            const phase = state === 'RUNNING' ? 'RUNNING' : 'DONE';
            const matches =
              (!filter.kinds || filter.kinds.some((kind) => kind !== 'BATCH')) &&
              (!filter.phases || filter.phases.includes(phase)) &&
              (!filter.outcomes || (state !== 'RUNNING' && filter.outcomes.includes(state)));
            const isRead = sources.some(
              (source) =>
                source.service === 'GLACIER' &&
                (source.filter.completed ?? state !== 'RUNNING') === (state !== 'RUNNING') &&
                (!source.filter.statusCode || source.filter.statusCode === state),
            );
            if (matches)
              expect(
                isRead ||
                  sources.some(
                    (s) => s.service === 'GLACIER' && s.filter.completed === undefined && !s.filter.statusCode,
                  ),
              ).toBe(true);
          }
        },
      ),
    );
  });
});

// The filter of the list of jobs: in the address, on jobs, and as a filter of the API.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, parseRoute } from '../../src/board/router/route.ts';
import { countJobs } from '../../src/board/views/jobs/jobCounts.ts';
import {
  apiFilterOf,
  everything,
  filterParameters,
  type JobsFilter,
  kinds,
  matchesFilter,
  orders,
  outcomes,
  parseFilter,
  phases,
  selectJobs,
  services,
} from '../../src/board/views/jobs/jobFilter.ts';
import type { JobRow } from '../../src/board/views/jobs/jobOperations.ts';
import { startGateway } from '../support/startGateway.ts';
import { jobWith } from './jobWith.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const orNull = <Value extends string>(values: readonly Value[]) => fc.constantFrom(null, ...values);
const anyFilter: fc.Arbitrary<JobsFilter> = fc.record({
  phase: orNull(phases),
  outcome: orNull(outcomes),
  service: orNull(services),
  kind: orNull(kinds),
  location: fc.oneof(fc.constant(null), fc.constantFrom('111122223333/us-east-1', '444455556666/eu-west-1')),
  text,
  overdue: fc.boolean(),
  expiring: fc.boolean(),
  order: fc.constantFrom(...orders),
});
/** A kind is of one service: the page selects only one of them. */
const filters = anyFilter.map((filter) => (filter.kind === null ? filter : { ...filter, service: null }));

const jobs: fc.Arbitrary<JobRow> = fc
  .record({
    id: fc.uuid(),
    kind: fc.constantFrom(...kinds),
    phase: fc.constantFrom(...phases),
    outcome: orNull(outcomes),
    accountId: fc.constantFrom('111122223333', '444455556666'),
    region: fc.constantFrom('us-east-1', 'eu-west-1'),
    jobDescription: fc.oneof(fc.constant(null), text),
    overdue: fc.boolean(),
    isExpiringSoon: fc.boolean(),
  })
  .map(jobWith);

describe('the filter in the address', () => {
  test('is the one that was chosen, whatever text it has', () => {
    fc.assert(
      fc.property(filters, (filter) => {
        const { path, parameters } = parseRoute(addressOf(['jobs'], filterParameters(filter)));
        expect(path).toEqual(['jobs']);
        expect(parseFilter(parameters)).toEqual(filter);
      }),
    );
  });

  test('of the whole list is empty, and what nobody knows selects the whole list', () => {
    expect(addressOf(['jobs'], filterParameters(everything))).toBe('#/jobs');
    expect(parseFilter(new URLSearchParams('phase=NONE&kind=&order=x&overdue=1'))).toEqual(everything);
  });

  test('with a kind of another service selects the kind: an empty list of kinds would mean all of them', () => {
    const filter = parseFilter(new URLSearchParams('service=GLACIER&kind=BATCH&phase=RUNNING'));
    expect(filter).toEqual({ ...everything, kind: 'BATCH', phase: 'RUNNING' });
    expect(apiFilterOf(filter, null)).toEqual({ phases: ['RUNNING'], kinds: ['BATCH'] });
  });

  test('segments of a path may have any character', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 })), (path) => {
        expect(parseRoute(addressOf(path)).path).toEqual(path);
      }),
    );
    expect(parseRoute('#/job/%E0%A4%A').path).toEqual(['job', '%E0%A4%A']);
  });
});

describe('the selected jobs', () => {
  test('are those that match, each once, in an order that does not depend on how they arrived', () => {
    fc.assert(
      fc.property(fc.array(jobs, { maxLength: 20 }), filters, (all, filter) => {
        const selected = selectJobs(all, filter);
        expect(new Set(selected)).toEqual(new Set(all.filter((job) => matchesFilter(filter, job))));
        expect(selectJobs([...all].reverse(), filter)).toEqual(selected);
      }),
    );
  });

  test('are as many as the pressed buttons say', () => {
    fc.assert(
      fc.property(fc.array(jobs, { maxLength: 20 }), filters, (all, given) => {
        const filter = { ...given, outcome: null, overdue: false, expiring: false };
        const counts = countJobs(all, filter);
        expect(selectJobs(all, { ...filter, phase: null })).toHaveLength(counts.all);
        for (const phase of phases) expect(selectJobs(all, { ...filter, phase })).toHaveLength(counts.phases[phase]);
        for (const service of services) {
          expect(selectJobs(all, { ...filter, phase: null, service })).toHaveLength(counts.services[service]);
        }
        expect(selectJobs(all, { ...filter, phase: null, overdue: true })).toHaveLength(counts.overdue);
        expect(selectJobs(all, { ...filter, phase: null, expiring: true })).toHaveLength(counts.expiring);
      }),
    );
  });
});

test('as a filter of the API it selects the same jobs of the demo world', async () => {
  await using gateway = await startGateway();
  const { jobRow } = await import('../../src/board/views/jobs/jobOperations.ts');
  const { textOf } = await import('../../src/board/gql/graphql.ts');
  const now = new Date(gateway.clock.now()).toISOString();
  const query = `query ($filter: JobFilter, $after: String) {
    jobs(filter: $filter, first: 1000, after: $after) { nodes { ...JobRow } pageInfo { endCursor hasNextPage } }
  } ${textOf(jobRow)}`;
  const idsOf = (found: readonly JobRow[]) => found.map(({ id }) => id).sort();
  const read = async (filter: object, after?: string): Promise<JobRow[]> => {
    const { nodes, pageInfo } = (await gateway.data(query, { filter, after })).jobs;
    return pageInfo.hasNextPage ? [...nodes, ...(await read(filter, pageInfo.endCursor))] : nodes;
  };
  const all = await read({});
  const chosen: Partial<JobsFilter>[] = [
    {},
    { phase: 'RUNNING' },
    { outcome: 'FAILED' },
    { service: 'GLACIER', location: '111122223333/us-east-1' },
    { kind: 'INVENTORY_RETRIEVAL' },
    { text: 'WEEKLY' },
    { overdue: true },
    { expiring: true },
  ];
  for (const part of chosen) {
    const filter = { ...everything, ...part };
    expect(idsOf(await read(apiFilterOf(filter, now))), JSON.stringify(part)).toEqual(idsOf(selectJobs(all, filter)));
  }
});

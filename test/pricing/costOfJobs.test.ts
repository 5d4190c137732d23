import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GlacierJobRecord } from '../../src/aws/glacier/glacierJob.ts';
import { JobLoads } from '../../src/jobs/jobLoads.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { costOfJobs } from '../../src/pricing/costOfJobs.ts';
import { amountOf, decimal, sum } from '../../src/pricing/decimal.ts';
import { builtInPriceList } from '../../src/pricing/priceList.ts';
import { anyJobs } from '../support/anyJob.ts';
import { equal } from '../support/equal.ts';

const GB = 2 ** 30;

function loadsOf(jobs: readonly JobRecord[]) {
  const loads = new JobLoads();
  for (const job of jobs) loads.add(job);
  return loads;
}

const costOf = (jobs: readonly JobRecord[]) => costOfJobs(builtInPriceList, loadsOf(jobs).list);

const retrieval = (of: Partial<GlacierJobRecord>) =>
  ({
    kind: 'GlacierJob',
    region: 'us-east-1',
    action: 'ARCHIVE_RETRIEVAL',
    tier: 'STANDARD',
    retrievalByteRange: null,
    archiveSizeInBytes: 100 * GB,
    ...of,
  }) as GlacierJobRecord;

const batch = (numberOfTasksSucceeded: number, numberOfTasksFailed: number) =>
  ({
    kind: 'BatchJob',
    region: 'us-east-1',
    progressSummary: { totalNumberOfTasks: 5e6, numberOfTasksSucceeded, numberOfTasksFailed },
  }) as JobRecord;

test('jobs of both services cost the amount calculated by hand', () => {
  const { amount, unpricedCount, services } = costOf([
    retrieval({}),
    // Half of the archive.
    retrieval({ retrievalByteRange: { start: 0, end: 50 * GB - 1 } }),
    retrieval({ tier: 'BULK', archiveSizeInBytes: 400 * GB }),
    batch(1_900_000, 100_000),
    batch(0, 0),
  ]);
  expect(services).toEqual([
    // 150 * 0.01 + 2 * 0.00005; 400 * 0.0025 + 0.000025
    { service: 'GLACIER', jobCount: 3, unpricedCount: 0, amount: '2.500125', sizeInBytes: 550 * GB },
    // 2 jobs * 0.25, 2 million objects * 1.00
    { service: 'S3_BATCH_OPERATIONS', jobCount: 2, unpricedCount: 0, amount: '2.50', sizeInBytes: null },
  ]);
  expect({ amount, unpricedCount }).toEqual({ amount: '5.000125', unpricedCount: 0 });
});

test('jobs without a price are counted and named, and the others keep theirs', () => {
  const unpriced = [
    retrieval({ region: 'eu-west-3' }),
    retrieval({ archiveSizeInBytes: null }),
    retrieval({ tier: 'OTHER' }),
    retrieval({ action: 'INVENTORY_RETRIEVAL', tier: null, archiveSizeInBytes: null }),
  ];
  const { amount, unpricedCount, notes } = costOf([...unpriced, retrieval({})]);
  expect({ amount, unpricedCount }).toEqual({ amount: '1.00005', unpricedCount: 4 });
  expect(notes[0]).toContain('no prices for eu-west-3');
  expect(notes[1]).toContain('inventory retrievals');
  expect(costOf(unpriced)).toMatchObject({ amount: null, unpricedCount: 4 });
  expect(costOf([])).toMatchObject({ amount: '0.00', unpricedCount: 0, services: [] });
});

test('a total may have more digits than a price may', () => {
  const prices = builtInPriceList.regions['us-east-1'];
  if (!prices) throw new Error('the built-in list has no prices for us-east-1');
  const regions = { 'us-east-1': { ...prices, batch: { perJob: '999999999999', perMillionObjects: '0' } } };
  const { amount } = costOfJobs({ ...builtInPriceList, regions }, loadsOf([batch(1, 0), batch(1, 0)]).list);
  expect(amount).toBe('1999999999998.00');
});

test('the services add up to the whole, and what is added up in parts is the same', () => {
  fc.assert(
    fc.property(anyJobs(30), anyJobs(30), (some, others) => {
      const jobs = [...some, ...others];
      const { amount, unpricedCount, services } = costOf(jobs);
      equal(
        services.reduce((count, { jobCount }) => count + jobCount, 0),
        jobs.length,
      );
      equal(
        services.reduce((count, service) => count + service.unpricedCount, 0),
        unpricedCount,
      );
      const amounts = services.flatMap((service) => service.amount ?? []);
      equal(amountOf(sum(...amounts.map(decimal))), amount ?? '0.00');
      const parts = loadsOf(some);
      parts.merge(loadsOf(others));
      equal(parts.list, loadsOf(jobs).list);
    }),
  );
});

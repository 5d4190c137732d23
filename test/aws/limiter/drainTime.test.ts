// The time that many calls need to be sent, and the queries that are refused because of it.
import fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/aws/backend.ts';
import { findOverload, leastOverload, type ServiceLoad } from '../../../src/aws/limiter/drainTime.ts';
import { type LimiterSettings, limiterSettingsOf, serviceNames } from '../../../src/aws/limiter/limiterSettings.ts';
import { defaultConfig } from '../../../src/config/options.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { schema } from '../../../src/schema/index.ts';
import { estimateCost } from '../../../src/schema/kit/estimateCost.ts';

const defaults = limiterSettingsOf(defaultConfig());
const load = (service: ServiceLoad['service'], total: number, largest = total): ServiceLoad => ({
  service,
  total,
  largest,
});

describe('the overload of a load', () => {
  test.each<[string, ServiceLoad, Partial<LimiterSettings>, { wait: number; deadline: number } | null]>([
    ['no calls', load('glacier', 0), {}, null],
    ['as many calls as are in flight at once', load('s3Control', 12, 10), { queueTimeout: 0 }, null],
    // 1,989 calls wait for 12 at a time, of 0.2 s each.
    ['two calls for each of 1,000 Batch jobs', load('s3Control', 2001, 1000), {}, { wait: 33.15, deadline: 30 }],
    ['one call for each of 1,000 Batch jobs', load('s3Control', 1001, 1000), {}, null],
    ['as many calls as a document may need', load('glacier', 2500), {}, null],
    ['one operation beyond its concurrency', load('s3Control', 1600, 1600), {}, { wait: 31.8, deadline: 30 }],
    ['the same with a longer queue timeout', load('s3Control', 1600, 1600), { queueTimeout: 60_000 }, null],
    // The limiter refuses calls that would wait more than 10 s for their rate.
    ['a low rate', load('glacier', 600), { glacierRate: 50 }, { wait: 11, deadline: 10 }],
    ['a low rate, just in time', load('glacier', 550), { glacierRate: 50 }, null],
  ])('is right for %s', (_, of, settings, expected) => {
    const overload = findOverload([of], { ...defaults, ...settings });
    if (expected === null) expect(overload).toBeNull();
    else {
      expect(overload?.wait).toBeCloseTo(expected.wait);
      expect(overload?.deadline).toBe(expected.deadline);
    }
  });

  test('is that of the service which is too slow', () => {
    expect(findOverload([load('glacier', 2500), load('s3Control', 2500, 1000)], defaults)).toMatchObject({
      service: 's3Control',
      calls: 2500,
      concurrency: 12,
      rate: 200,
    });
  });

  test('never occurs with fewer calls than the least overload, and never disappears with more calls', () => {
    const settings = fc.record({
      glacierRate: fc.integer({ min: 1, max: 2000 }),
      s3ControlRate: fc.integer({ min: 1, max: 2000 }),
      s3Rate: fc.integer({ min: 1, max: 2000 }),
      glacierConcurrency: fc.integer({ min: 1, max: 100 }),
      s3ControlConcurrency: fc.integer({ min: 1, max: 100 }),
      s3Concurrency: fc.integer({ min: 1, max: 100 }),
      queueLength: fc.constant(10_000),
      queueTimeout: fc.integer({ min: 0, max: 60_000 }),
    });
    const service = fc.constantFrom(...serviceNames);
    fc.assert(
      fc.property(settings, service, fc.nat(5000), fc.nat(5000), (limits, of, largest, others) => {
        const isTooMuch = (total: number, most: number) => findOverload([load(of, total, most)], limits) !== null;
        if (largest + others < leastOverload(limits)) expect(isTooMuch(largest + others, largest)).toBe(false);
        if (isTooMuch(largest + others, largest)) expect(isTooMuch(largest + others + 1, largest + 1)).toBe(true);
      }),
    );
  });
});

const backend: Backend = {
  kind: 'AWS',
  accounts: [{ accountId: '111122223333', name: null, regions: ['us-east-1', 'us-west-2'] }],
  clock: systemClock,
  endpoints: () => ({}),
  credentials: () => undefined,
};
const estimateOf = (query: string) => estimateCost(schema, backend, { document: parse(query) });
const loadsOf = (query: string) => estimateOf(query)?.loads() ?? [];

describe('the loads of a query', () => {
  test.each<[string, ServiceLoad[]]>([
    ['{ gateway { version } }', []],
    ['{ batchJobs(first: 1000) { nodes { roleArn tags { key } outcome } } }', [load('s3Control', 2001, 1000)]],
    ['{ batchJobs(first: 100) { nodes { roleArn report { enabled } } } }', [load('s3Control', 101, 100)]],
    [
      '{ a: batchJobs(first: 100) { nodes { roleArn } } b: batchJobs(first: 200, region: "us-west-2") { nodes { roleArn } } }',
      [load('s3Control', 101, 100), load('s3Control', 201, 200)],
    ],
    [
      '{ batchJobs(first: 10) { nodes { roleArn } } dataRetrievalPolicy { rules { strategy } } }',
      [load('s3Control', 11, 10), load('glacier', 1)],
    ],
    // Where the jobs of a list over all locations are is unknown: half of them in each of two.
    [
      '{ jobs(first: 100, filter: { kinds: [BATCH] }) { nodes { ... on BatchJob { roleArn tags { key } } } } }',
      expect.arrayContaining([load('s3Control', 100, 50)]),
    ],
    ['mutation { __typename }', []],
  ])('are right for %s', (query, expected) => {
    expect(loadsOf(query)).toEqual(expected);
  });

  test('add up to its estimated calls', () => {
    const query =
      '{ vaults(first: 30) { nodes { tags { key } lock { state } jobs { nodes { __typename } } } } batchJobs { nodes { roleArn } } }';
    const total = loadsOf(query).reduce((sum, each) => sum + each.total, 0);
    expect(total).toBe(estimateOf(query)?.awsCalls);
  });
});

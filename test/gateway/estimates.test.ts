import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const fields = `{
  cost { amount currency }
  breakdown { kind unit unitPrice { amount currency } cost { amount currency } }
  duration { minSeconds maxSeconds }
  priceList
  notes
}`;

const queryEstimate = (field: string) => gateway.query(`{ estimate: ${field} ${fields} }`);

const hour = 3600;
const usd = (amount: string) => ({ amount, currency: 'USD' });

/** 3 GB: more than an Int holds. */
const size = 'sizeInBytes: 3221225472';

describe('an estimate', () => {
  test('of a retrieval has cost, duration, price list and notes, without an AWS call', async () => {
    gateway.calls();
    const { data, errors, extensions } = await queryEstimate(
      `estimateArchiveRetrieval(${size}, archiveCount: 2000, tier: STANDARD)`,
    );
    expect(errors).toBeUndefined();
    expect(data.estimate).toEqual({
      cost: usd('0.13'),
      breakdown: [
        { kind: 'DATA', unit: 'GB of 2^30 bytes', unitPrice: usd('0.01'), cost: usd('0.03') },
        { kind: 'REQUESTS', unit: '1000 requests', unitPrice: usd('0.05'), cost: usd('0.10') },
      ],
      duration: { minSeconds: 3 * hour, maxSeconds: 5 * hour },
      priceList: expect.stringMatching(/^2026-10-03, us-east-1: ./),
      notes: expect.arrayContaining([
        expect.stringContaining('two prices are found'),
        expect.stringContaining('Not counted: transfer out of AWS'),
        expect.stringContaining('what AWS bills may differ'),
      ]),
    });
    expect(extensions?.aws.calls).toBe(0);
    expect(gateway.calls()).toEqual({});
  });

  test('of a restore includes the batch job and its objects, without an AWS call', async () => {
    gateway.calls();
    const { data, errors, extensions } = await queryEstimate(
      `estimateBatchRestore(objectCount: 1000, ${size}, storageClass: DEEP_ARCHIVE, tier: BULK, region: "us-east-1")`,
    );
    expect(errors).toBeUndefined();
    expect(data.estimate.cost).toEqual(usd('0.2835'));
    expect(data.estimate.breakdown.map(({ kind }: { kind: string }) => kind)).toEqual([
      'DATA',
      'REQUESTS',
      'BATCH_JOB',
      'BATCH_OBJECTS',
    ]);
    expect(data.estimate.duration).toEqual({ minSeconds: 0, maxSeconds: 48 * hour });
    expect(extensions?.aws.calls).toBe(0);
    expect(gateway.calls()).toEqual({});
  });

  test('of one archive needs no count, and null counts as omitted', async () => {
    const one = await queryEstimate(`estimateArchiveRetrieval(${size}, tier: BULK)`);
    const none = await queryEstimate(`estimateArchiveRetrieval(${size}, archiveCount: null, tier: BULK)`);
    expect(one.data.estimate.cost).toEqual(usd('0.007525'));
    expect(none.data).toEqual(one.data);
  });

  test.each([
    ['estimateArchiveRetrieval(sizeInBytes: 1, tier: EXPEDITED)', 60, 300],
    ['estimateArchiveRetrieval(sizeInBytes: 1, tier: STANDARD)', 3 * hour, 5 * hour],
    ['estimateArchiveRetrieval(sizeInBytes: 1, tier: BULK)', 5 * hour, 12 * hour],
    ['estimateBatchRestore(objectCount: 1, sizeInBytes: 1, storageClass: GLACIER, tier: STANDARD)', 3 * hour, 5 * hour],
    ['estimateBatchRestore(objectCount: 1, sizeInBytes: 1, storageClass: GLACIER, tier: BULK)', 5 * hour, 12 * hour],
    ['estimateBatchRestore(objectCount: 1, sizeInBytes: 1, storageClass: DEEP_ARCHIVE, tier: STANDARD)', 0, 12 * hour],
    ['estimateBatchRestore(objectCount: 1, sizeInBytes: 1, storageClass: DEEP_ARCHIVE, tier: BULK)', 0, 48 * hour],
  ])('of %s has the duration that AWS publishes', async (field, minSeconds, maxSeconds) => {
    const { data } = await queryEstimate(field);
    expect(data.estimate.duration).toEqual({ minSeconds, maxSeconds });
  });

  test.each([
    ['an archive', `estimateArchiveRetrieval(${size}, tier: BULK, region: "us-west-2")`, 5 * hour],
    [
      'objects',
      `estimateBatchRestore(objectCount: 1, ${size}, storageClass: DEEP_ARCHIVE, tier: BULK, region: "us-west-2")`,
      0,
    ],
  ])(
    'of %s in a region without prices has the rest, and names the regions with prices',
    async (_, field, minSeconds) => {
      const { data, errors } = await queryEstimate(field);
      expect(errors).toBeUndefined();
      expect(data.estimate).toMatchObject({ cost: null, breakdown: [], duration: { minSeconds } });
      expect(data.estimate.notes[0]).toMatch(/2026-10-03 has no prices for us-west-2\. It has prices for us-east-1\./);
      expect(data.estimate.priceList).toContain('us-west-2');
    },
  );

  test('of Expedited retrievals above 250 MB has a note and no error', async () => {
    const { data, errors } = await queryEstimate(`estimateArchiveRetrieval(${size}, tier: EXPEDITED)`);
    expect(errors).toBeUndefined();
    expect(data.estimate.notes.join()).toContain('above 250 MB');
  });
});

describe('an invalid estimate', () => {
  const archives = (rest: string) => `estimateArchiveRetrieval(${rest})`;
  const objects = (rest: string) => `estimateBatchRestore(storageClass: GLACIER, ${rest})`;

  test.each([
    [
      'a region that is none',
      archives(`${size}, tier: BULK, region: "__proto__"`),
      /^region: the value must be the name of a region, such as us-east-1\.$/,
    ],
    [
      'a region that is longer than any',
      objects(`objectCount: 1, ${size}, tier: BULK, region: "${'a-'.repeat(500)}b-1"`),
      /^region: the value must be the name of a region, such as us-east-1\.$/,
    ],
    ['a negative size', archives('sizeInBytes: -1, tier: BULK'), /^sizeInBytes: .*at least 0\./],
    ['no archives', archives(`${size}, archiveCount: 0, tier: BULK`), /^archiveCount: .*at least 1\./],
    [
      'a negative size of objects',
      objects('objectCount: 1, sizeInBytes: -1, tier: BULK'),
      /^sizeInBytes: .*at least 0\./,
    ],
    ['no objects', objects(`objectCount: 0, ${size}, tier: BULK`), /^objectCount: .*at least 1\./],
  ])('for %s is rejected with the allowed values', async (_, field, message) => {
    const { errors } = await queryEstimate(field);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(message),
      path: ['estimate'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test.each([
    ['archives', archives(`${size}, tier: OTHER`), 'RetrievalTierInput'],
    ['objects', objects(`objectCount: 1, ${size}, tier: OTHER`), 'S3GlacierJobTierInput'],
  ])('for %s with a tier that is only read does not fit the schema', async (_, field, type) => {
    const { errors } = await queryEstimate(field);
    expect(errors).toMatchObject([
      {
        message: `tier: Value "OTHER" does not exist in "${type}" enum.`,
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', inputPath: ['tier'] },
      },
    ]);
  });

  test('for an Expedited batch restore, which does not exist, is rejected', async () => {
    const { errors } = await queryEstimate(objects(`objectCount: 1, ${size}, tier: EXPEDITED`));
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountOf, decimal, sum } from '../../src/pricing/decimal.ts';
import { type Estimate, estimateArchiveRetrieval, estimateBatchRestore } from '../../src/pricing/estimate.ts';
import { builtInPriceList, type RegionPrices } from '../../src/pricing/priceList.ts';

const GB = 2 ** 30;
const TB = 2 ** 40;

const east = builtInPriceList.regions['us-east-1'] as RegionPrices;

const vault = (tier: 'EXPEDITED' | 'STANDARD' | 'BULK', sizeInBytes: number, count = 1) =>
  estimateArchiveRetrieval(east, { tier, sizeInBytes, count });

const restore = (
  storageClass: 'GLACIER' | 'DEEP_ARCHIVE',
  tier: 'STANDARD' | 'BULK',
  sizeInBytes: number,
  count: number,
) => estimateBatchRestore(east, 'USD', { storageClass, tier, sizeInBytes, count });

const amountsOf = ({ items }: Estimate) => items.map(({ amount }) => amount);

describe('a retrieval from a vault costs the amount calculated by hand', () => {
  test.each([
    // 1024 GB * 0.03 = 30.72, one request 0.01
    ['a TB, Expedited', vault('EXPEDITED', TB), '30.73', ['30.72', '0.01']],
    // 1024 * 0.01 = 10.24, one request 0.00005
    ['a TB, Standard', vault('STANDARD', TB), '10.24005', ['10.24', '0.00005']],
    // 1024 * 0.0025 = 2.56, one request 0.000025
    ['a TB, Bulk', vault('BULK', TB), '2.560025', ['2.56', '0.000025']],
    // 1.5 * 0.01, 2500 / 1000 * 0.05
    ['2,500 archives of 1.5 GB together, Standard', vault('STANDARD', 1.5 * GB, 2500), '0.14', ['0.015', '0.125']],
    // 0.01 / 2^30 is about 0.00000000001
    ['a byte, Standard', vault('STANDARD', 1), '0.000051', ['0.000001', '0.00005']],
    ['nothing, Standard', vault('STANDARD', 0), '0.00005', ['0.00', '0.00005']],
    // 2^53 - 1 bytes: 8388608 GB * 0.0025 = 20971.52, less 0.0025 / 2^30
    [
      'the most that a SafeInt holds, Bulk',
      vault('BULK', Number.MAX_SAFE_INTEGER),
      '20971.520025',
      ['20971.52', '0.000025'],
    ],
  ] as const)('%s', (_, estimate, amount, items) => {
    expect(amountsOf(estimate)).toEqual(items);
    expect(estimate.amount).toBe(amount);
  });
});

describe('a restore through S3 Batch Operations costs the amount calculated by hand', () => {
  test.each([
    // 100 GB * 0.01, 1,000,000 / 1000 * 0.05, 0.25, 1.00
    [
      'Flexible Retrieval, Standard',
      restore('GLACIER', 'STANDARD', 100 * GB, 1e6),
      '52.25',
      ['1.00', '50.00', '0.25', '1.00'],
    ],
    ['Flexible Retrieval, Bulk', restore('GLACIER', 'BULK', 100 * GB, 1e6), '1.25', ['0.00', '0.00', '0.25', '1.00']],
    // 100 * 0.02, 1000 * 0.10
    [
      'Deep Archive, Standard',
      restore('DEEP_ARCHIVE', 'STANDARD', 100 * GB, 1e6),
      '103.25',
      ['2.00', '100.00', '0.25', '1.00'],
    ],
    // 100 * 0.0025, 1000 * 0.025
    ['Deep Archive, Bulk', restore('DEEP_ARCHIVE', 'BULK', 100 * GB, 1e6), '26.50', ['0.25', '25.00', '0.25', '1.00']],
    ['one object', restore('DEEP_ARCHIVE', 'STANDARD', GB, 1), '0.270101', ['0.02', '0.0001', '0.25', '0.000001']],
  ] as const)('%s', (_, estimate, amount, items) => {
    expect(amountsOf(estimate)).toEqual(items);
    expect(estimate.amount).toBe(amount);
  });

  test('a note contains the price of the restored copies', () => {
    // 100 * 0.023
    expect(restore('GLACIER', 'BULK', 100 * GB, 1).notes.join()).toContain('2.30 USD per month');
  });
});

describe('the notes of an estimate', () => {
  test('include those of each price', () => {
    expect(vault('STANDARD', GB).notes.join()).toMatch(/two prices are found, 0\.03 .* and 0\.05/);
    expect(vault('STANDARD', GB).notes.join()).toContain('10 GB of Standard retrievals from vaults are free');
    expect(vault('BULK', GB).notes.join()).toContain('May 2021');
    expect(vault('EXPEDITED', GB).notes.join()).toContain('July 2024');
    expect(restore('DEEP_ARCHIVE', 'BULK', GB, 1).notes.join()).not.toContain('found');
  });

  const limit = 250 * 2 ** 20;
  test.each([
    [limit, 1, undefined],
    [limit + 1, 1, 'At least one archive is above 250 MB'],
    [limit + 1, 2, 'Archives may be above 250 MB'],
    [2 * limit, 2, 'Archives may be above 250 MB'],
    [2 * limit + 1, 2, 'At least one archive is above 250 MB'],
  ])('warn about Expedited for %d bytes in %d archives: %s', (sizeInBytes, count, note) => {
    const warning = vault('EXPEDITED', sizeInBytes, count).notes.find((text) => text.includes('250 MB'));
    if (note === undefined) expect(warning).toBeUndefined();
    else expect(warning).toContain(note);
    expect(vault('STANDARD', sizeInBytes, count).notes.join()).not.toContain('250 MB');
  });

  test('include the time to request the restores of very many objects', () => {
    expect(restore('GLACIER', 'BULK', GB, 59_999).notes.join()).not.toContain('the requests add');
    expect(restore('GLACIER', 'BULK', GB, 10_000_000).notes.join()).toContain('the requests add at least 166 minutes');
  });
});

describe('an estimate of any sizes and counts', () => {
  const sizes = fc.nat({ max: 2 ** 52 - 1 });
  const counts = fc.integer({ min: 1, max: 2 ** 40 });
  const kinds = fc.constantFrom(
    ...(['EXPEDITED', 'STANDARD', 'BULK'] as const).map(
      (tier) => (size: number, count: number) => vault(tier, size, count),
    ),
    ...(['GLACIER', 'DEEP_ARCHIVE'] as const).flatMap((storageClass) =>
      (['STANDARD', 'BULK'] as const).map(
        (tier) => (size: number, count: number) => restore(storageClass, tier, size, count),
      ),
    ),
  );

  /** In units of 10^-60, to compare exactly. */
  const exact = (amount: string) => {
    const [whole = '', fraction = ''] = amount.split('.');
    return BigInt(whole + fraction.padEnd(60, '0'));
  };

  test('never costs less for more', () => {
    fc.assert(
      fc.property(kinds, sizes, counts, sizes, counts, (estimate, size, count, moreSize, moreCount) => {
        const less = exact(estimate(size, count).amount);
        expect(exact(estimate(size + moreSize, count).amount) >= less).toBe(true);
        expect(exact(estimate(size, count + moreCount).amount) >= less).toBe(true);
      }),
    );
  });

  test('is additive for retrievals up to rounding; merging two batch jobs saves the price of one job', () => {
    fc.assert(
      fc.property(kinds, sizes, counts, sizes, counts, (estimate, size, count, otherSize, otherCount) => {
        const apart = exact(estimate(size, count).amount) + exact(estimate(otherSize, otherCount).amount);
        const together = estimate(size + otherSize, count + otherCount);
        const jobs = together.items.find(({ kind }) => kind === 'BATCH_JOB');
        const saved = apart - exact(together.amount) - exact(jobs?.amount ?? '0.00');
        expect(saved >= 0n && saved <= exact('0.000001') * BigInt(together.items.length)).toBe(true);
      }),
    );
  });

  test('has a total that equals the sum of its items, to the last digit', () => {
    fc.assert(
      fc.property(kinds, sizes, counts, (estimate, size, count) => {
        const { amount, items } = estimate(size, count);
        expect(items.reduce((total, item) => total + exact(item.amount), 0n)).toBe(exact(amount));
        for (const { unitPrice } of items) expect(amountOf(sum(decimal(unitPrice)))).toBe(unitPrice);
      }),
    );
  });
});

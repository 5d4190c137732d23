// npm run prices: offer files of AWS become a price list that the gateway takes.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import { convertOffers, shifted } from '../../scripts/prices/convertOffers.ts';
import { parseOffer } from '../../scripts/prices/parseOffer.ts';
import { priceSources } from '../../scripts/prices/priceSources.ts';
import { decimal } from '../../src/pricing/decimal.ts';
import { builtInPriceList, parsePriceList } from '../../src/pricing/priceList.ts';
import { textOf } from '../docs/blocks.ts';
import { runChild } from '../support/startChild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { sampleOffers } from './offers.ts';

const offers = sampleOffers.map((offer) => parseOffer(JSON.stringify(offer)));

/** Without notes: AWS's files have none. */
const withoutNotes = (prices: unknown) =>
  JSON.parse(JSON.stringify(prices), (key, value) => (key === 'notes' ? undefined : value));
/** The built-in list writes some prices with more zeros. */
const plain = (prices: unknown) =>
  JSON.parse(JSON.stringify(prices), (_, value) => (typeof value === 'string' ? shifted(value, 0) : value));

describe('offer files', () => {
  test('become a price list with the prices of each region', () => {
    const { priceList, leftOut } = convertOffers(offers);
    expect(Object.keys(priceList.regions)).toEqual(['eu-west-1', 'us-east-1']);
    expect(priceList.regions['us-east-1']).toEqual(plain(withoutNotes(builtInPriceList.regions['us-east-1'])));
    expect(priceList.regions['eu-west-1']?.restore.GLACIER.STANDARD.perGB).toBe('0.02');
    expect(priceList).toMatchObject({ date: '2026-09-28', source: expect.stringContaining('AmazonS3 20260928010203') });
    expect(leftOut).toEqual({ 'ca-west-1': 'vault.EXPEDITED.perGB is not in the offer files' });
  });

  test('become a list that the gateway takes', () => {
    const { priceList } = convertOffers(offers);
    expect(parsePriceList(JSON.stringify(priceList))).toEqual({ priceList });
  });

  test.each([
    ['GB', 'Bytes', 'is priced for the unit Bytes'],
    ['"operation":"IntDAARestoreObject"', '"operation":"RestoreObject"', 'has several prices: 0.01, 9'],
    ['0.0100000000', '-1', 'is -1'],
  ])('with %s instead of %s do not become prices', (text, replacement, reason) => {
    const changed = JSON.stringify(sampleOffers[0])
      .replaceAll(`"${text}"`, `"${replacement}"`)
      .replaceAll(text, replacement);
    const [, ...others] = offers;
    const { priceList, leftOut } = convertOffers([parseOffer(changed), ...others]);
    expect(priceList.regions).not.toHaveProperty('us-east-1');
    expect(leftOut['us-east-1']).toContain(reason);
  });
});

test('docs/prices.md has each price with its place', () => {
  const rows = [...textOf('docs/prices.md').matchAll(/^\| `([\w.]+)` \| [^|]+ \| (\w+) \| `([\w-]+)` \|$/gm)];
  expect(rows.map(([, path, offer, usage]) => [path, offer, usage])).toEqual(
    Object.entries(priceSources).map(([path, { places }]) => [path, places[0]?.offers[0], places[0]?.usage]),
  );
});

test('a price is multiplied by powers of ten exactly', () => {
  expect(['0.0000500000', '0', '12.5', '10.00'].map((price) => shifted(price, 3))).toEqual([
    '0.05',
    '0',
    '12500',
    '10000',
  ]);
  const price = fc.tuple(fc.nat(99_999), fc.nat(999_999_999)).map(([a, b]) => `${a}.${String(b).padStart(9, '0')}`);
  fc.assert(
    fc.property(price, fc.nat(6), (text, exponent) => {
      const [before, after] = [decimal(text), decimal(shifted(text, exponent))];
      expect(before.units * 10n ** BigInt(exponent + after.places)).toBe(after.units * 10n ** BigInt(before.places));
    }),
  );
});

test('the command writes the list and names what it leaves out; without offer files it fails', async () => {
  await using folder = await temporaryFolder();
  const files = sampleOffers.map(({ offerCode }) => join(folder.path, `${offerCode}.json`));
  for (const [index, offer] of sampleOffers.entries()) await writeFile(files[index] ?? '', JSON.stringify(offer));
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(scripts.prices).toBe('tsx scripts/writePrices.ts');
  const run = (args: string[]) =>
    runChild(process.execPath, ['--import', 'tsx', join(root, 'scripts/writePrices.ts'), ...args], { cwd: root });
  const { stdout, stderr } = await run(files);
  expect(JSON.parse(stdout)).toEqual(convertOffers(offers).priceList);
  expect(stderr).toBe('left out: ca-west-1: vault.EXPEDITED.perGB is not in the offer files\n');
  await writeFile(files[0] ?? '', '{}');
  await expect(run(files)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is not an offer file of AWS'),
  });
});

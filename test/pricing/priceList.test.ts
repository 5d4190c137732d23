import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtInPriceList, parsePriceList } from '../../src/pricing/priceList.ts';

const file = new URL('../../src/pricing/priceList.json', import.meta.url);

const faultsOf = (value: unknown) => {
  const parsed = parsePriceList(typeof value === 'string' ? value : JSON.stringify(value));
  return 'faults' in parsed ? parsed.faults : [];
};

const region = builtInPriceList.regions['us-east-1'];

describe('a price list', () => {
  test('that is built in is valid', () => {
    expect(parsePriceList(readFileSync(file, 'utf8'))).toEqual({ priceList: builtInPriceList });
  });

  test.each([
    ['{', ['The file is not valid JSON.']],
    ['null', ['The file must contain an object with all its members.']],
    [[], ['The file must contain an object with all its members.']],
    [{ ...builtInPriceList, regions: {} }, ['regions is empty. Allowed: at least one region.']],
    [
      {},
      [
        'date is invalid or missing. Allowed: a date such as 2026-10-03.',
        'source is invalid or missing. Allowed: a string that is not empty.',
        'currency is invalid or missing. Allowed: a currency such as USD.',
        'regions is invalid or missing. Allowed: an object with all its members.',
      ],
    ],
    [
      { ...builtInPriceList, date: '2026-02-30', source: '', currency: 'dollars', notes: ['', 1], colour: 'red' },
      [
        'date is invalid or missing. Allowed: a date such as 2026-10-03.',
        'source is invalid or missing. Allowed: a string that is not empty.',
        'currency is invalid or missing. Allowed: a currency such as USD.',
        'notes.0 is invalid or missing. Allowed: a list of strings that are not empty.',
        'notes.1 is invalid or missing. Allowed: a list of strings that are not empty.',
        'colour is not a known property.',
      ],
    ],
    [{ ...builtInPriceList, regions: { Virginia: region } }, ['regions.Virginia is not a region such as us-east-1.']],
    [
      {
        ...builtInPriceList,
        regions: { 'eu-west-1': { ...region, batch: { perJob: 0.25, perMillionObjects: '-1' } } },
      },
      [
        'regions.eu-west-1.batch.perJob is invalid or missing. Allowed: a decimal in a string, such as "0.0025".',
        'regions.eu-west-1.batch.perMillionObjects is invalid or missing. Allowed: a decimal in a string, such as "0.0025".',
      ],
    ],
    [
      { ...builtInPriceList, regions: { 'eu-west-1': { ...region, vault: { STANDARD: region?.vault.STANDARD } } } },
      [
        'regions.eu-west-1.vault.EXPEDITED is invalid or missing. Allowed: an object with all its members.',
        'regions.eu-west-1.vault.BULK is invalid or missing. Allowed: an object with all its members.',
      ],
    ],
    [
      { ...builtInPriceList, regions: { 'eu-west-1': { ...region, restoredCopyPerGBMonth: '1e3', perHour: '1' } } },
      [
        'regions.eu-west-1.restoredCopyPerGBMonth is invalid or missing. Allowed: a decimal in a string, such as "0.0025".',
        'regions.eu-west-1.perHour is not a known property.',
      ],
    ],
  ])('with errors is rejected with every error: %j', (value, faults) => {
    expect(faultsOf(value)).toEqual(faults);
  });
});

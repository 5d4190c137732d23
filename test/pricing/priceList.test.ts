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
    ['{', ['not valid JSON.']],
    ['null', ['it must be an object with all its members.']],
    [[], ['it must be an object with all its members.']],
    [{ ...builtInPriceList, regions: {} }, ['regions is empty; it must have at least one region.']],
    [
      {},
      [
        'date is missing or invalid; it must be a date such as 2026-10-03.',
        'source is missing or invalid; it must be a text.',
        'currency is missing or invalid; it must be a currency such as USD.',
        'regions is missing or invalid; it must be an object with all its members.',
      ],
    ],
    [
      { ...builtInPriceList, date: '2026-02-30', source: '', currency: 'dollars', notes: ['', 1], colour: 'red' },
      [
        'date is missing or invalid; it must be a date such as 2026-10-03.',
        'source is missing or invalid; it must be a text.',
        'currency is missing or invalid; it must be a currency such as USD.',
        'notes.0 is missing or invalid; it must be a list of texts.',
        'notes.1 is missing or invalid; it must be a list of texts.',
        'colour is not allowed; remove it.',
      ],
    ],
    [{ ...builtInPriceList, regions: { Virginia: region } }, ['regions.Virginia is not a region such as us-east-1.']],
    [
      {
        ...builtInPriceList,
        regions: { 'eu-west-1': { ...region, batch: { perJob: 0.25, perMillionObjects: '-1' } } },
      },
      [
        'regions.eu-west-1.batch.perJob is missing or invalid; it must be a decimal as text such as "0.0025".',
        'regions.eu-west-1.batch.perMillionObjects is missing or invalid; it must be a decimal as text such as "0.0025".',
      ],
    ],
    [
      { ...builtInPriceList, regions: { 'eu-west-1': { ...region, vault: { STANDARD: region?.vault.STANDARD } } } },
      [
        'regions.eu-west-1.vault.EXPEDITED is missing or invalid; it must be an object with all its members.',
        'regions.eu-west-1.vault.BULK is missing or invalid; it must be an object with all its members.',
      ],
    ],
    [
      { ...builtInPriceList, regions: { 'eu-west-1': { ...region, restoredCopyPerGBMonth: '1e3', perHour: '1' } } },
      [
        'regions.eu-west-1.restoredCopyPerGBMonth is missing or invalid; it must be a decimal as text such as "0.0025".',
        'regions.eu-west-1.perHour is not allowed; remove it.',
      ],
    ],
  ])('with errors is rejected with every error: %j', (value, faults) => {
    expect(faultsOf(value)).toEqual(faults);
  });
});

// The price list: AWS's prices by region, with their date, source and caveats. It is a file: the built-in one, or the one
// that PRICE_LIST_FILE names. Parsing is pure and reports every error.
import * as z from 'zod/mini';
import { parseJson } from '../core/parseJson.ts';
import { regionPattern } from '../core/partition.ts';
import { decimalPattern } from './decimal.ts';
import builtIn from './priceList.json' with { type: 'json' };

const price = z.string().check(z.regex(decimalPattern));
const text = z.string().check(z.minLength(1));
const notes = z.optional(z.array(text));

const tierPrice = z.strictObject({ perGB: price, perThousandRequests: price, notes });
const restorePrices = z.strictObject({ STANDARD: tierPrice, BULK: tierPrice });

const regionPrices = z.strictObject({
  /** Retrievals of archives in vaults. */
  vault: z.strictObject({ EXPEDITED: tierPrice, STANDARD: tierPrice, BULK: tierPrice }),
  /** Restores of objects in S3, by storage class. */
  restore: z.strictObject({ GLACIER: restorePrices, DEEP_ARCHIVE: restorePrices }),
  /** S3 Batch Operations, in addition to the restores. */
  batch: z.strictObject({ perJob: price, perMillionObjects: price }),
  restoredCopyPerGBMonth: price,
});

const priceList = z.strictObject({
  date: z.iso.date(),
  source: text,
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  notes,
  regions: z.record(z.string().check(z.regex(regionPattern)), regionPrices),
});

export type PriceList = z.output<typeof priceList>;
export type RegionPrices = z.output<typeof regionPrices>;
export type TierPrice = z.output<typeof tierPrice>;

export const builtInPriceList: PriceList = builtIn;

const anObject = 'an object with all its members';

/** Member -> what it must be; `price` for every price. */
const allowed: Record<string, string> = {
  date: 'a date such as 2026-10-03',
  source: 'a string that is not empty',
  currency: 'a currency such as USD',
  notes: 'a list of strings that are not empty',
  price: 'a decimal in a string, such as "0.0025"',
};

const isPrice = (member: string) => member.startsWith('per') || member === 'restoredCopyPerGBMonth';

/** Returns the price list, or the errors of the file. */
export function parsePriceList(json: string): { priceList: PriceList } | { faults: string[] } {
  const value = parseJson(json);
  if (value === undefined) return { faults: ['The file is not valid JSON.'] };
  const parsed = priceList.safeParse(value);
  if (!parsed.success) return { faults: parsed.error.issues.flatMap(faultsOf) };
  if (Object.keys(parsed.data.regions).length === 0)
    return { faults: ['regions is empty. Allowed: at least one region.'] };
  return { priceList: parsed.data };
}

function faultsOf(issue: z.core.$ZodIssue): string[] {
  const at = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${[...issue.path, key].join('.')} is not a known property.`);
  }
  if (issue.code === 'invalid_key') return [`${at} is not a region such as us-east-1.`];
  const member = String(issue.path.findLast((part) => typeof part === 'string') ?? '');
  if (member === '') return [`The file must contain ${anObject}.`];
  const expected = (isPrice(member) ? allowed['price'] : allowed[member]) ?? anObject;
  return [`${at} is invalid or missing. Allowed: ${expected}.`];
}

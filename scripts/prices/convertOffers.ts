// The price list of all regions that AWS's offer files have every price for. Pure. A region without one of them is left out,
// with the reason: an estimate must not guess.
import { decimalPattern } from '../../src/pricing/decimal.ts';
import type { PriceList, RegionPrices } from '../../src/pricing/priceList.ts';
import type { Offer, OfferedProduct } from './parseOffer.ts';
import { type Place, type PriceSource, priceSources } from './priceSources.ts';

export interface Converted {
  priceList: PriceList;
  /** Region -> why it has no prices. */
  leftOut: Record<string, string>;
}

class PriceFault extends Error {}

/** A decimal times a power of ten, exactly, without trailing zeros. */
export function shifted(decimal: string, exponent: number): string {
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = whole + fraction.padEnd(exponent, '0');
  const point = whole.length + exponent;
  const text = `${digits.slice(0, point).replace(/^0+(?=\d)/, '')}.${digits.slice(point)}`;
  return text.replace(/\.?0*$/, '');
}

const byValue = (a: string, b: string): number => Number(a) - Number(b);

function isAt(place: Place, offer: string, { usage, operation }: OfferedProduct): boolean {
  if (!place.offers.includes(offer) || usage !== place.usage) return false;
  return place.operation === undefined ? !place.otherThan?.includes(operation) : operation === place.operation;
}

/** The highest price of the ranges: an estimate knows nothing of the month's other usage. */
function priceOf(path: string, source: PriceSource, offers: readonly Offer[], region: string): string {
  for (const place of source.places) {
    const found = offers.flatMap(({ code, products }) =>
      products.filter((product) => product.region === region && isAt(place, code, product)),
    );
    if (found.length === 0) continue;
    const highest = found.map(({ prices }) => {
      const wrong = prices.find(({ unit }) => !source.unit.test(unit));
      if (wrong) throw new PriceFault(`${path} is priced for the unit ${wrong.unit}`);
      return shifted(
        prices
          .map(({ usd }) => usd)
          .sort(byValue)
          .at(-1) ?? '',
        source.unitsExponent,
      );
    });
    const [price = '', another] = new Set(highest);
    if (another !== undefined) throw new PriceFault(`${path} has several prices: ${[...new Set(highest)].join(', ')}`);
    if (!decimalPattern.test(price)) throw new PriceFault(`${path} is ${price}`);
    return price;
  }
  throw new PriceFault(`${path} is not in the offer files`);
}

function pricesOf(offers: readonly Offer[], region: string): RegionPrices {
  const prices: Record<string, unknown> = {};
  for (const [path, source] of Object.entries(priceSources)) {
    const names = path.split('.');
    let inner = prices;
    for (const name of names.slice(0, -1)) {
      inner[name] ??= {};
      inner = inner[name] as Record<string, unknown>;
    }
    inner[names.at(-1) ?? ''] = priceOf(path, source, offers, region);
  }
  return prices as RegionPrices;
}

export function convertOffers(offers: readonly Offer[]): Converted {
  const regions: PriceList['regions'] = {};
  const leftOut: Converted['leftOut'] = {};
  const all = new Set(offers.flatMap(({ products }) => products.map(({ region }) => region)));
  for (const region of [...all].sort()) {
    try {
      regions[region] = pricesOf(offers, region);
    } catch (error) {
      if (!(error instanceof PriceFault)) throw error;
      leftOut[region] = error.message;
    }
  }
  const versions = offers.map(({ code, version }) => `${code} ${version}`);
  return {
    priceList: {
      date:
        offers
          .map(({ date }) => date)
          .sort()
          .at(-1) ?? '',
      source: `the price list of AWS: ${versions.join(', ')}`,
      currency: 'USD',
      notes: [
        'A GB is taken as 2^30 bytes, as AWS takes it for storage; of retrievals its documents do not say.',
        'Of prices that fall with the quantity, the highest is taken. Free tiers and discounts are not deducted.',
      ],
      regions,
    },
    leftOut,
  };
}

// An offer file of AWS's price list, as far as the prices need it.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
import * as z from 'zod/mini';

const dimension = z.object({ unit: z.string(), pricePerUnit: z.record(z.string(), z.string()) });
const term = z.object({ priceDimensions: z.record(z.string(), dimension) });

const offer = z.object({
  offerCode: z.string(),
  version: z.string(),
  publicationDate: z.iso.datetime(),
  products: z.record(
    z.string(),
    z.object({
      attributes: z.object({
        usagetype: z.optional(z.string()),
        operation: z.optional(z.string()),
        regionCode: z.optional(z.string()),
      }),
    }),
  ),
  terms: z.object({ OnDemand: z.record(z.string(), z.record(z.string(), term)) }),
});

/** A product with the prices of all its ranges. */
export interface OfferedProduct {
  region: string;
  /** Without the region in front: `Requests-Tier1` and not `EU-Requests-Tier1`. */
  usage: string;
  operation: string;
  prices: { unit: string; usd: string }[];
}

export interface Offer {
  code: string;
  version: string;
  /** yyyy-mm-dd */
  date: string;
  products: OfferedProduct[];
}

/** `EU-`, `USW2-`, `APN1-`. Usage types of the oldest region may have none. */
const regionPrefix = /^(?:EU|[A-Z]{2,4}\d)-/;

export function parseOffer(text: string): Offer {
  const { offerCode, version, publicationDate, products, terms } = offer.parse(JSON.parse(text));
  return {
    code: offerCode,
    version,
    date: publicationDate.slice(0, 10),
    products: Object.entries(products).flatMap(([sku, { attributes }]) => {
      const { regionCode = '', usagetype = '', operation = '' } = attributes;
      const dimensions = Object.values(terms.OnDemand[sku] ?? {}).flatMap((each) =>
        Object.values(each.priceDimensions),
      );
      const prices = dimensions.flatMap(({ unit, pricePerUnit: { USD: usd } }) =>
        usd === undefined ? [] : [{ unit, usd }],
      );
      if (regionCode === '' || prices.length === 0) return [];
      return [{ region: regionCode, usage: usagetype.replace(regionPrefix, ''), operation, prices }];
    }),
  };
}

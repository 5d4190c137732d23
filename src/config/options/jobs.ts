// Jobs: their lists, their prices.
import { type Option, text, wholeNumber } from './option.ts';

export const jobsOptions = {
  JOBS_PER_SOURCE: {
    schema: wholeNumber(1, 100_000),
    allowed: '1 to 100000',
    fallback: '5000',
    help: 'How many jobs the list of all jobs reads of one account, region and service at most.',
  },
  PRICE_LIST_FILE: {
    schema: text(/./),
    allowed: 'the path of a JSON file',
    help: "The price list that estimates are made from, in the form of the repository's src/pricing/priceList.json; where left out, that one.",
  },
} as const satisfies Record<string, Option>;

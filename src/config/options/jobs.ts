// Options: lists of jobs, and prices.
import { filePath, optionGroup, wholeNumber } from './option.ts';

export const jobsOptions = optionGroup('Jobs and prices', {
  JOBS_PER_SOURCE: {
    ...wholeNumber(1, 100_000, 'jobs'),
    fallback: '5000',
    reason: 'bounds the calls of one request; AWS lists at most 1000 jobs in a page',
    help: 'Most jobs that the list of all jobs reads from one source. A source is a service in an account and region.',
  },
  EXPIRING_SOON_SECONDS: {
    ...wholeNumber(60, 86_340, 'seconds'),
    fallback: '18000',
    reason:
      "5 hours: AWS's guidance for leaving vaults retrieves an archive again then, and a Standard retrieval takes up to 5 hours",
    help: 'How long before the end of its guarantee the output of a Glacier job counts as expiring soon. AWS guarantees an output for 24 hours. In simulated time with the simulator.',
  },
  PRICE_LIST_FILE: {
    ...filePath,
    ifOmitted: 'the built-in price list',
    help: 'Price list for cost estimates, in the format of src/pricing/priceList.json.',
  },
});

// Options: polling of jobs, subscriptions, and what several gateways share.
import * as z from 'zod/mini';
import { optionGroup, wholeNumber } from './option.ts';

/** Parameters in a query would override the settings of the gateway. */
const redisUrl = {
  schema: z.union([
    z.url().check(z.regex(/^rediss?:\/\/([^?#/%]|%[0-9A-Fa-f]{2})+(\/\d*)?$/)),
    z.string().check(z.regex(/^\/[^?#]+$/)),
  ]),
  allowed: 'a redis:// or rediss:// URL without a query, or the path of a Unix socket',
};

export const watchOptions = optionGroup('Polling, subscriptions and Redis', {
  POLL_MIN_SECONDS: {
    ...wholeNumber(1, 86_400, 'seconds'),
    fallback: '5',
    reason: 'an Expedited retrieval ends after 1 to 5 minutes',
    help: 'Shortest interval between two polls of a job, for the gateway and in pollAfterSeconds. In simulated time with the simulator.',
  },
  POLL_MAX_SECONDS: {
    ...wholeNumber(1, 86_400, 'seconds'),
    fallback: '300',
    reason: 'a Standard retrieval takes 3 to 5 hours',
    help: 'Longest interval between two polls, in the same time. Not below POLL_MIN_SECONDS.',
  },
  BATCH_POLL_MIN_SECONDS: {
    ...wholeNumber(1, 86_400, 'seconds'),
    fallback: '30',
    reason: 'AWS advises not to check an active Batch job more often',
    help: 'Shortest interval between two polls of a Batch job, in the same time. It counts if it is above POLL_MIN_SECONDS.',
  },
  RESTORE_LEAD_SECONDS: {
    ...wholeNumber(0, 864_000, 'seconds'),
    fallback: '14400',
    reason: '4 hours: a terabyte at 70 MB/s',
    help: 'Restored copies of S3 that end sooner than this are LUKEWARM instead of READABLE: they may end before they are used.',
  },
  HEARTBEAT_SECONDS: {
    ...wholeNumber(1, 3600, 'seconds'),
    fallback: '12',
    reason: 'the HTML standard advises about 15 seconds, for proxies that drop idle connections',
    help: 'Interval of heartbeats on idle subscriptions.',
  },
  SLOW_READER_TIMEOUT_SECONDS: {
    ...wholeNumber(1, 3600, 'seconds'),
    fallback: '15',
    reason: 'four TCP retransmissions, after 1, 2, 4 and 8 seconds',
    help: 'Slow readers: a connection is closed when its client has read nothing for this long although data is waiting: a response, events or a download. At shutdown the limit is at most 5 seconds.',
  },
  REDIS_URL: {
    ...redisUrl,
    ifOmitted: 'this gateway is the only instance',
    help: 'Redis or Valkey that all instances of the gateway share.',
    isSecret: 'password',
  },
});

// Options: rate limits of one caller.
import * as z from 'zod/mini';
import { optionGroup, wholeNumber } from './option.ts';

const most = 10_000_000;

/** A limit for each authenticated caller, and one for all anonymous callers together; Infinity means no limit. */
export interface CallerLimit {
  authenticated: number;
  anonymous: number;
}

const count = (text: string): number => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text));

const callerLimit = (unit: string) => ({
  schema: z.pipe(
    z
      .string()
      .check(
        z.refine(
          (value) =>
            /^(\d+|unlimited)(,(\d+|unlimited))?$/.test(value) &&
            value.split(',').every((part) => part === 'unlimited' || (Number(part) >= 1 && Number(part) <= most)),
        ),
      ),
    z.transform((value): CallerLimit => {
      const [authenticated = '', anonymous = authenticated] = value.split(',');
      return { authenticated: count(authenticated), anonymous: count(anonymous) };
    }),
  ),
  allowed: `1 to ${most} ${unit}, or unlimited; a second value after a comma is for anonymous callers`,
});

export const callerLimitsOptions = optionGroup('Rate limits per caller', {
  REQUESTS_PER_MINUTE: {
    ...callerLimit('requests'),
    fallback: '6000,unlimited',
    reason: '100 requests per second; anonymous callers are all on this machine',
    help: 'Rate limit of requests, including downloads and operations over WebSocket.',
  },
  STARTS_PER_HOUR: {
    ...callerLimit('starts'),
    fallback: '2000,unlimited',
    reason: 'two bulk starts of 1000 archives; anonymous callers are all on this machine',
    help: 'Rate limit of started jobs. Each archive of a bulk start counts.',
  },
  STARTS_PER_REQUEST: {
    ...callerLimit('fields'),
    fallback: 'unlimited,10',
    reason: 'STARTS_PER_HOUR limits authenticated callers; anonymous ones have no other limit',
    help: 'Most fields that start jobs in one operation. A bulk start is one field.',
  },
  SUBSCRIPTIONS_PER_CALLER: {
    ...callerLimit('subscriptions'),
    fallback: '1000,unlimited',
    reason: 'about 40 MB of memory; anonymous callers are all on this machine',
    help: 'Concurrent subscriptions.',
  },
  MAX_CALLER_CPU_PERCENT: {
    ...wholeNumber(1, 100, 'percent'),
    fallback: '25',
    reason: 'three others like it can be served meanwhile',
    help: "Overload protection: share of the gateway's CPU time, averaged over ten seconds, that a caller may use while the event loop is late. Beyond it, new requests of that caller are refused, and the others are served.",
  },
});

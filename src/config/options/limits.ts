// What one caller may use.
import { type Option, wholeNumber } from './option.ts';

export const limitsOptions = {
  REQUESTS_PER_MINUTE: {
    schema: wholeNumber(1, 10_000_000),
    allowed: '1 to 10000000',
    help: 'How many requests a caller may send in a minute, downloads and operations over WebSocket among them; where left out, 6000 for callers who say who they are and no bound for anonymous ones.',
  },
  STARTS_PER_HOUR: {
    schema: wholeNumber(1, 10_000_000),
    allowed: '1 to 10000000',
    help: 'How many jobs a caller may start in an hour, each archive of many being one; where left out, 2000 and no bound, in the same way.',
  },
  SUBSCRIPTIONS_PER_CALLER: {
    schema: wholeNumber(1, 10_000_000),
    allowed: '1 to 10000000',
    help: 'How many subscriptions a caller may have at once; where left out, 1000 and no bound, in the same way.',
  },
} as const satisfies Record<string, Option>;

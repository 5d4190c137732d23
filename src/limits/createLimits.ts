// The limits of a caller: requests per minute, starts per hour, concurrent subscriptions. Redis counts over all instances;
// while Redis is unavailable or slow, each instance counts alone.
import type { Caller } from '../access/caller.ts';
import type { CallerLimit } from '../config/options/callerLimits.ts';
import type { Clock } from '../core/clock.ts';
import { RateLimitedError } from '../core/errors.ts';
import { andThen, type MaybePromise } from '../core/maybePromise.ts';
import { clientKey } from './clientKey.ts';
import { limitOf } from './limitOf.ts';
import { createLiveCounts, type InstanceCounts } from './liveCounts.ts';

export interface LimitSettings {
  requestsPerMinute: CallerLimit;
  startsPerHour: CallerLimit;
  subscriptions: CallerLimit;
}

export interface Limits {
  /**
   * Counts a request. Throws a RateLimitedError above the limit, or rejects with it. Anonymous callers are distinguished by
   * their address. `onUse` is called first, if there is a limit.
   */
  enforceRequestRate(caller: Caller, address?: string | null, onUse?: (use: RateUse) => void): MaybePromise<void>;
  /** The same for `count` starts, all or none. The result gives unused starts back. */
  acquireStarts(caller: Caller, count: number): Promise<(unused: number) => void>;
  /** How many starts the caller has left at the moment; null without a limit. Counts nothing. */
  startsLeft(caller: Caller): Promise<number | null>;
  /** Counts a subscription in the same way. The result ends it; further calls of the result do nothing. */
  acquireSubscription(caller: Caller, address?: string | null): MaybePromise<() => void>;
}

/** `count` in so many milliseconds. */
export interface Rate {
  count: number;
  milliseconds: number;
}

/** What a caller has used of a rate. */
export interface RateUse {
  rate: Rate;
  /** How much can be taken at once now. */
  left: number;
  /** Milliseconds until the whole allowance is back. */
  wholeIn: number;
}

export interface Taken {
  /** The milliseconds until it can be taken, 0 if it is done. */
  wait: number;
  /** Milliseconds until the whole allowance is back, after that. */
  wholeIn: number;
}

export interface Rates {
  /** Takes `count` of a key's allowance, or nothing; gives back if it is negative. A promise if other instances count as well. */
  take(key: string, count: number, rate: Rate): MaybePromise<Taken>;
  /** How much can be taken at once now. Takes nothing. */
  left(key: string, rate: Rate): Promise<number>;
}

/** What callers have used. */
export interface CallerUsage {
  rates: Rates;
  counts: InstanceCounts;
}

/** In seconds. It is unknown when a subscription will end. */
const retrySubscriptionAfter = 10;

const startsKey = ({ id }: Caller): string => `starts ${id}`;
const startRate = (count: number): Rate => ({ count, milliseconds: 3_600_000 });

/** How much of a rate can be taken now, if the whole allowance is back at `wholeAt`. Times in milliseconds. */
export const leftOf = ({ count, milliseconds }: Rate, wholeAt: number, now: number): number =>
  Math.max(0, Math.floor(((milliseconds - Math.max(0, wholeAt - now)) * count) / milliseconds + roundingError));

/** Times are whole milliseconds or binary fractions: a start that is back is not lost to rounding. */
const roundingError = 1e-6;

export function createLimits(settings: LimitSettings, { rates, counts }: CallerUsage, clock: Clock): Limits {
  const live = createLiveCounts(counts, clock);
  const countOf = (caller: Caller, name: keyof LimitSettings): number | undefined => {
    const limit = limitOf(caller, settings[name]);
    return limit === Number.POSITIVE_INFINITY ? undefined : limit;
  };

  return {
    enforceRequestRate: (caller, address, onUse) => {
      const count = countOf(caller, 'requestsPerMinute');
      if (count === undefined) return;
      const key = `requests ${clientKey(caller, address)}`;
      const rate = { count, milliseconds: 60_000 };
      return andThen(rates.take(key, 1, rate), ({ wait, wholeIn }) => {
        onUse?.({ rate, left: leftOf(rate, wholeIn, 0), wholeIn });
        if (wait <= 0) return;
        throw new RateLimitedError(
          `Request rate exceeded: ${count} requests per minute are allowed. Send the request again later.`,
          seconds(wait),
        );
      });
    },
    acquireStarts: async (caller, requested) => {
      const count = countOf(caller, 'startsPerHour');
      if (count === undefined) return () => undefined;
      const rate = startRate(count);
      const key = startsKey(caller);
      const { wait } = await rates.take(key, requested, rate);
      if (wait > 0) {
        throw new RateLimitedError(
          `Start rate exceeded: ${count} starts per hour are allowed. Nothing was started. Send the mutation again later.`,
          seconds(wait),
        );
      }
      return (unused) => {
        if (unused > 0) void rates.take(key, -unused, rate);
      };
    },
    startsLeft: async (caller) => {
      const count = countOf(caller, 'startsPerHour');
      return count === undefined ? null : rates.left(startsKey(caller), startRate(count));
    },
    acquireSubscription: (caller, address) => {
      const limit = countOf(caller, 'subscriptions');
      return andThen(live.add(`subscriptions ${clientKey(caller, address)}`, limit), (end) => {
        if (end) return end;
        throw new RateLimitedError(
          `Too many subscriptions: ${limit} at the same time are allowed. End one, or subscribe again later.`,
          retrySubscriptionAfter,
        );
      });
    },
  };
}

const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));

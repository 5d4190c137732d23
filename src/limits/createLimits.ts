// What one caller may use of the gateway: requests in a minute, starts in an hour, subscriptions at once. Over several
// instances all of it is counted in Redis; while that is out of reach, or slow, each instance counts for itself.
import type { Caller } from '../access/caller.ts';
import type { Clock } from '../core/clock.ts';
import { RateLimitedError } from '../core/errors.ts';
import { createLiveCounts, type SharedCounts } from './createLiveCounts.ts';
import { createMemoryRates } from './createMemoryRates.ts';
import type { Rate, Rates } from './rates.ts';

/** The usual where left out, and no bound for callers who need not say who they are: they are all one. */
export interface LimitSettings {
  requestsPerMinute?: number | undefined;
  startsPerHour?: number | undefined;
  subscriptions?: number | undefined;
}

export interface Limits {
  /** Throws a RateLimitedError where it is one too many. */
  request(caller: Caller): Promise<void>;
  /** The same for so many starts, all or none; what is answered gives some of them back. */
  starts(caller: Caller, count: number): Promise<(unused: number) => void>;
  /** The same; what is answered ends the subscription, however often it is called. */
  subscribe(caller: Caller): Promise<() => void>;
}

/** What instances share. */
export interface SharedLimits {
  rates: Rates;
  counts: SharedCounts;
}

const usual = { requestsPerMinute: 6_000, startsPerHour: 2_000, subscriptions: 1_000 } as const;

/** Where subscriptions are all taken, nobody knows when one ends. */
const subscribeAgainAfter = 10;

const isNamed = ({ id }: Caller): boolean => id !== 'anonymous';

export function createLimits(settings: LimitSettings, shared: SharedLimits | undefined, clock: Clock): Limits {
  const own = createMemoryRates(clock);
  const live = createLiveCounts(shared?.counts, clock);
  const limitOf = (caller: Caller, name: keyof LimitSettings): number | undefined =>
    settings[name] ?? (isNamed(caller) ? usual[name] : undefined);

  const takeShared = async (key: string, count: number, rate: Rate): Promise<number> => {
    if (!shared) return own.take(key, count, rate);
    return shared.rates.take(key, count, rate).catch(() => own.take(key, count, rate));
  };

  return {
    request: async (caller) => {
      const count = limitOf(caller, 'requestsPerMinute');
      if (count === undefined) return;
      const wait = await takeShared(`requests ${caller.id}`, 1, { count, milliseconds: 60_000 });
      if (wait > 0) throw new RateLimitedError(`${count} requests in a minute are allowed.`, seconds(wait));
    },
    starts: async (caller, wanted) => {
      const count = limitOf(caller, 'startsPerHour');
      if (count === undefined) return () => undefined;
      const rate = { count, milliseconds: 3_600_000 };
      const key = `starts ${caller.id}`;
      const wait = await takeShared(key, wanted, rate);
      if (wait > 0) {
        throw new RateLimitedError(`${count} starts in an hour are allowed. Nothing was started.`, seconds(wait));
      }
      return (unused) => {
        if (unused > 0) void takeShared(key, -unused, rate);
      };
    },
    subscribe: async (caller) => {
      const most = limitOf(caller, 'subscriptions');
      const end = await live.add(`subscriptions ${caller.id}`, most);
      if (!end) throw new RateLimitedError(`${most} subscriptions at once are allowed.`, subscribeAgainAfter);
      return end;
    },
  };
}

const seconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1000));

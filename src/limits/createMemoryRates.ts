// Rates of this process alone; who is idle is forgotten when their allowance is whole again, or when many others come.
import { LRUCache } from 'lru-cache';
import type { Clock } from '../core/clock.ts';
import { lruCapacity } from '../core/lruCapacity.ts';
import { type Rates, take } from './rates.ts';

const keysKept = 20_000;

export function createMemoryRates(clock: Clock): Rates {
  const wholeAt = new LRUCache<string, number>(lruCapacity(keysKept));
  return {
    take: async (key, count, rate) => {
      const taken = take(wholeAt.get(key) ?? 0, clock.now(), count, rate);
      wholeAt.set(key, taken.wholeAt);
      return taken.wait;
    },
  };
}

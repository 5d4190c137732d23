// Rates of one process, by the generic cell rate algorithm: a whole allowance can be used at once and comes back evenly.
// All that is kept for a key is the time when its allowance is whole again. An idle key is dropped then, or when many
// others come. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import type { Clock } from '../../core/clock.ts';
import { leftOf, type Rates } from '../../limits/createLimits.ts';

/** In milliseconds. Times are binary fractions: a whole allowance that is used at once is not refused for what they round. */
const roundingError = 1e-3;

export function createMemoryRates(clock: Clock): Rates {
  const wholeAt = new ByteCache<number>(cacheBytes.rateLimits);
  return {
    take: (key, count, { count: allowance, milliseconds }) => {
      const now = clock.now();
      const from = Math.max(wholeAt.get(key) ?? 0, now);
      const next = Math.max(now, from + (count * milliseconds) / allowance);
      const excess = next - now - milliseconds;
      const wait = count > 0 && excess > roundingError ? excess : 0;
      const whole = wait > 0 ? from : next;
      wholeAt.set(key, whole);
      return { wait, wholeIn: whole - now };
    },
    left: async (key, rate) => leftOf(rate, wholeAt.get(key) ?? 0, clock.now()),
  };
}

// How often something may happen: a whole allowance at once, and from then on as it comes back, evenly. What is kept for a
// key is one number, the time when its allowance is whole again.
// https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm

export interface Rate {
  /** So many in so many milliseconds. */
  count: number;
  milliseconds: number;
}

export interface Rates {
  /** Takes so many of a key's allowance, or none; gives back what is below zero. Milliseconds until it can be, 0 where done. */
  take(key: string, count: number, rate: Rate): Promise<number>;
}

export interface Taken {
  /** When the allowance is whole again. */
  wholeAt: number;
  wait: number;
}

export function take(wholeAt: number, now: number, count: number, { count: allowance, milliseconds }: Rate): Taken {
  const from = Math.max(wholeAt, now);
  const next = Math.max(now, from + (count * milliseconds) / allowance);
  const wait = count > 0 ? Math.max(0, next - now - milliseconds) : 0;
  return wait > 0 ? { wholeAt: from, wait } : { wholeAt: next, wait: 0 };
}

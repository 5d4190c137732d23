// Jobs that have ended, kept for a while: nothing about them changes any more, so asking again costs no AWS call. They
// outlive their disappearance at AWS (a day or more after the end) by that while at most.
import { LRUCache } from 'lru-cache';

/** What is kept of one kind of thing. */
export interface Ended<K, T> {
  get(key: K): T | undefined;
  /** Keeps the thing if it has ended. */
  offer(thing: T): void;
  /** Forgets what is kept under the prefix of a key, e.g. the jobs of a deleted vault. */
  forget(prefix: string): void;
}

export interface EndedOptions<K, T> {
  keyOf: (key: K) => string;
  hasEnded: (thing: T) => boolean;
  keep?: number;
  milliseconds?: number;
}

export function createEnded<K, T extends K & object>({
  keyOf,
  hasEnded,
  keep = 10_000,
  milliseconds = 5 * 60_000,
}: EndedOptions<K, T>): Ended<K, T> {
  const things = new LRUCache<string, T>({ max: keep, ttl: milliseconds });
  return {
    get: (key) => things.get(keyOf(key)),
    offer: (thing) => {
      if (hasEnded(thing)) things.set(keyOf(thing), thing);
    },
    forget: (prefix) => {
      for (const key of things.keys()) if (key.startsWith(prefix)) things.delete(key);
    },
  };
}

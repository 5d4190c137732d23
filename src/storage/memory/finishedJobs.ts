// Jobs that have ended, kept for a while: nothing about them changes any more, so asking again costs no AWS call. They
// outlive their disappearance at AWS (a day or more after the end) by that while at most, and by twice that while where
// instances tell each other.
import { LRUCache } from 'lru-cache';
import { lruCapacity } from '../../core/lruCapacity.ts';
import type { SharedCache } from '../sharedCache.ts';

/** What is kept of one kind of thing. */
export interface FinishedJobs<K, T> {
  /** What this instance remembers. */
  get(key: K): T | undefined;
  /** What the others remember; absent where there are no others. */
  getShared?: (key: K) => Promise<T | undefined>;
  /** Keeps the thing if it has ended. */
  put(thing: T): void;
  /** Forgets what is kept of a place, e.g. the jobs of a deleted vault. */
  forget(place: string): void;
}

export interface FinishedJobsOptions<K, T> {
  keyOf: (key: K) => string;
  hasEnded: (thing: T) => boolean;
  shared?: SharedCache | undefined;
  keep?: number;
  milliseconds?: number;
}

/** How long things are remembered, in milliseconds. */
export const finishedJobsTtl = 5 * 60_000;

export function createFinishedJobs<K, T extends K & object>({
  keyOf,
  hasEnded,
  shared,
  keep = 10_000,
  milliseconds = finishedJobsTtl,
}: FinishedJobsOptions<K, T>): FinishedJobs<K, T> {
  const things = new LRUCache<string, T>({ ...lruCapacity(keep), ttl: milliseconds });
  return {
    get: (key) => things.get(keyOf(key)),
    ...(shared && {
      getShared: async (key: K) => {
        const name = keyOf(key);
        const thing = await shared.get(name);
        if (!isThing<T>(thing) || keyOf(thing) !== name || !hasEnded(thing)) return undefined;
        things.set(name, thing);
        return thing;
      },
    }),
    put: (thing) => {
      if (!hasEnded(thing)) return;
      const name = keyOf(thing);
      // The others know what this one has known for a while.
      if (!things.has(name)) shared?.set(name, thing);
      things.set(name, thing);
    },
    forget: (place) => {
      for (const key of things.keys()) if (key.startsWith(`${place} `)) things.delete(key);
      shared?.forget(place);
    },
  };
}

/** Somebody else's memory: that it is about the key, and an end, is polled at besides. */
const isThing = <T>(thing: unknown): thing is T => typeof thing === 'object' && thing !== null;

// Jobs under way that cannot have ended yet, as they were last read: until the time that each is kept for, AWS would say
// the same again. Times are AWS's. In this process alone: what another instance is told of must not be missed here for
// longer than a job's own pace.
import { LRUCache } from 'lru-cache';
import { lruCapacity } from '../../core/lruCapacity.ts';

export interface RunningJobs<K, T> {
  /** What is kept, where it is still good. */
  get(key: K, now: number): T | undefined;
  /** Keeps the thing until then, unless anything was forgotten since the `edition` that was before it was read. */
  put(thing: T, until: number, edition: number): void;
  /** Forgets what is kept under the prefix of a key, e.g. the jobs of a vault that was written to. */
  forget(prefix: string): void;
  /** Another one each time that something is forgotten. */
  readonly edition: number;
}

export interface RunningJobsOptions<K> {
  keyOf: (key: K) => string;
  keep?: number;
}

export function createRunningJobs<K, T extends K & object>({
  keyOf,
  keep = 10_000,
}: RunningJobsOptions<K>): RunningJobs<K, T> {
  const things = new LRUCache<string, { thing: T; until: number }>(lruCapacity(keep));
  let edition = 0;
  return {
    get edition() {
      return edition;
    },
    get: (key, now) => {
      const kept = things.get(keyOf(key));
      if (!kept) return undefined;
      if (now < kept.until) return kept.thing;
      things.delete(keyOf(key));
      return undefined;
    },
    put: (thing, until, asOf) => {
      if (asOf === edition) things.set(keyOf(thing), { thing, until });
    },
    forget: (prefix) => {
      edition += 1;
      for (const key of things.keys()) if (key.startsWith(prefix)) things.delete(key);
    },
  };
}

// Cache of finished jobs. They no longer change, so that reading one again costs no AWS call. AWS forgets a job a day or more
// after its end; the cache outlives that by its TTL at most, and by twice the TTL if instances share it.
import { ByteCache } from '../core/byteCache.ts';
import type { SharedCache } from './sharedCache.ts';

export interface FinishedJobs<K, T> {
  /** From this instance. */
  get(key: K): T | undefined;
  /** From the other instances; absent if there are none. */
  getShared?: (key: K) => Promise<T | undefined>;
  /** Keeps the job if it has ended. */
  put(job: T): void;
  /** Drops a group, e.g. the jobs of a deleted vault. */
  forget(group: string): void;
}

export interface FinishedJobsOptions<K, T> {
  keyOf: (key: K) => string;
  hasEnded: (job: T) => boolean;
  shared?: SharedCache | undefined;
  /** Whether a finished job never changes: one that is known is then not kept again. Lists have the same jobs each time. */
  isFinal?: boolean;
  maxBytes: number;
  ttl?: number;
}

/** In milliseconds. */
export const finishedJobsTtl = 5 * 60_000;

export function createFinishedJobs<K, T extends K & object>({
  keyOf,
  hasEnded,
  shared,
  isFinal = false,
  maxBytes,
  ttl = finishedJobsTtl,
}: FinishedJobsOptions<K, T>): FinishedJobs<K, T> {
  const jobs = new ByteCache<T>(maxBytes, { ttl });
  return {
    get: (key) => jobs.get(keyOf(key)),
    ...(shared && {
      getShared: async (key: K) => {
        const name = keyOf(key);
        const job = await shared.get(name);
        if (!isRecord<T>(job) || keyOf(job) !== name || !hasEnded(job)) return undefined;
        jobs.set(name, Object.freeze(job));
        return job;
      },
    }),
    put: (job) => {
      if (!hasEnded(job)) return;
      const name = keyOf(job);
      const isKnown = jobs.has(name);
      if (isKnown && isFinal) return;
      // If this instance has it, the others have it too.
      if (!isKnown) shared?.set(name, job);
      jobs.set(name, job);
    },
    forget: (group) => {
      for (const key of jobs.keys()) if (key.startsWith(`${group} `)) jobs.delete(key);
      shared?.forget(group);
    },
  };
}

/** The cache is shared with others: that the job has the key and has ended is checked too. */
const isRecord = <T>(value: unknown): value is T => typeof value === 'object' && value !== null;

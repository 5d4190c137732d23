// Jobs that have ended, kept for a while: nothing about them changes any more, so asking again costs no AWS call. They
// outlive their disappearance at AWS (a day or more after the end) by that while at most.
import { LRUCache } from 'lru-cache';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type GlacierJobKey, glacierJobKey } from '../aws/location.ts';

export interface FinishedJobs {
  get(key: GlacierJobKey): GlacierJobRecord | undefined;
  /** Keeps the job if it has ended. */
  offer(job: GlacierJobRecord): void;
  /** Forgets what is kept under the prefix of a key, e.g. the jobs of a deleted vault. */
  forget(prefix: string): void;
}

export function createFinishedJobs({ keep = 10_000, milliseconds = 5 * 60_000 } = {}): FinishedJobs {
  const jobs = new LRUCache<string, GlacierJobRecord>({ max: keep, ttl: milliseconds });
  return {
    get: (key) => jobs.get(glacierJobKey(key)),
    offer: (job) => {
      if (job.completed) jobs.set(glacierJobKey(job), job);
    },
    forget: (prefix) => {
      for (const key of jobs.keys()) if (key.startsWith(prefix)) jobs.delete(key);
    },
  };
}

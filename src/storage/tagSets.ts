// Cache of the tags of Batch jobs, each with the time of its reading. In real time: whoever reads it says how old the tags
// may be. Not shared: another instance's change of tags shows as late as one made outside of the gateway.
import { LRUCache } from 'lru-cache';
import type { TagRecord } from '../aws/tags.ts';
import type { Clock } from '../core/clock.ts';
import { type BatchJobKey, batchJobKey } from '../core/location.ts';
import { lruCapacity } from '../core/lruCapacity.ts';

export interface TagSets {
  /** Undefined if the tags were not read within `maxAge` milliseconds. */
  get(job: BatchJobKey, maxAge: number): readonly TagRecord[] | undefined;
  /** Keeps tags, unless the tags of a job were forgotten since `edition`, which was read before them. */
  put(job: BatchJobKey, tags: readonly TagRecord[], edition: number): void;
  forget(job: BatchJobKey): void;
  /** Changes whenever something is forgotten. */
  readonly edition: number;
}

const capacity = 5_000;

export function createTagSets(clock: Clock): TagSets {
  const sets = new LRUCache<string, { tags: readonly TagRecord[]; readAt: number }>(lruCapacity(capacity));
  let edition = 0;
  return {
    get edition() {
      return edition;
    },
    get: (job, maxAge) => {
      const kept = sets.get(batchJobKey(job));
      return kept && clock.now() - kept.readAt < maxAge ? kept.tags : undefined;
    },
    put: (job, tags, asOf) => {
      if (asOf === edition) sets.set(batchJobKey(job), { tags, readAt: clock.now() });
    },
    forget: (job) => {
      edition += 1;
      sets.delete(batchJobKey(job));
    },
  };
}

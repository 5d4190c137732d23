// Cache of the tags of Batch jobs, each with the time of its reading, in real milliseconds: each reader says how old the
// tags may be. Not shared: another instance's change of tags shows as late as one made outside of the gateway.
import type { TagRecord } from '../aws/tags.ts';
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import type { Clock } from '../core/clock.ts';
import { type BatchJobKey, batchJobKey } from '../core/location.ts';

export interface TagSets {
  /** Undefined if the tags were not read at `notBefore` or later. */
  get(job: BatchJobKey, notBefore: number): readonly TagRecord[] | undefined;
  /** Begins a reading of tags. Its result is kept, unless the tags of a job were changed meanwhile. */
  startReading(job: BatchJobKey): (tags: readonly TagRecord[]) => void;
  /** Drops the tags of a job that were changed. */
  forget(job: BatchJobKey): void;
}

export function createTagSets(clock: Pick<Clock, 'now'>): TagSets {
  const sets = new ByteCache<{ tags: readonly TagRecord[]; asOf: number }>(cacheBytes.tags);
  let changes = 0;
  return {
    get: (job, notBefore) => {
      const kept = sets.get(batchJobKey(job));
      return kept && kept.asOf >= notBefore ? kept.tags : undefined;
    },
    startReading: (job) => {
      const asOf = clock.now();
      const before = changes;
      return (tags) => {
        if (changes === before) sets.set(batchJobKey(job), { tags, asOf });
      };
    },
    forget: (job) => {
      changes += 1;
      sets.delete(batchJobKey(job));
    },
  };
}

// Batch jobs that this instance or another has just created: AWS may not know them yet.
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import { type BatchJobKey, batchJobKey } from '../core/location.ts';
import type { SharedCache } from './sharedCache.ts';

export interface CreatedJobs {
  add(job: BatchJobKey): void;
  has(job: BatchJobKey): boolean | Promise<boolean>;
}

/** How long AWS may take to know a job that it has just created, in milliseconds. */
export const createdJobsTtl = 60_000;

export function createCreatedJobs(shared?: SharedCache): CreatedJobs {
  const created = new ByteCache<true>(cacheBytes.createdBatchJobs, { ttl: createdJobsTtl });
  const askOthers = async (key: string, others: SharedCache) => {
    const isCreated = (await others.get(key)) === true;
    if (isCreated) created.set(key, true);
    return isCreated;
  };
  return {
    add: (job) => {
      created.set(batchJobKey(job), true);
      shared?.set(batchJobKey(job), true);
    },
    has: (job) => created.has(batchJobKey(job)) || (shared ? askOthers(batchJobKey(job), shared) : false),
  };
}

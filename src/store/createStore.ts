// What outlives a request.
import { LRUCache } from 'lru-cache';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type BatchJobKey, batchJobKey, type GlacierJobKey, glacierJobKey } from '../aws/location.ts';
import { type BatchJobDetails, type BatchJobRecord, hasEnded } from '../aws/s3control/batchJob.ts';
import type { WatchStore } from '../live/watchStore.ts';
import { createEnded, type Ended } from './ended.ts';
import { createMemoryWatchStore } from './memoryWatchStore.ts';
import { createRunning, type Running } from './running.ts';

export interface Store {
  endedGlacierJobs: Ended<GlacierJobKey, GlacierJobRecord>;
  runningGlacierJobs: Running<GlacierJobKey, GlacierJobRecord>;
  endedBatchJobs: Ended<BatchJobKey, BatchJobRecord>;
  endedBatchJobDetails: Ended<BatchJobKey, BatchJobDetails>;
  /** Lists of all jobs as they were read a moment ago, for their next pages. */
  jobLists: { get(key: string): object | undefined; set(key: string, list: object): void; forget(key: string): void };
  /** Batch jobs created here a moment ago: AWS may not know them yet. */
  createdBatchJobs: { add(job: BatchJobKey): void; has(job: BatchJobKey): boolean };
  watches: WatchStore;
  close(): Promise<void>;
}

/** How long a list of all jobs serves its next pages, in milliseconds, and how many lists are kept. */
const listsFor = 20_000;
const listsKept = 20;

/** How long AWS is given to know a job that it has just created. */
const newFor = 60_000;

export function createStore(): Store {
  const created = new LRUCache<string, true>({ max: 10_000, ttl: newFor });
  const watches = createMemoryWatchStore();
  const jobLists = new LRUCache<string, object>({ max: listsKept, ttl: listsFor });
  return {
    jobLists: {
      get: (key) => jobLists.get(key),
      set: (key, list) => void jobLists.set(key, list),
      forget: (key) => void jobLists.delete(key),
    },
    endedGlacierJobs: createEnded({ keyOf: glacierJobKey, hasEnded: (job: GlacierJobRecord) => job.completed }),
    runningGlacierJobs: createRunning({ keyOf: glacierJobKey }),
    endedBatchJobs: createEnded<BatchJobKey, BatchJobRecord>({ keyOf: batchJobKey, hasEnded }),
    endedBatchJobDetails: createEnded<BatchJobKey, BatchJobDetails>({ keyOf: batchJobKey, hasEnded }),
    createdBatchJobs: {
      add: (job) => void created.set(batchJobKey(job), true),
      has: (job) => created.has(batchJobKey(job)),
    },
    watches,
    close: watches.close,
  };
}

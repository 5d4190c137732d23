// What outlives a request.
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type BatchJobDetails, type BatchJobRecord, hasEnded } from '../aws/s3control/batchJob.ts';
import type { Clock } from '../core/clock.ts';
import { type BatchJobKey, batchJobKey, type GlacierJobKey, glacierJobKey } from '../core/location.ts';
import type { Reservations } from '../starts/reservations.ts';
import type { WatchStore } from '../watch/watchStore.ts';
import { type CreatedJobs, createCreatedJobs, createdFor } from './memory/createdJobs.ts';
import { createFinishedJobs, type FinishedJobs, finishedJobsTtl } from './memory/finishedJobs.ts';
import { createMemoryReservations } from './memory/reservations.ts';
import { createRunningJobs, type RunningJobs } from './memory/runningJobs.ts';
import { createMemoryWatchStore } from './memory/watchStore.ts';
import type { SharedStore } from './redis/openRedis.ts';

export interface Storage {
  finishedGlacierJobs: FinishedJobs<GlacierJobKey, GlacierJobRecord>;
  runningGlacierJobs: RunningJobs<GlacierJobKey, GlacierJobRecord>;
  finishedBatchJobs: FinishedJobs<BatchJobKey, BatchJobRecord>;
  finishedBatchJobDetails: FinishedJobs<BatchJobKey, BatchJobDetails>;
  /** Lists of all jobs as they were read a moment ago, for their next pages. */
  jobLists: { get(key: string): object | undefined; set(key: string, list: object): void };
  /** Batch jobs created a moment ago: AWS may not know them yet. */
  createdBatchJobs: CreatedJobs;
  watchStore: WatchStore;
  reservations: Reservations;
  /** Whether the shared part answers; null where there is none. */
  ping(): Promise<boolean | null>;
  /** What callers use of all instances; undefined where this one is alone. */
  sharedLimits: SharedStore['limits'] | undefined;
  close(): Promise<void>;
}

export interface StorageOptions {
  redisUrl: string | undefined;
  /** For how many milliseconds whoever is at a start may be silent. */
  startLease: number;
  /** Real time unless given. */
  clock?: Clock | undefined;
  log: Logger;
}

/** How long a list of all jobs serves its next pages, in milliseconds, and how many lists are kept. */
const listsFor = 20_000;
const listsKept = 20;

/** Without a URL of a Redis, this process is alone. One that is out of reach is gone on without until it comes. */
export async function createStorage({ redisUrl, startLease, clock, log }: StorageOptions): Promise<Storage> {
  // Loaded only where it is used: it would make every start slower.
  const redis =
    redisUrl === undefined ? undefined : await (await import('./redis/openRedis.ts')).openRedis(redisUrl, log);
  const watches = redis?.watches ?? createMemoryWatchStore();
  const shared = (kind: string) => redis?.memory(kind, finishedJobsTtl);
  const jobLists = new LRUCache<string, object>({ max: listsKept, ttl: listsFor });
  return {
    jobLists: {
      get: (key) => jobLists.get(key),
      set: (key, list) => void jobLists.set(key, list),
    },
    finishedGlacierJobs: createFinishedJobs({
      keyOf: glacierJobKey,
      hasEnded: (job: GlacierJobRecord) => job.completed,
      shared: shared('glacier-job'),
    }),
    runningGlacierJobs: createRunningJobs({ keyOf: glacierJobKey }),
    finishedBatchJobs: createFinishedJobs<BatchJobKey, BatchJobRecord>({
      keyOf: batchJobKey,
      hasEnded,
      shared: shared('batch-job'),
    }),
    finishedBatchJobDetails: createFinishedJobs<BatchJobKey, BatchJobDetails>({
      keyOf: batchJobKey,
      hasEnded,
      shared: shared('batch-job-details'),
    }),
    createdBatchJobs: createCreatedJobs(redis?.memory('created-batch-job', createdFor)),
    watchStore: watches,
    reservations: redis?.reservations(startLease) ?? createMemoryReservations(startLease, clock),
    sharedLimits: redis?.limits,
    ping: async () => (redis ? redis.answers() : null),
    close: async () => {
      await watches.close();
      await redis?.close();
    },
  };
}

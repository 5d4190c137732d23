// Everything that outlives a request: caches of this process, and what is in memory or in a shared Redis.
import type { Logger } from 'pino';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type BatchJobDetails, type BatchJobRecord, hasEnded } from '../aws/s3control/batchJob.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import { type Clock, steadyClock, systemClock } from '../core/clock.ts';
import { type BatchJobKey, batchJobKey, type GlacierJobKey, glacierJobKey } from '../core/location.ts';
import { batchOutcomeOf } from '../jobs/batchJobState.ts';
import type { CallerUsage } from '../limits/createLimits.ts';
import type { Outbox } from '../notifications/outbox.ts';
import type { DamagedOutputs } from '../outputs/downloads/damagedOutputs.ts';
import { createSentOutputs, type SentOutputs } from '../outputs/downloads/sentOutputs.ts';
import type { KeptRetrievals } from '../staging/keptRetrievals.ts';
import type { Reservations } from '../starts/reservations.ts';
import type { WatchStore } from '../watch/watchStore.ts';
import { type CreatedJobs, createCreatedJobs, createdJobsTtl } from './createdJobs.ts';
import { createFinishedJobs, type FinishedJobs, finishedJobsTtl } from './finishedJobs.ts';
import { createMemoryCounts } from './memory/counts.ts';
import { createMemoryDamagedOutputs } from './memory/damagedOutputs.ts';
import { createMemoryKeptRetrievals } from './memory/keptRetrievals.ts';
import { createMemoryOutbox } from './memory/outbox.ts';
import { createMemoryRates } from './memory/rates.ts';
import { createMemoryReservations } from './memory/reservations.ts';
import { createMemoryWatchStore } from './memory/watchStore.ts';
import type { RedisStorage } from './redis/openRedis.ts';
import type { RedisTimes } from './redis/redisTimes.ts';
import { createRunningJobs, type RunningJobs } from './runningJobs.ts';
import type { SharedIndex } from './sharedIndex.ts';
import { createTagSets, type TagSets } from './tagSets.ts';

export interface Storage {
  finishedGlacierJobs: FinishedJobs<GlacierJobKey, GlacierJobRecord>;
  runningGlacierJobs: RunningJobs<GlacierJobKey, GlacierJobRecord>;
  finishedBatchJobs: FinishedJobs<BatchJobKey, BatchJobRecord>;
  finishedBatchJobDetails: FinishedJobs<BatchJobKey, BatchJobDetails>;
  tagSets: TagSets;
  /** Batch jobs that were just created: AWS may not know them yet. */
  createdBatchJobs: CreatedJobs;
  watchStore: WatchStore;
  reservations: Reservations;
  /** Whether Redis answers; null without one. */
  ping(): Promise<boolean | null>;
  callerUsage: CallerUsage;
  damagedOutputs: DamagedOutputs;
  /** Retrievals that are kept staged. */
  keptRetrievals: KeptRetrievals;
  sentOutputs: SentOutputs;
  /** The notifications that are waiting to be sent. */
  outbox: Outbox;
  /** Undefined if nothing is shared. */
  sharedIndex: SharedIndex | undefined;
  close(): Promise<void>;
}

export interface StorageOptions {
  redisUrl: string | undefined;
  /** Those that are not given have their defaults. */
  redisTimes?: Partial<RedisTimes> | undefined;
  /** Of the start tokens: all instances that share a Redis need the same secret. */
  startSecretDigest: string;
  /** The folder that keeps the reservations of starts without a Redis; undefined if nothing outlives the process. */
  stateDir: string | undefined;
  /** In milliseconds: an instance that is silent for longer loses its lease of a start. */
  startLease: number;
  /** AWS's list shows a job at most so many milliseconds after it can have been sent. */
  settledAfter: number;
  /** How long AWS's lists may lag, in milliseconds. */
  listConsistencyDelay: number;
  /** Whether the jobs of the backend began with this process, so that there can be no starts of an earlier one. */
  hasNoPast: boolean;
  /** Of reservations: a monotonic clock. */
  clock?: Clock | undefined;
  /** Of request rates; real time if omitted. */
  realClock?: Clock | undefined;
  log: Logger;
}

/** Without a Redis URL, nothing is shared. A Redis that is unreachable is used as soon as it is there. */
export async function createStorage(options: StorageOptions): Promise<Storage> {
  const { redisUrl, redisTimes, listConsistencyDelay, realClock = steadyClock, log } = options;
  // Loaded only if it is used: it would slow down every start.
  const redis =
    redisUrl === undefined
      ? undefined
      : await (await import('./redis/openRedis.ts')).openRedis(redisUrl, log, redisTimes);
  const reservations = await openReservations(options, redis);
  const keptRetrievals = await openKeptRetrievals(options, redis);
  const watchStore = redis?.watchStore ?? createMemoryWatchStore();
  const sharedIndex = await redis?.index(listConsistencyDelay);
  const shared = (kind: string) => redis?.cache(kind, finishedJobsTtl);
  return {
    finishedGlacierJobs: createFinishedJobs({
      keyOf: glacierJobKey,
      hasEnded: (job: GlacierJobRecord) => job.completed,
      isFinal: true,
      shared: shared('glacier-job'),
      maxBytes: cacheBytes.finishedGlacierJobs,
    }),
    runningGlacierJobs: createRunningJobs({ keyOf: glacierJobKey, maxBytes: cacheBytes.runningJobs }),
    finishedBatchJobs: createFinishedJobs<BatchJobKey, BatchJobRecord>({
      keyOf: batchJobKey,
      // AWS may report the figures of a job after its end.
      hasEnded: (job) => batchOutcomeOf(job) !== null,
      shared: shared('batch-job'),
      maxBytes: cacheBytes.finishedBatchJobs,
    }),
    finishedBatchJobDetails: createFinishedJobs<BatchJobKey, BatchJobDetails>({
      keyOf: batchJobKey,
      hasEnded,
      shared: shared('batch-job-details'),
      maxBytes: cacheBytes.batchJobDetails,
    }),
    tagSets: createTagSets(sharedIndex?.time ?? systemClock),
    createdBatchJobs: createCreatedJobs(redis?.cache('created-batch-job', createdJobsTtl)),
    watchStore,
    reservations,
    callerUsage: redis?.callerUsage ?? { rates: createMemoryRates(realClock), counts: createMemoryCounts() },
    sentOutputs: createSentOutputs(),
    outbox: redis?.outbox ?? createMemoryOutbox(),
    sharedIndex,
    keptRetrievals,
    damagedOutputs: redis?.damagedOutputs ?? createMemoryDamagedOutputs(),
    ping: async () => (redis ? redis.ping() : null),
    close: async () => {
      await watchStore.close();
      await keptRetrievals.close();
      await reservations.close();
      await redis?.close();
    },
  };
}

/** In Redis for all instances, else in a file, else in memory. */
async function openReservations(
  {
    stateDir,
    startSecretDigest: secretDigest,
    startLease: leaseTtl,
    settledAfter,
    hasNoPast,
    clock,
    log,
  }: StorageOptions,
  redis: RedisStorage | undefined,
): Promise<Reservations & { close(): void | Promise<void> }> {
  if (redis) return redis.reservations({ leaseTtl, settledAfter, secretDigest, clock });
  if (stateDir !== undefined && !hasNoPast) {
    const { openFileReservations } = await import('./file/reservations.ts');
    return openFileReservations({ folder: stateDir, leaseTtl, settledAfter, secretDigest, clock, log });
  }
  const completeSince = hasNoPast ? Number.NEGATIVE_INFINITY : undefined;
  return { ...createMemoryReservations({ leaseTtl, clock, completeSince }), close: () => undefined };
}

/** Where the reservations of their starts are: the jobs of a process without a past end with it. */
async function openKeptRetrievals(
  { stateDir, hasNoPast, log }: StorageOptions,
  redis: RedisStorage | undefined,
): Promise<KeptRetrievals> {
  if (redis) return redis.keptRetrievals;
  if (stateDir === undefined || hasNoPast) return createMemoryKeptRetrievals();
  const { openFileKeptRetrievals } = await import('./file/keptRetrievals.ts');
  return openFileKeptRetrievals(stateDir, log);
}

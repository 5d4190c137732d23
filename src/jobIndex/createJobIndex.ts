// The index of jobs of one gateway: what was read of AWS's lists of vaults and jobs. Queries, feeds and watches share it.
// Guarantees: what a query gets is as new as it asks for. Callers get only what they may read. The memory is bounded. What
// this gateway changes shows at once, and no older reading undoes it. Instances that share a Redis read each list once.
import type { Access } from '../access/access.ts';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import type { Clock } from '../core/clock.ts';
import { allOf, type MaybePromise } from '../core/maybePromise.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { Paces } from '../jobs/pace.ts';
import type { WatchObserver } from '../watch/watchObserver.ts';
import { createFollowedWatches } from './createFollowedWatches.ts';
import type { JobHistories } from './jobHistories.ts';
import { createJobLists, type JobLists } from './jobLists.ts';
import { createKnownLists, type KnownLists } from './knownLists.ts';
import type { KnownMatches } from './knownMatches.ts';
import { KnownPages } from './knownPages.ts';
import type { JobChange } from './listChanges.ts';
import { createReadLimit } from './readLimit.ts';
import { type ReadLists, readSource, type SourceDemand } from './readSource.ts';
import type { SharedLists } from './sharedLists.ts';
import type { VaultLists } from './vaultLists.ts';

export interface JobIndex extends Pick<JobLists, 'put' | 'patch' | 'showsBefore' | 'forget' | 'readings' | 'size'> {
  readonly vaultLists: VaultLists;
  readonly matches: KnownMatches;
  readonly pages: KnownPages;
  readonly histories: Pick<JobHistories, 'of'>;
  /** What watches report to. */
  readonly observer: WatchObserver;
  /**
   * Reads the sources in parallel, in this order. Failures of AWS are part of the results. `takeCall` takes one of the AWS
   * calls that the operation may make; false if none is left. What is known takes no promise.
   */
  read(demands: readonly SourceDemand[], aws: AwsSession, takeCall: () => boolean): MaybePromise<ReadLists[]>;
  /** What an estimate for the caller can know. */
  knownLists(access: Access): KnownLists;
  /** The time that `asOf` counts in. */
  now(): number;
}

export interface JobIndexServices {
  vaultLists: VaultLists;
  /** Forgotten with each change of the lists of vaults too. */
  matches: KnownMatches;
  /** AWS's clock. */
  clock: Clock;
  /** The time that `asOf` counts in. */
  realClock: Pick<Clock, 'now'>;
  listConsistencyDelay: number;
  jobsPerSource: number;
  paces: Paces;
  /** Of all jobs that AWS returns. */
  histories: JobHistories;
  /** What other instances know of the lists of jobs; absent if there are none. */
  shared?: SharedLists<JobRecord, JobChange> | undefined;
  /** Called with each job that AWS returns. */
  onRead(job: JobRecord): void;
}

/** A job takes 1 to 2 KB. The list of one source must fit. */
const maxBytesOfJob = 4 * 1024;
const maxLists = 10_000;

export function createJobIndex(services: JobIndexServices): JobIndex {
  const { vaultLists, matches, listConsistencyDelay, jobsPerSource, paces, clock, realClock, shared, onRead } =
    services;
  const { histories } = services;
  const jobLists = createJobLists({
    realClock,
    listConsistencyDelay,
    maxBytes: Math.max(cacheBytes.lists, jobsPerSource * maxBytesOfJob),
    maxLists,
    shared,
    onChange: () => matches.forget(),
  });
  const watches = createFollowedWatches(jobLists, {
    clock,
    realClock,
    listConsistencyDelay,
    jobsPerSource,
    paces,
    histories,
  });
  const readServices = { vaultLists, jobLists, watches, onRead, jobsPerSource };
  return {
    vaultLists,
    matches,
    histories,
    pages: new KnownPages(),
    observer: watches.observer,
    read: (demands, aws, takeCall) =>
      allOf(demands.map((demand) => readSource(readServices, aws, demand, createReadLimit(jobsPerSource, takeCall)))),
    knownLists: (access) =>
      createKnownLists(access, {
        vaults: (location, freshness) => vaultLists.known(location, freshness)?.list ?? null,
        jobCount: (key, coverage, freshness) => jobLists.peek(key)?.find(coverage, freshness)?.list.length ?? null,
        isMatched: (filter, freshness) => matches.find(access.key, filter, freshness) !== null,
        now: () => realClock.now(),
      }),
    now: () => realClock.now(),
    put: jobLists.put,
    patch: jobLists.patch,
    showsBefore: jobLists.showsBefore,
    forget: jobLists.forget,
    readings: jobLists.readings,
    get size() {
      return jobLists.size;
    },
  };
}

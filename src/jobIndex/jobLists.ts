// The lists of jobs: one for each vault, and one for the Batch jobs of each location, as watches have them. Bounded in
// memory: the lists that were not used for longest are forgotten.
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import type { Clock } from '../core/clock.ts';
import { type BatchJobKey, batchJobKey, type GlacierJobKey, glacierJobKey, type VaultKey } from '../core/location.ts';
import { resultBytesOfJob } from '../jobs/jobRun.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { hasReached } from '../watch/changes.ts';
import { targetKey, targetOf, type WatchTarget } from '../watch/watchTarget.ts';
import { isCovered } from './coverage.ts';
import type { Freshness } from './freshness.ts';
import { IndexedList } from './indexedList.ts';
import { type JobChange, type JobPatch, keyOf, writeOfJob } from './listChanges.ts';
import type { Reading } from './reading.ts';
import { type SharedLists, sharedList } from './sharedLists.ts';

const anyTime: Freshness = { notBefore: Number.NEGATIVE_INFINITY, acceptsFollowed: true };

export type JobList = IndexedList<JobRecord>;

export interface JobLists {
  /** The list of the target, which counts as used now. `key` is that of the target, if it is there already. */
  of(target: WatchTarget, key?: string): JobList;
  /** The list of the key of a target if there is one. It does not count as used. */
  peek(key: string): JobList | undefined;
  /** Forgets the lists that were not used for longest, while the jobs take too much. */
  trim(): void;
  /** A job that this gateway has just started, created or changed, as far as it is known. */
  put(job: JobRecord): void;
  /** What this gateway has just changed of a job. */
  patch(job: BatchJobKey, patch: JobPatch): void;
  /** A job that lists may lack, as AWS has just described it. */
  see(job: JobRecord): void;
  /** Whether what was read shows the job before it had the status, or before its end if null, and no watch will correct it. */
  showsBefore(job: GlacierJobKey | BatchJobKey, status: BatchJobStatus | null): boolean;
  /** The jobs of a vault that was deleted. */
  forget(vault: VaultKey): void;
  /** The newest whole reading of each list that has one. */
  readings(): Iterable<Reading<JobRecord>>;
  /** The number of jobs. A job that several readings have counts for each. */
  readonly size: number;
}

export interface JobListOptions {
  realClock: Pick<Clock, 'now'>;
  listConsistencyDelay: number;
  /** The most bytes of jobs, and the most lists, that are kept. */
  maxBytes: number;
  maxLists: number;
  /** What other instances know of the lists; absent if there are none. */
  shared?: SharedLists<JobRecord, JobChange> | undefined;
  /** Called after each change of what is kept of a list. */
  onChange?: (() => void) | undefined;
}

export function createJobLists({
  realClock,
  listConsistencyDelay,
  maxBytes,
  maxLists,
  shared,
  onChange,
}: JobListOptions): JobLists {
  /** In the order of their last use. */
  const lists = new Map<string, JobList>();
  const size = () => [...lists.values()].reduce((sum, list) => sum + list.size, 0);

  const of = (target: WatchTarget, key = targetKey(target)): JobList => {
    const list =
      lists.get(key) ??
      new IndexedList<JobRecord>({
        keyOf,
        isCovered,
        listConsistencyDelay,
        now: () => realClock.now(),
        bytesBesides: resultBytesOfJob,
        shared: shared && sharedList(shared, key, writeOfJob),
        onChange,
      });
    lists.delete(key);
    lists.set(key, list);
    if (lists.size > maxLists) trim();
    return list;
  };

  const trim = () => {
    let bytes = [...lists.values()].reduce((sum, list) => sum + list.bytes, 0);
    for (const [key, list] of lists) {
      if (bytes <= maxBytes && lists.size <= maxLists) return;
      bytes -= list.bytes;
      list.clear();
      if (list.isIdle || lists.size > maxLists) lists.delete(key);
    }
  };

  const peek = (key: string): JobList | undefined => lists.get(key);

  const change = (target: WatchTarget, made: JobChange): void => {
    const id = shared?.write(targetKey(target), made);
    of(target).write(writeOfJob(made), id);
  };

  shared?.listen({
    changed: (key, { id, at, change: made }) => lists.get(key)?.write(writeOfJob(made), id, at),
    forgotten: (key) => lists.get(key)?.clear(),
    uncertain: () => {
      for (const list of lists.values()) list.clear();
    },
  });

  return {
    of,
    peek,
    trim,
    put: (job) => change(targetOf(job), { kind: 'put', job }),
    patch: (key, patch) => change(targetOf({ kind: 'BatchJob', ...key }), { kind: 'patch', key, patch }),
    see: (job) => change(targetOf(job), { kind: 'seen', job }),
    showsBefore: (job, status) => {
      const [kind, key] =
        'vaultName' in job ? (['GlacierJob', glacierJobKey(job)] as const) : (['BatchJob', batchJobKey(job)] as const);
      const list = peek(targetKey(targetOf({ kind, ...job })));
      return list?.mayShow(key, (known) => hasReached(known, status) !== 'yes') ?? false;
    },
    forget: (vault) => {
      const target = targetOf({ kind: 'GlacierJob', ...vault });
      shared?.forget(targetKey(target));
      of(target).clear();
    },
    readings: function* () {
      for (const list of lists.values()) {
        const reading = list.find(null, anyTime);
        if (reading) yield reading;
      }
    },
    get size() {
      return size();
    },
  };
}

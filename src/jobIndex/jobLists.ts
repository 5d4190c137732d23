// The lists of jobs: one for each vault, and one for the Batch jobs of each location, as watches have them. Bounded in
// memory: the lists that were not used for longest are forgotten.
import type { Clock } from '../core/clock.ts';
import { type BatchJobKey, batchJobKey, type GlacierJobKey, glacierJobKey, type VaultKey } from '../core/location.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { changesIn, hasEnded } from '../watch/changes.ts';
import type { JobSnapshot } from '../watch/watchStore.ts';
import { targetKey, targetOf, type WatchTarget } from '../watch/watchTarget.ts';
import { isCovered } from './coverage.ts';
import { IndexedList } from './indexedList.ts';

export type JobList = IndexedList<JobRecord>;

export interface JobLists {
  /** The list of the target, which counts as used now. */
  of(target: WatchTarget): JobList;
  /** The list of the target if there is one. It does not count as used. */
  peek(target: WatchTarget): JobList | undefined;
  /** Forgets the lists that were not used for longest, while the jobs take too much. */
  trim(): void;
  /** A job that this gateway has just started, created or changed, as far as it is known. */
  put(job: JobRecord): void;
  /** What this gateway has just changed of a job. */
  patch(job: BatchJobKey, change: Partial<Pick<JobRecord & { kind: 'BatchJob' }, 'status' | 'priority'>>): void;
  /** Whether what was read shows the job in progress, and no watch will correct it. */
  showsRunning(job: GlacierJobKey): boolean;
  /** The jobs of a vault that was deleted. */
  forget(vault: VaultKey): void;
  /** The number of jobs. A job that several readings have counts for each. */
  readonly size: number;
}

export interface JobListOptions {
  realClock: Pick<Clock, 'now'>;
  listConsistencyDelay: number;
  /** The most bytes of jobs, and the most lists, that are kept. */
  maxBytes: number;
  maxLists: number;
}

export const keyOf = (job: JobRecord): string => (job.kind === 'BatchJob' ? batchJobKey(job) : glacierJobKey(job));

const snapshotOf = (job: JobRecord): JobSnapshot => ({ jobId: job.jobId, job, details: null });

/** The newer one of two states of a job, of which `seen` was seen last. AWS's lists lag: a job never goes back. */
export const later = (known: JobRecord | undefined, seen: JobRecord): JobRecord =>
  known ? (changesIn(snapshotOf(seen), snapshotOf(known))?.job ?? known) : seen;

export function createJobLists({ realClock, listConsistencyDelay, maxBytes, maxLists }: JobListOptions): JobLists {
  /** In the order of their last use. */
  const lists = new Map<string, JobList>();
  const size = () => [...lists.values()].reduce((sum, list) => sum + list.size, 0);

  const of = (target: WatchTarget): JobList => {
    const key = targetKey(target);
    const list =
      lists.get(key) ?? new IndexedList<JobRecord>({ keyOf, isCovered, listConsistencyDelay, now: realClock.now });
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

  const peek = (target: WatchTarget): JobList | undefined => lists.get(targetKey(target));

  return {
    of,
    peek,
    trim,
    put: (job) =>
      of(targetOf(job)).write({
        key: keyOf(job),
        over: (read) => later(read, job),
        under: (read) => (read ? later(job, read) : job),
      }),
    patch: (key, change) =>
      of(targetOf({ kind: 'BatchJob', ...key })).write({
        key: batchJobKey(key),
        over: (read) => read && later(read, { ...read, ...change } as JobRecord),
        under: (read) => read && later({ ...read, ...change } as JobRecord, read),
      }),
    showsRunning: (job) => {
      const list = peek(targetOf({ kind: 'GlacierJob', ...job }));
      return list?.mayShow(glacierJobKey(job), (known) => !hasEnded(known)) ?? false;
    },
    forget: (vault) => of(targetOf({ kind: 'GlacierJob', ...vault })).clear(),
    get size() {
      return size();
    },
  };
}

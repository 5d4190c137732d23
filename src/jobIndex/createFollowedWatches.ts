// What active watches see, in the index. A watch that sees all jobs of its target keeps what was read of them current: each
// poll confirms it, as long as no poll was missed.
import type { Clock } from '../core/clock.ts';
import { GatewayError } from '../core/errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { PaceBounds, Paces } from '../jobs/pace.ts';
import { hasEnded } from '../watch/changes.ts';
import type { PollReport, WatchObserver } from '../watch/watchObserver.ts';
import type { JobSnapshot } from '../watch/watchStore.ts';
import { kindOfJobs, targetKey, type WatchTarget } from '../watch/watchTarget.ts';
import type { JobHistories } from './jobHistories.ts';
import type { JobLists } from './jobLists.ts';
import { later } from './listChanges.ts';
import type { Reading } from './reading.ts';

export interface FollowedWatches {
  readonly observer: WatchObserver;
  /** Why a watch that sees all jobs of the target gets nothing from AWS; null if it does, or if there is none. */
  failureOf(target: WatchTarget): GatewayError | null;
  /** Marks what was just read of the target as followed, if it is. */
  mark(target: WatchTarget): void;
}

interface Follow {
  /** Of the last poll, in AWS's time and in real time. */
  at: number;
  asOf: number;
  failure: GatewayError | null;
}

/**
 * In AWS's time: with a poll at least this often, a watch sees each retrieval while it runs. The quickest tier takes a
 * minute, and a watch of all jobs polls every minute.
 */
const maxPollGap = 90_000;

/** With events a watch polls more rarely, and jitter makes a pause longer by a tenth. */
const maxGapOf = ({ eventSeconds = 0 }: PaceBounds): number => Math.max(maxPollGap, eventSeconds * 1_200);

export interface FollowServices {
  /** AWS's clock. */
  clock: Clock;
  realClock: Pick<Clock, 'now'>;
  listConsistencyDelay: number;
  jobsPerSource: number;
  paces: Paces;
  /** Of all jobs that watches see, also by the polls of other instances. */
  histories: Pick<JobHistories, 'see'>;
}

export function createFollowedWatches(
  lists: JobLists,
  { clock, realClock, listConsistencyDelay, jobsPerSource, paces, histories }: FollowServices,
): FollowedWatches {
  const follows = new Map<string, Follow>();

  const unfollow = (target: WatchTarget) => {
    follows.delete(targetKey(target));
    lists.of(target).follow((reading) => ({ asOf: reading.asOf, isFollowed: false }));
  };

  const realTimeOf = ({ at, age }: PollReport): number =>
    realClock.now() - (age ?? (clock.speed > 0 ? (clock.now() - at) / clock.speed : 0));

  const polled = (target: WatchTarget, report: PollReport): void => {
    const list = lists.of(target);
    for (const { jobId, job } of report.changes) {
      list.write({ key: keyIn(target, jobId), over: (known) => (job ? later(known, job) : undefined) });
      if (job) histories.see(job, report.at);
    }
    if (!report.isWhole) {
      unfollow(target);
      return;
    }
    const { at, failure } = report;
    const before = follows.get(targetKey(target));
    if (failure) {
      unfollow(target);
      follows.set(targetKey(target), { at, asOf: 0, failure: new GatewayError(failure.code, failure.message) });
      return;
    }
    const asOf = before?.at === at && !before.failure ? before.asOf : realTimeOf(report);
    const isUnbroken = before !== undefined && !before.failure && at - before.at <= maxGapOf(paces[kindOfJobs(target)]);
    follows.set(targetKey(target), { at, asOf, failure: null });
    const seen = new Map<string, JobRecord>();
    for (const { jobId, job } of report.snapshots) if (job) seen.set(keyIn(target, jobId), job);
    list.follow((reading, set) => {
      // Read after the poll: the next one will confirm it.
      if (reading.asOf > asOf) return { asOf: reading.asOf, isFollowed: true };
      for (const [key, job] of seen) merge(reading, key, job, set);
      const unknown = oldestUnknown(reading, seen);
      // AWS must list it by now: the reading is wrong.
      if (unknown && unknown.creationDate.getTime() < at - listConsistencyDelay) return null;
      const isConfirmed = isUnbroken && reading.asOf >= before.asOf && !unknown;
      return { asOf: isConfirmed ? asOf : reading.asOf, isFollowed: true };
    });
  };

  const list: WatchObserver['list'] = (target, coverage) => {
    const open = lists.of(target).start(coverage);
    let count = 0;
    let truncated = false;
    return {
      add: (page) => {
        const room = jobsPerSource - count;
        truncated ||= page.length > room;
        const kept = page.slice(0, room);
        count += kept.length;
        open.add(kept);
      },
      finish: () => {
        open.finish([], truncated);
        lists.trim();
      },
      abandon: open.abandon,
    };
  };

  return {
    failureOf: (target) => follows.get(targetKey(target))?.failure ?? null,
    mark: (target) => {
      const follow = follows.get(targetKey(target));
      if (!follow || follow.failure) return;
      lists.of(target).follow(({ asOf, isFollowed }) => ({ asOf, isFollowed: isFollowed || asOf >= follow.asOf }));
    },
    observer: { polled, closed: unfollow, list },
  };
}

/** The state that both know, as one object. */
function merge(
  { items }: Reading<JobRecord>,
  key: string,
  job: JobRecord,
  set: (key: string, job: JobRecord) => void,
): void {
  const known = items.get(key);
  if (known === job) return;
  const isSame = known !== undefined && later(known, job) === known && later(job, known) === job;
  set(key, isSame ? job : later(known, job));
}

/** The oldest running job of the reading that the watch does not know: it has ended, or AWS does not list it yet. */
function oldestUnknown({ items }: Reading<JobRecord>, seen: ReadonlyMap<string, JobRecord>): JobRecord | null {
  let oldest: JobRecord | null = null;
  for (const [key, job] of items) {
    if (seen.has(key) || hasEnded(job)) continue;
    if (!oldest || job.creationDate < oldest.creationDate) oldest = job;
  }
  return oldest;
}

/** The key of a job, as batchJobKey and glacierJobKey make it. */
function keyIn(target: WatchTarget, jobId: JobSnapshot['jobId']): string {
  const { accountId, region } = target;
  return target.kind === 'Vault'
    ? `${accountId} ${region} ${target.vaultName} ${jobId}`
    : `${accountId} ${region} ${jobId}`;
}

// When a watch polls AWS next: by the pace of its jobs, sooner for a job that is said to have ended, and ever later while
// AWS fails. Pure: times come in, a new schedule comes out.
import { backoff } from '../core/backoff.ts';
import { GatewayError } from '../core/errors.ts';
import { nextPollIn, type PaceBounds } from '../jobs/pace.ts';
import { hasEnded, isEnd } from './changes.ts';
import { dueHints, nextHintIn, type OpenHints, remainingHints, triedHints } from './openHints.ts';
import type { PollOutcome, PollRequest } from './poll.ts';
import type { Interest, JobSnapshot, PollResult, WatchFailure } from './watchStore.ts';

const hour = 3_600_000;

/** New subscribers get ended jobs for so long: as long as Glacier itself promises to keep them. */
export const finishedSnapshotTtl = 24 * hour;

/** In AWS's time. A list of the unfinished jobs shows no job that came and went between two polls. */
const sweepInterval = 6 * hour;

/** In AWS's time: a job of the quickest tier takes a minute at least, so it is seen while it runs. */
const allJobsInterval = 60_000;

/** In real time, however fast the clock runs. */
const minRealPause = 250;

type Known = ReadonlyMap<string, JobSnapshot>;

export interface PollSchedule {
  /** When AWS was last polled for what is known too, in AWS's time. */
  readonly polledAt: number;
  /** When every job was last listed, in AWS's time; null where this lease has not listed them. */
  readonly sweptAt: number | null;
  /** How many pages the last list of the unfinished jobs had. */
  readonly listPages: number;
  /** Failed polls in a row. */
  readonly failures: number;
  /** From 0 up to 1, new for each poll: watches that began together do not poll together for ever. */
  readonly jitter: number;
  /** Jobs that are said to have changed. */
  readonly hints: OpenHints;
}

export const initialSchedule: PollSchedule = {
  polledAt: 0,
  sweptAt: null,
  listPages: 1,
  failures: 0,
  jitter: 0,
  hints: new Map(),
};

/** For a new lease: another instance may have polled until now, or nobody. */
export const restarted = (schedule: PollSchedule): PollSchedule => ({ ...schedule, sweptAt: null, failures: 0 });

/** After a poll whose result nobody got: what it alone has seen must be polled for again, though not at once. */
export const withLostResult = (schedule: PollSchedule, now: number): PollSchedule => ({
  ...schedule,
  sweptAt: null,
  failures: schedule.failures + 1,
  polledAt: now,
});

interface Moment {
  interest: Interest;
  known: Known;
  /** Whether everything known is polled; else only what is missing, and the hinted jobs. */
  again: boolean;
  /** In AWS's time. */
  at: number;
  pace: PaceBounds;
}

/** What a poll at this moment must ask for. */
export function requestAt(
  { sweptAt, listPages, hints }: PollSchedule,
  { interest, known, again, at, pace }: Moment,
): PollRequest {
  const sweep = sweptAt === null || at - sweptAt > sweepInterval;
  const hinted = dueHints(hints, at, pace.minSeconds * 1000);
  // A list shows the jobs that go on for fewer calls. Each that has ended costs a DescribeJob anyway.
  const isListCheaper = hinted.filter(({ status }) => !isEnd(status)).length > listPages;
  const since = at - finishedSnapshotTtl;
  return { interest, known, sweep, again: again || isListCheaper, listPages, since, hinted };
}

export type Polled = { jitter: number } & ({ outcome: PollOutcome } | { error: unknown });

/** What to share of a poll. */
export type SharedPoll = Omit<PollResult, 'snapshots'> & { snapshots: readonly JobSnapshot[] };

/** The schedule after a poll, what to share of it (null after an error that may pass), and its error. */
export function afterPoll(
  before: PollSchedule,
  { interest, sweep, again, hinted = [] }: PollRequest,
  startedAt: number,
  polled: Polled,
): { schedule: PollSchedule; result: SharedPoll | null; error: unknown } {
  const schedule = { ...before, jitter: polled.jitter };
  const failed = { failures: before.failures + 1, polledAt: startedAt };
  if ('error' in polled) {
    const { error } = polled;
    const failure = lastingFailure(error);
    const { sweptAt } = before;
    const result = failure && { snapshots: [], forgotten: [], at: startedAt, sweptAt, failure };
    return { schedule: { ...schedule, ...failed }, result, error };
  }
  const { snapshots, forgotten, listPages, error } = polled.outcome;
  // Jobs that nobody wanted for a while may have come and gone.
  const sweptAt = interest.all ? (sweep ? startedAt : before.sweptAt) : null;
  const { failures, polledAt } =
    error === null ? { failures: 0, polledAt: again ? startedAt : before.polledAt } : failed;
  return {
    schedule: {
      ...schedule,
      listPages,
      sweptAt,
      failures,
      polledAt,
      hints: triedHints(before.hints, hinted, startedAt),
    },
    result: { snapshots, forgotten, at: polledAt, sweptAt, failure: lastingFailure(error) },
    error,
  };
}

/** Null for an error that may pass, or for none. */
const lastingFailure = (error: unknown): WatchFailure | null =>
  error instanceof GatewayError && !error.retryable ? { code: error.code, message: error.message } : null;

/** Whether something is wanted that no poll has seen yet. */
export const isIncomplete = ({ sweptAt }: PollSchedule, { all, jobIds }: Interest, known: Known): boolean =>
  (all && sweptAt === null) || jobIds.some((jobId) => !known.has(jobId));

export interface PollTimes {
  /** In AWS's time. */
  now: number;
  /** Seconds of AWS's clock in a real second. */
  speed: number;
  pace: PaceBounds;
}

export interface NextPoll {
  /** With the hints that still matter. */
  schedule: PollSchedule;
  /** Milliseconds of AWS's time until the next poll; null where nothing can change. */
  pause: number | null;
  /** The same until hinted jobs are asked for again; null if there are none, or while AWS fails. */
  hintPause: number | null;
}

export function nextPoll(
  schedule: PollSchedule,
  interest: Interest,
  known: Known,
  { now, speed, pace }: PollTimes,
): NextPoll {
  const { failures, polledAt, jitter } = schedule;
  const wanted = new Set(interest.jobIds);
  const jobs = [...known.values()].flatMap(({ job }) =>
    job && !hasEnded(job) && (interest.all || wanted.has(job.jobId)) ? job : [],
  );
  const hints = remainingHints(schedule.hints, { interest, known, sweptAt: schedule.sweptAt });
  const next = { ...schedule, hints };
  if (jobs.length === 0 && !interest.all && failures === 0) return { schedule: next, pause: null, hintPause: null };
  const paced = nextPollIn({ jobs, failures, now, bounds: pace, random: jitter });
  const pause = Math.min(paced, longestPause(next, interest, known, pace));
  const shortest = minRealPause * speed;
  return {
    schedule: next,
    pause: Math.max(polledAt + Math.max(pause, shortest) - now, 0),
    hintPause: failures > 0 ? null : nextHintIn(hints, now, Math.max(pace.minSeconds * 1000, shortest)),
  };
}

function longestPause(
  schedule: PollSchedule,
  interest: Interest,
  known: Known,
  { minSeconds, eventSeconds }: PaceBounds,
): number {
  const { failures } = schedule;
  const quickest = minSeconds * 1000;
  if (failures > 0) {
    // A subscriber has got nothing yet.
    return isIncomplete(schedule, interest, known)
      ? backoff(failures + 1, { first: quickest })
      : Number.POSITIVE_INFINITY;
  }
  // With events, a job that comes and goes between two polls is announced.
  return interest.all && eventSeconds === undefined ? Math.max(quickest, allJobsInterval) : Number.POSITIVE_INFINITY;
}

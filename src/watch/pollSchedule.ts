// When a watch polls AWS next: by the pace of its jobs, sooner for a job that is said to have ended, and ever later while
// AWS fails. Pure: times come in, a new schedule comes out.
import { backoff } from '../core/backoff.ts';
import { GatewayError } from '../core/errors.ts';
import { nextPollIn, type PaceBounds } from '../jobs/pace.ts';
import { hasEnded } from './changes.ts';
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
  /** Jobs that are said to have ended. */
  readonly hints: ReadonlySet<string>;
}

export const initialSchedule: PollSchedule = {
  polledAt: 0,
  sweptAt: null,
  listPages: 1,
  failures: 0,
  jitter: 0,
  hints: new Set(),
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

export const withHint = (schedule: PollSchedule, jobId: string): PollSchedule => ({
  ...schedule,
  hints: new Set(schedule.hints).add(jobId),
});

/** What a poll at this moment must ask for. `known` is polled again only if `again`. */
export function requestAt(
  { sweptAt, listPages, hints }: PollSchedule,
  { interest, known, again, at }: { interest: Interest; known: Known; again: boolean; at: number },
): PollRequest {
  const sweep = sweptAt === null || at - sweptAt > sweepInterval;
  return { interest, known, sweep, again, listPages, since: at - finishedSnapshotTtl, hinted: hints };
}

export type Polled = { jitter: number } & ({ outcome: PollOutcome } | { error: unknown });

/** What to share of a poll. */
export type SharedPoll = Omit<PollResult, 'snapshots'> & { snapshots: readonly JobSnapshot[] };

/** The schedule after a poll, what to share of it (null after an error that may pass), and its error. */
export function afterPoll(
  before: PollSchedule,
  { interest, sweep, again }: PollRequest,
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
    schedule: { ...schedule, listPages, sweptAt, failures, polledAt },
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

/** Milliseconds of AWS's time until the next poll, null where nothing can change; and hints that still matter. */
export function nextPoll(
  schedule: PollSchedule,
  interest: Interest,
  known: Known,
  { now, speed, pace }: PollTimes,
): { schedule: PollSchedule; pause: number | null } {
  const { failures, polledAt, jitter } = schedule;
  const wanted = new Set(interest.jobIds);
  const jobs = [...known.values()].flatMap(({ job }) =>
    job && !hasEnded(job) && (interest.all || wanted.has(job.jobId)) ? job : [],
  );
  if (jobs.length === 0 && !interest.all && failures === 0) return { schedule, pause: null };
  const running = new Set(jobs.map(({ jobId }) => jobId));
  const hints = new Set([...schedule.hints].filter((jobId) => running.has(jobId)));
  const paced = nextPollIn({ jobs, failures, now, bounds: pace, random: jitter });
  const pause = Math.min(paced, longestPause({ ...schedule, hints }, interest, known, pace));
  return {
    schedule: { ...schedule, hints },
    pause: Math.max(polledAt + Math.max(pause, minRealPause * speed) - now, 0),
  };
}

function longestPause(schedule: PollSchedule, interest: Interest, known: Known, { minSeconds }: PaceBounds): number {
  const { failures, hints } = schedule;
  const quickest = minSeconds * 1000;
  if (failures > 0) {
    // A subscriber has got nothing yet.
    return isIncomplete(schedule, interest, known)
      ? backoff(failures + 1, { first: quickest })
      : Number.POSITIVE_INFINITY;
  }
  if (hints.size > 0) return quickest;
  return interest.all ? Math.max(quickest, allJobsInterval) : Number.POSITIVE_INFINITY;
}

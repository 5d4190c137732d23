// When it is worth looking at a job again: for clients that poll, and for the watches. Pure. Before a Glacier job can be
// expected to end, half of the time until then, because the times that AWS publishes are typical ones and no promise;
// around the expected end a small part of the span in which it lies; past it, ever less often. All within the bounds.
import { retrievalTime } from '../aws/glacier/retrievalTimes.ts';
import type { Clock } from '../core/clock.ts';
import { batchPhaseOf, batchSecondsLeftOf } from './batchJobState.ts';
import { type JobRecord, phaseOf } from './jobState.ts';

/** In seconds of AWS's time. */
export interface PaceBounds {
  minSeconds: number;
  maxSeconds: number;
}

/** A Standard retrieval ends somewhere in two hours: there, that is every 30 s. */
const looksAroundTheEnd = 240;

/** Until S3 has begun with a job, and while it is paused or stopping, nothing tells when that changes. */
const whileNothingIsKnown = 30;

/** Where no job is under way: somebody may start one elsewhere. */
const whileIdle = 60;

const within = (seconds: number, { minSeconds, maxSeconds }: PaceBounds): number =>
  Math.min(maxSeconds, Math.max(minSeconds, Math.round(seconds)));

/** Seconds of AWS's time until another look at the job is worthwhile; null once it has ended. */
export function secondsUntilNextPoll(job: JobRecord, now: number, bounds: PaceBounds): number | null {
  if (phaseOf(job) === 'DONE') return null;
  return within(job.kind === 'BatchJob' ? ofBatchJob(job, bounds) : ofGlacierJob(job, now, bounds), bounds);
}

function ofBatchJob(job: JobRecord & { kind: 'BatchJob' }, { maxSeconds }: PaceBounds): number {
  const left = batchSecondsLeftOf(job);
  if (left !== null) return left / 10;
  return batchPhaseOf(job) === 'AWAITING_CONFIRMATION' ? maxSeconds : whileNothingIsKnown;
}

function ofGlacierJob(job: JobRecord & { kind: 'GlacierJob' }, now: number, bounds: PaceBounds): number {
  const age = Math.max(0, now - job.creationDate.getTime()) / 1000;
  const expected = retrievalTime(job);
  if (!expected) return age / 10;
  const { minSeconds, maxSeconds } = expected;
  const around = within((maxSeconds - minSeconds) / looksAroundTheEnd, bounds);
  if (age < minSeconds) return Math.max((minSeconds - age) / 2, around);
  return around + Math.max(0, age - maxSeconds) / 10;
}

/** In the caller's seconds: a clock that runs fast shortens them. Null once the job has ended. */
export function pollAfterSecondsOf(job: JobRecord, clock: Clock, bounds: PaceBounds): number | null {
  const seconds = secondsUntilNextPoll(job, clock.now(), bounds);
  return seconds === null ? null : Math.max(1, Math.ceil(seconds / (clock.speed || 1)));
}

/**
 * Until when AWS would say again what it has said of the job now, in its own time; null where that may change at any
 * moment. AWS publishes how long a retrieval of an archive takes at least. It does not for a list of archives, which may
 * be there in seconds, and a Batch job may be cancelled by anybody.
 */
export function unchangedUntil(job: JobRecord, now: number, bounds: PaceBounds): number | null {
  if (job.kind === 'BatchJob' || job.action !== 'ARCHIVE_RETRIEVAL') return null;
  const seconds = secondsUntilNextPoll(job, now, bounds);
  const expected = retrievalTime(job);
  if (seconds === null || !expected) return null;
  const until = Math.min(now + seconds * 1000, job.creationDate.getTime() + expected.minSeconds * 1000);
  return until > now ? until : null;
}

export interface Watched {
  jobs: Iterable<JobRecord>;
  /** How often in a row AWS could not be asked. */
  failures: number;
  now: number;
  bounds: PaceBounds;
  /** From 0 up to but not including 1; keeps watches that began together from asking together for ever. */
  random: number;
}

/** Milliseconds of AWS's time until a watch of these jobs looks again. */
export function nextPollIn({ jobs, failures, now, bounds, random }: Watched): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const job of jobs) soonest = Math.min(soonest, secondsUntilNextPoll(job, now, bounds) ?? soonest);
  const calm = within(Number.isFinite(soonest) ? soonest : whileIdle, bounds);
  const seconds = Math.min(bounds.maxSeconds, calm * 2 ** failures);
  const from = Math.max(bounds.minSeconds, seconds * 0.9);
  const to = Math.min(bounds.maxSeconds, seconds * 1.1);
  return Math.round(1000 * (from + random * (to - from)));
}

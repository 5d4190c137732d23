// The polling interval of a job, for clients that poll and for watches. Pure, and always within the bounds. Before a Glacier
// job can end, it is half of the time until then, because AWS publishes typical times and promises none. Around the
// expected end it is a small part of the expected span; after it, the interval grows. It grows with the age of a job whose
// status is unknown: such a job may never change again. Where changes arrive as events, the interval is fixed and long.
import { retrievalTime } from '../aws/glacier/retrievalTimes.ts';
import { backoff } from '../core/backoff.ts';
import type { Clock } from '../core/clock.ts';
import { batchPhaseOf, batchSecondsLeftOf } from './batchJobState.ts';
import { type JobRecord, phaseOf } from './jobState.ts';

/** In seconds of AWS's clock. */
export interface PaceBounds {
  minSeconds: number;
  maxSeconds: number;
  /** The interval of jobs whose changes arrive as events; undefined where only polls show them. */
  eventSeconds?: number | undefined;
}

/** The bounds of each service. */
export type Paces = Readonly<Record<JobRecord['kind'], PaceBounds>>;

/** A Standard retrieval ends within a span of two hours: a poll every 30 s. */
const pollsInExpectedSpan = 240;

/** In seconds, for a Batch job without a rate: until S3 begins with it, and while it is paused or stopping. */
const withoutRate = 30;

/** In seconds, if no job is in progress: one may be started outside of the gateway. */
const whileIdle = 60;

const within = (seconds: number, { minSeconds, maxSeconds }: PaceBounds): number =>
  Math.min(maxSeconds, Math.max(minSeconds, Math.round(seconds)));

/** The seconds of AWS's clock until the next poll of the job; null once it has ended. */
export function secondsUntilNextPoll(job: JobRecord, now: number, bounds: PaceBounds): number | null {
  const phase = phaseOf(job);
  if (phase === 'DONE') return null;
  // An Expedited retrieval ends within minutes, and who pays for it waits for it.
  const isExpedited = job.kind === 'GlacierJob' && job.tier === 'EXPEDITED';
  if (bounds.eventSeconds !== undefined && !isExpedited) return bounds.eventSeconds;
  if (phase === 'UNKNOWN') return within(ageOf(job, now) / 10, bounds);
  return within(job.kind === 'BatchJob' ? ofBatchJob(job, bounds) : ofGlacierJob(job, now, bounds), bounds);
}

/** In seconds. */
const ageOf = (job: JobRecord, now: number): number => Math.max(0, now - job.creationDate.getTime()) / 1000;

function ofBatchJob(job: JobRecord & { kind: 'BatchJob' }, { maxSeconds }: PaceBounds): number {
  const left = batchSecondsLeftOf(job);
  if (left !== null) return left / 10;
  return batchPhaseOf(job) === 'AWAITING_CONFIRMATION' ? maxSeconds : withoutRate;
}

function ofGlacierJob(job: JobRecord & { kind: 'GlacierJob' }, now: number, bounds: PaceBounds): number {
  const age = ageOf(job, now);
  const expected = retrievalTime(job);
  if (!expected) return age / 10;
  const { minSeconds, maxSeconds } = expected;
  const around = within((maxSeconds - minSeconds) / pollsInExpectedSpan, bounds);
  if (age < minSeconds) return Math.max((minSeconds - age) / 2, around);
  return around + Math.max(0, age - maxSeconds) / 10;
}

/** In seconds of the caller's clock, which a faster AWS clock shortens; null once the job has ended. */
export function pollAfterSecondsOf(job: JobRecord, clock: Clock, bounds: PaceBounds): number | null {
  const seconds = secondsUntilNextPoll(job, clock.now(), bounds);
  return seconds === null ? null : Math.max(1, Math.ceil(seconds / (clock.speed || 1)));
}

/**
 * Until when the job certainly does not change, by AWS's clock; null if it may change at any moment. AWS publishes the
 * minimum time of an archive retrieval. It publishes none for an inventory, which may be ready within seconds, and a Batch
 * job can be cancelled by anybody.
 */
export function unchangedUntil(job: JobRecord, now: number, bounds: PaceBounds): number | null {
  if (job.kind === 'BatchJob' || job.action !== 'ARCHIVE_RETRIEVAL' || phaseOf(job) !== 'RUNNING') return null;
  // An event wakes the watches of all instances, but not what each of them has cached.
  const seconds = secondsUntilNextPoll(job, now, { ...bounds, eventSeconds: undefined });
  const expected = retrievalTime(job);
  if (seconds === null || !expected) return null;
  const until = Math.min(now + seconds * 1000, job.creationDate.getTime() + expected.minSeconds * 1000);
  return until > now ? until : null;
}

export interface Watched {
  jobs: Iterable<JobRecord>;
  /** How many polls in a row have failed. */
  failures: number;
  now: number;
  bounds: PaceBounds;
  /** From 0 up to but not including 1. Jitter keeps watches that began together from polling together. */
  random: number;
}

/** The milliseconds of AWS's clock until the next poll of a watch of these jobs. */
export function nextPollIn({ jobs, failures, now, bounds, random }: Watched): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const job of jobs) soonest = Math.min(soonest, secondsUntilNextPoll(job, now, bounds) ?? soonest);
  const { minSeconds, maxSeconds, eventSeconds } = bounds;
  const interval = Number.isFinite(soonest) ? soonest : (eventSeconds ?? within(whileIdle, bounds));
  // Jitter makes no more polls on average, and no failure waits for the interval of events.
  const longest = failures === 0 && eventSeconds !== undefined ? Math.max(maxSeconds, 1.1 * eventSeconds) : maxSeconds;
  const seconds = backoff(failures + 1, { first: interval, longest });
  const from = Math.max(minSeconds, seconds * 0.9);
  const to = Math.min(longest, seconds * 1.1);
  return Math.round(1000 * (from + random * (to - from)));
}

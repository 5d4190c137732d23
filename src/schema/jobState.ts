// A job's state in words common to both services, and when to look at it again. Pure.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { retrievalTime } from '../aws/glacier/retrievalTimes.ts';
import type { Clock } from '../clock.ts';
import { secondsUntilNextLook } from '../live/pace.ts';

export const jobPhases = ['QUEUED', 'AWAITING_CONFIRMATION', 'RUNNING', 'PAUSED', 'STOPPING', 'DONE'] as const;
export const jobOutcomes = ['SUCCEEDED', 'COMPLETED_WITH_FAILURES', 'FAILED', 'CANCELLED'] as const;

/** Glacier knows no more than in progress and ended. */
export const phaseOf = (job: GlacierJobRecord): (typeof jobPhases)[number] => (job.completed ? 'DONE' : 'RUNNING');

/** Null until the job has ended, and for an end that AWS names in words this gateway does not know. */
export function outcomeOf(job: GlacierJobRecord): (typeof jobOutcomes)[number] | null {
  if (!job.completed) return null;
  if (job.statusCode === 'SUCCEEDED' || job.statusCode === 'FAILED') return job.statusCode;
  return null;
}

/** When the job is likely to end; null once it has, and where its typical time is unknown or long over. */
export function expectedCompletionOf(job: GlacierJobRecord, clock: Clock): { earliest: Date; latest: Date } | null {
  const time = job.completed ? null : retrievalTime(job);
  if (!time) return null;
  const started = job.creationDate.getTime();
  const latest = started + time.maxSeconds * 1000;
  return latest < clock.now()
    ? null
    : { earliest: new Date(started + time.minSeconds * 1000), latest: new Date(latest) };
}

/** In the caller's seconds: a clock that runs fast shortens them. */
export function pollAfterSecondsOf(job: GlacierJobRecord, clock: Clock): number | null {
  if (job.completed) return null;
  const age = (clock.now() - job.creationDate.getTime()) / 1000;
  const seconds = secondsUntilNextLook(Math.max(0, age), retrievalTime(job));
  return Math.max(1, Math.ceil(seconds / (clock.speed || 1)));
}

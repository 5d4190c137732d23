// The events that the state of a job means, and when time alone brings the next one. Pure.
import { expectedCompletionOf, type JobRecord, outcomeOf, phaseOf } from '../jobs/jobState.ts';
import { expiringSoonFrom, outputGuaranteedUntil } from '../jobs/outputExpiry.ts';
import type { NotificationEvent } from './notification.ts';

export interface JobEvent {
  readonly event: NotificationEvent;
  /** When it occurred, in milliseconds of AWS's clock. */
  readonly at: number;
}

export interface JobEvents {
  /** In the order in which they occurred. */
  readonly events: readonly JobEvent[];
  /** When the next one occurs if AWS reports no change, in milliseconds of AWS's clock; null if none does. */
  readonly nextAt: number | null;
}

export interface EventTimes {
  now: number;
  /** When this state of the job was seen first. */
  seenAt: number;
  /** How long before the end of the guarantee an output expires soon. */
  soonSeconds: number;
}

/** How long S3 may take to report the figures of an ended Batch job, in milliseconds. */
export const resultDelay = 10 * 60_000;

export function eventsOf(job: JobRecord, { now, seenAt, soonSeconds }: EventTimes): JobEvents {
  const phase = phaseOf(job);
  const coming: JobEvent[] = [];
  if (phase === 'AWAITING_CONFIRMATION') coming.push({ event: 'AWAITING_CONFIRMATION', at: seenAt });
  const expected = phase === 'RUNNING' && job.kind === 'GlacierJob' ? expectedCompletionOf(job, now) : null;
  if (expected) coming.push({ event: 'OVERDUE', at: expected.latest.getTime() + 1 });
  if (phase === 'DONE') coming.push(...endOf(job, seenAt));
  const soonFrom = expiringSoonFrom(job, soonSeconds);
  const guaranteedUntil = outputGuaranteedUntil(job)?.getTime() ?? 0;
  // After the end of the guarantee, it is too late for the event.
  if (soonFrom !== null && now < guaranteedUntil) coming.push({ event: 'EXPIRING_SOON', at: soonFrom });
  const events = coming.filter(({ at }) => at <= now);
  const next = coming.find(({ at }) => at > now);
  return { events, nextAt: next?.at ?? null };
}

/** An end is at most one event. A job that was cancelled has none: somebody has done that on purpose. */
function endOf(job: JobRecord, seenAt: number): JobEvent[] {
  const endedAt = job.completionDate?.getTime() ?? seenAt;
  const outcome = outcomeOf(job);
  if (outcome === 'CANCELLED') return [];
  if (outcome === 'SUCCEEDED') return [{ event: 'DONE', at: endedAt }];
  if (outcome !== null) return [{ event: outcome, at: endedAt }];
  // A job without tasks never has a result.
  return [{ event: 'DONE', at: endedAt + resultDelay }];
}

// When the output of a Glacier job expires, by AWS's clock. Pure.
import { keptAfterEnd } from '../aws/glacier/glacierJob.ts';
import type { Clock } from '../core/clock.ts';
import { dateAt } from '../core/dateAt.ts';
import { type JobRecord, outcomeOf } from './jobState.ts';

/** Until when AWS guarantees the output at Glacier; null for a job without one (Select and S3 Batch write to S3). */
export function outputGuaranteedUntil(job: JobRecord): Date | null {
  if (job.kind === 'BatchJob' || outcomeOf(job) !== 'SUCCEEDED') return null;
  if (job.action !== 'ARCHIVE_RETRIEVAL' && job.action !== 'INVENTORY_RETRIEVAL') return null;
  return dateAt((job.completionDate ?? job.creationDate).getTime() + keptAfterEnd);
}

/**
 * From when on the output expires soon, in milliseconds of AWS's clock; null for a job without an output. `soonSeconds`: how
 * long before the end of the guarantee.
 */
export function expiringSoonFrom(job: JobRecord, soonSeconds: number): number | null {
  const until = outputGuaranteedUntil(job);
  return until === null ? null : until.getTime() - soonSeconds * 1000;
}

/** Whether the guarantee ends soon and has not ended yet. */
export function isExpiringSoon(job: JobRecord, now: number, soonSeconds: number): boolean {
  const from = expiringSoonFrom(job, soonSeconds);
  return from !== null && now >= from && now < from + soonSeconds * 1000;
}

/**
 * For how long AWS still guarantees the output, in whole seconds of the caller's clock, which a faster AWS clock shortens. 0
 * once the guarantee has ended; null for a job without an output.
 */
export function remainingSecondsOf(job: JobRecord, clock: Clock): number | null {
  const until = outputGuaranteedUntil(job);
  if (until === null) return null;
  return Math.max(0, Math.floor((until.getTime() - clock.now()) / 1000 / (clock.speed || 1)));
}

// The state of a job in terms common to both services. Pure.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { retrievalTime } from '../aws/glacier/retrievalTimes.ts';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { dateAt } from '../core/dateAt.ts';
import { batchCompletionOf, batchOutcomeOf, batchPhaseOf } from './batchJobState.ts';
import type { JobOutcome, JobPhase } from './jobPhase.ts';

export type JobRecord = GlacierJobRecord | BatchJobRecord;

export function phaseOf(job: JobRecord): JobPhase {
  if (job.kind === 'BatchJob') return batchPhaseOf(job);
  if (job.completed) return 'DONE';
  return job.statusCode === 'IN_PROGRESS' ? 'RUNNING' : 'UNKNOWN';
}

/** Null until the job has ended, and if AWS does not report a known result. */
export function outcomeOf(job: JobRecord): JobOutcome | null {
  if (job.kind === 'BatchJob') return batchOutcomeOf(job);
  if (!job.completed) return null;
  return job.statusCode === 'SUCCEEDED' || job.statusCode === 'FAILED' ? job.statusCode : null;
}

/**
 * When a job in progress is likely to end; null if there is no estimate. The typical times of a Glacier job are fixed from
 * its start on, so they may have passed. A Batch job's are measured anew with each reading, and lie ahead.
 */
export function expectedCompletionOf(job: JobRecord, now: number): { earliest: Date; latest: Date } | null {
  if (job.kind === 'BatchJob') return batchCompletionOf(job, now);
  const time = phaseOf(job) === 'RUNNING' ? retrievalTime(job) : null;
  if (!time) return null;
  const started = job.creationDate.getTime();
  return { earliest: dateAt(started + time.minSeconds * 1000), latest: dateAt(started + time.maxSeconds * 1000) };
}

/** Whether a job in progress has passed the end of its expected completion. */
export function isOverdue(job: JobRecord, now: number): boolean {
  const expected = expectedCompletionOf(job, now);
  return expected !== null && expected.latest.getTime() < now;
}

// The state of a job in terms common to both services. Pure.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { retrievalTime } from '../aws/glacier/retrievalTimes.ts';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import type { Clock } from '../core/clock.ts';
import { batchCompletionOf, batchOutcomeOf, batchPhaseOf } from './batchJobState.ts';
import type { JobOutcome, JobPhase } from './jobPhase.ts';

export type JobRecord = GlacierJobRecord | BatchJobRecord;

export function phaseOf(job: JobRecord): JobPhase {
  if (job.kind === 'BatchJob') return batchPhaseOf(job);
  // Glacier only distinguishes jobs in progress from ended ones.
  return job.completed ? 'DONE' : 'RUNNING';
}

/** Null until the job has ended, and for a final status that this gateway does not know. */
export function outcomeOf(job: JobRecord): JobOutcome | null {
  if (job.kind === 'BatchJob') return batchOutcomeOf(job);
  if (!job.completed) return null;
  return job.statusCode === 'SUCCEEDED' || job.statusCode === 'FAILED' ? job.statusCode : null;
}

/** When the job is likely to end; null once it has ended, and if there is no estimate. */
export function expectedCompletionOf(job: JobRecord, clock: Clock): { earliest: Date; latest: Date } | null {
  if (job.kind === 'BatchJob') return batchCompletionOf(job, clock.now());
  const time = job.completed ? null : retrievalTime(job);
  if (!time) return null;
  const started = job.creationDate.getTime();
  const latest = started + time.maxSeconds * 1000;
  return latest < clock.now()
    ? null
    : { earliest: new Date(started + time.minSeconds * 1000), latest: new Date(latest) };
}

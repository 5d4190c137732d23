// The state of a Batch job in terms common to both services, and its expected completion from its measured rate. Pure.
import type { BatchJobRecord, BatchJobStatus, ProgressRecord } from '../aws/s3control/batchJob.ts';
import { dateAt } from '../core/dateAt.ts';
import type { JobOutcome, JobPhase } from './jobPhase.ts';

const phases: Record<BatchJobStatus, JobPhase> = {
  NEW: 'QUEUED',
  PREPARING: 'QUEUED',
  READY: 'QUEUED',
  SUSPENDED: 'AWAITING_CONFIRMATION',
  ACTIVE: 'RUNNING',
  COMPLETING: 'RUNNING',
  PAUSING: 'PAUSED',
  PAUSED: 'PAUSED',
  CANCELLING: 'STOPPING',
  FAILING: 'STOPPING',
  COMPLETE: 'DONE',
  FAILED: 'DONE',
  CANCELLED: 'DONE',
  OTHER: 'UNKNOWN',
};

export const batchPhaseOf = ({ status }: { status: BatchJobStatus }): JobPhase => phases[status];

/**
 * The status Complete only means that every task was tried. Null until the job has ended, and for a Complete job without
 * tasks or with fewer results than tasks: nothing shows that it succeeded.
 */
export function batchOutcomeOf({
  status,
  progressSummary,
}: Pick<BatchJobRecord, 'status' | 'progressSummary'>): JobOutcome | null {
  if (status === 'FAILED' || status === 'CANCELLED') return status;
  if (status !== 'COMPLETE') return null;
  if (!progressSummary) return null;
  const { totalNumberOfTasks, numberOfTasksFailed } = progressSummary;
  if (numberOfTasksFailed > 0) return 'COMPLETED_WITH_FAILURES';
  return totalNumberOfTasks > 0 && finishedTasks(progressSummary) >= totalNumberOfTasks ? 'SUCCEEDED' : null;
}

const finishedTasks = ({ numberOfTasksSucceeded, numberOfTasksFailed }: ProgressRecord) =>
  numberOfTasksSucceeded + numberOfTasksFailed;

/** From 0 to 1; null while the total is unknown. */
export const fractionDoneOf = (progress: ProgressRecord): number | null =>
  progress.totalNumberOfTasks > 0 ? Math.min(1, finishedTasks(progress) / progress.totalNumberOfTasks) : null;

/** The seconds that the remaining tasks take at the rate so far; null while the rate is unknown. */
export function batchSecondsLeftOf({ status, progressSummary: progress }: BatchJobRecord): number | null {
  if (!progress || phases[status] !== 'RUNNING' || progress.totalNumberOfTasks === 0) return null;
  const { elapsedTimeInActiveSeconds: elapsed } = progress;
  if (!elapsed || finishedTasks(progress) === 0) return null;
  return Math.max(0, progress.totalNumberOfTasks - finishedTasks(progress)) * (elapsed / finishedTasks(progress));
}

/** From three quarters of the remaining time to one and a half times of it, at the rate so far. */
export function batchCompletionOf(job: BatchJobRecord, now: number): { earliest: Date; latest: Date } | null {
  const left = batchSecondsLeftOf(job);
  if (left === null) return null;
  return { earliest: dateAt(now + left * 750), latest: dateAt(now + left * 1500) };
}

/** Every outcome that a job of this status can have; empty until it has ended. */
export function batchOutcomesOf(status: BatchJobStatus): readonly JobOutcome[] {
  if (status === 'COMPLETE') return ['SUCCEEDED', 'COMPLETED_WITH_FAILURES'];
  const outcome = batchOutcomeOf({ status, progressSummary: null });
  return outcome ? [outcome] : [];
}

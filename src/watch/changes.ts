// Whether a look at a job has brought anything new. AWS's lists lag, and two instances may look at once for a moment: what
// is older than what is known already is no changes, so that progress never goes back and an end stays one. Pure.
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import type { JobSnapshot } from './watchStore.ts';

export const hasEnded = (job: JobRecord): boolean => phaseOf(job) === 'DONE';

/** Whether the job ended before `time`, in milliseconds. A job without a completion date ended long ago. */
export const endedBefore = (job: JobRecord, time: number): boolean =>
  hasEnded(job) && (job.completionDate?.getTime() ?? 0) < time;

/** A job goes up only; READY, ACTIVE and PAUSED take turns. */
const ranks: Record<BatchJobStatus, number> = {
  NEW: 0,
  PREPARING: 1,
  SUSPENDED: 2,
  READY: 3,
  ACTIVE: 3,
  PAUSING: 3,
  PAUSED: 3,
  OTHER: 3,
  COMPLETING: 4,
  CANCELLING: 4,
  FAILING: 4,
  COMPLETE: 5,
  CANCELLED: 5,
  FAILED: 5,
};

const tasksDone = (job: JobRecord): number =>
  job.kind === 'BatchJob' && job.progressSummary
    ? job.progressSummary.numberOfTasksSucceeded + job.progressSummary.numberOfTasksFailed
    : 0;

/** Above 0 where the state is a later one than the known, below where it is an earlier one. */
function stepFrom(known: JobRecord, seen: JobRecord): number {
  if (seen.kind === 'BatchJob' && known.kind === 'BatchJob') return ranks[seen.status] - ranks[known.status];
  return Number(hasEnded(seen)) - Number(hasEnded(known));
}

/** Of which a change is worth telling; the time a job has spent at work is none, for it always changes. */
function tellingOf(job: JobRecord): string {
  if (job.kind === 'GlacierJob') return JSON.stringify([job.statusCode, job.completed, job.statusMessage]);
  const { status, priority, progressSummary: progress } = job;
  return JSON.stringify([
    status,
    priority,
    progress?.totalNumberOfTasks,
    progress?.numberOfTasksSucceeded,
    progress?.numberOfTasksFailed,
  ]);
}

/** The snapshot to keep in place of the one known; null where it brings nothing new. */
export function changesIn(seen: JobSnapshot, known: JobSnapshot | undefined): JobSnapshot | null {
  if (!known) return seen;
  if (!known.job) return seen.job ? seen : null;
  // AWS forgets a job a day after its end; how it ended stays known.
  if (!seen.job) return hasEnded(known.job) ? null : seen;
  const step = stepFrom(known.job, seen.job);
  const detailsCame = seen.details !== null && known.details === null;
  if (hasEnded(known.job)) return step === 0 && detailsCame ? { ...known, details: seen.details } : null;
  const wentBack = tasksDone(seen.job) < tasksDone(known.job);
  if (step < 0 || (step === 0 && wentBack)) return null;
  if (wentBack) return { ...seen, job: withProgressOf(known.job, seen.job) };
  return detailsCame || tellingOf(seen.job) !== tellingOf(known.job) ? seen : null;
}

/** A later state is never missed because of counters that lag behind. */
const withProgressOf = (known: JobRecord, seen: JobRecord): JobRecord =>
  seen.kind === 'BatchJob' && known.kind === 'BatchJob' ? { ...seen, progressSummary: known.progressSummary } : seen;

// Changes between the known state of a job and a newly read one. AWS's lists lag, and two instances may poll at once for a
// moment. A state that is older than the known one is no change: progress never goes back, and an ended job stays ended.
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { type JobRecord, outcomeOf, phaseOf } from '../jobs/jobState.ts';
import type { JobSnapshot } from './watchStore.ts';

/** Where its restores are followed, a job has ended once they are settled. */
export const hasEnded = (job: JobRecord): boolean =>
  phaseOf(job) === 'DONE' && (job.kind === 'GlacierJob' || (job.restores?.isSettled ?? true));

/** Whether the job ended before `time`, in milliseconds. A job without a completion date ended long ago. */
export const endedBefore = (job: JobRecord, time: number): boolean =>
  hasEnded(job) && (job.completionDate?.getTime() ?? 0) < time;

const endRank = 5;

/** The rank of a job only rises. READY, ACTIVE and PAUSED alternate. Null for an unknown status, which may be any step. */
const ranks: Record<BatchJobStatus, number | null> = {
  NEW: 0,
  PREPARING: 1,
  SUSPENDED: 2,
  READY: 3,
  ACTIVE: 3,
  PAUSING: 3,
  PAUSED: 3,
  OTHER: null,
  COMPLETING: 4,
  CANCELLING: 4,
  FAILING: 4,
  COMPLETE: endRank,
  CANCELLED: endRank,
  FAILED: endRank,
};

/**
 * Whether a job that is said to have a status is known to be as far; null: said to have ended. Of statuses that alternate, and
 * of unknown ones, nobody can say which is later.
 */
export function hasReached(job: JobRecord, status: BatchJobStatus | null): 'yes' | 'no' | 'perhaps' {
  if (hasEnded(job)) return 'yes';
  if (job.kind !== 'BatchJob' || status === null) return 'no';
  if (job.status === status) return 'yes';
  const [known, said] = [ranks[job.status], ranks[status]];
  if (known === null || said === null || known === said) return 'perhaps';
  return known > said ? 'yes' : 'no';
}

/** Whether a job of the status has ended; null: said to have ended. */
export const isEnd = (status: BatchJobStatus | null): boolean => status === null || ranks[status] === endRank;

const tasksDone = (job: JobRecord): number =>
  job.kind === 'BatchJob' && job.progressSummary
    ? job.progressSummary.numberOfTasksSucceeded + job.progressSummary.numberOfTasksFailed
    : 0;

/** Positive for a later state than the known one, negative for an earlier one. */
function stepFrom(known: JobRecord, seen: JobRecord): number {
  if (seen.kind === 'BatchJob' && known.kind === 'BatchJob') {
    const [from, to] = [ranks[known.status], ranks[seen.status]];
    return from === null || to === null ? 0 : to - from;
  }
  return Number(hasEnded(seen)) - Number(hasEnded(known));
}

/** The part of a job whose change is an event. The active time is not in it: it always changes. */
function comparable(job: JobRecord): string {
  if (job.kind === 'GlacierJob') return JSON.stringify([job.awsStatusCode, job.completed, job.statusMessage]);
  const { status, awsStatus, priority, progressSummary: progress, restores } = job;
  return JSON.stringify([
    status,
    awsStatus,
    priority,
    progress?.totalNumberOfTasks,
    progress?.numberOfTasksSucceeded,
    progress?.numberOfTasksFailed,
    restores && [restores.counts, restores.isWhole, restores.isSettled, restores.readableUntil],
  ]);
}

/** AWS may report the figures of an ended Batch job later than its end. */
const bringsResult = (seen: JobRecord, known: JobRecord): boolean =>
  seen.kind === 'BatchJob' &&
  known.kind === 'BatchJob' &&
  seen.status === known.status &&
  outcomeOf(known) === null &&
  outcomeOf(seen) !== null;

/** Whether the output of the ended job expires soon from this snapshot on. */
export const beginsToExpire = (seen: JobSnapshot, known: JobSnapshot): boolean =>
  seen.expiresSoon === true && known.expiresSoon !== true;

/** The snapshot that replaces the known one; null if there is no change. */
export function changesIn<S extends JobSnapshot>(seen: S, known: S | undefined): S | null {
  if (!known) return seen;
  if (!known.job) return seen.job ? seen : null;
  // AWS forgets a job a day after its end. The watch keeps how it ended.
  if (!seen.job) return hasEnded(known.job) ? null : seen;
  const step = stepFrom(known.job, seen.job);
  const detailsCame = seen.details !== null && known.details === null;
  if (hasEnded(known.job)) {
    if (beginsToExpire(seen, known)) return { ...seen, details: seen.details ?? known.details };
    if (bringsResult(seen.job, known.job)) return { ...seen, details: seen.details ?? known.details };
    return step === 0 && detailsCame && hasEnded(seen.job) ? { ...known, details: seen.details } : null;
  }
  const wentBack = tasksDone(seen.job) < tasksDone(known.job);
  if (step < 0 || (step === 0 && wentBack)) return null;
  if (wentBack) return { ...seen, job: withProgressOf(known.job, seen.job) };
  return detailsCame || comparable(seen.job) !== comparable(known.job) ? seen : null;
}

/** Counters that lag behind do not hide a later state. */
const withProgressOf = (known: JobRecord, seen: JobRecord): JobRecord =>
  seen.kind === 'BatchJob' && known.kind === 'BatchJob' ? { ...seen, progressSummary: known.progressSummary } : seen;

// Whether a look at a job has brought anything new. AWS's lists lag, and two instances may look at once for a moment: what
// is older than what is known already is no news, so that progress never goes back and an end stays one. Pure.
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import type { Sighting } from './watchStore.ts';

export const hasEnded = (job: JobRecord): boolean => phaseOf(job) === 'DONE';

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

function isOlder(seen: JobRecord, known: JobRecord): boolean {
  if (hasEnded(known)) return true;
  if (seen.kind !== 'BatchJob' || known.kind !== 'BatchJob') return false;
  return ranks[seen.status] < ranks[known.status] || tasksDone(seen) < tasksDone(known);
}

/** What a change of is worth telling; the time a job has spent at work is none, for it always changes. */
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

/** The sighting to keep in place of the one known; null where it brings nothing new. */
export function newsIn(seen: Sighting, known: Sighting | undefined): Sighting | null {
  if (!known) return seen;
  if (!known.job) return seen.job ? seen : null;
  // AWS forgets a job a day after its end; how it ended stays known.
  if (!seen.job) return hasEnded(known.job) ? null : seen;
  const detailsCame = seen.details !== null && known.details === null;
  if (isOlder(seen.job, known.job)) return detailsCame && hasEnded(seen.job) ? seen : null;
  return detailsCame || tellingOf(seen.job) !== tellingOf(known.job) ? seen : null;
}

// When a feed reports the progress of a Batch job. A job of a million objects changes at every poll: small steps are
// collected. Everything else is reported at once. Pure.
import { isDeepStrictEqual } from 'node:util';
import type { BatchJobRecord, ProgressRecord } from '../aws/s3control/batchJob.ts';
import type { JobSnapshot } from './watchStore.ts';

/** Of all tasks of the job. */
const noticeable = 0.005;

/** Milliseconds until the state is to be reported; 0 for at once. `sinceReport`: milliseconds since the job's last report. */
export function reportAfter(
  reported: JobSnapshot,
  seen: JobSnapshot,
  { sinceReport, minInterval }: { sinceReport: number; minInterval: number },
): number {
  return isSmallStep(reported, seen) ? Math.max(0, minInterval - sinceReport) : 0;
}

/** Whether two states differ by less than 0.5 % of the tasks, and by nothing else. */
function isSmallStep(reported: JobSnapshot, seen: JobSnapshot): boolean {
  if (reported.job?.kind !== 'BatchJob' || seen.job?.kind !== 'BatchJob') return false;
  const [from, to] = [reported.job.progressSummary, seen.job.progressSummary];
  if (!from || !to || from.totalNumberOfTasks !== to.totalNumberOfTasks) return false;
  const beginsToFail = from.numberOfTasksFailed === 0 && to.numberOfTasksFailed > 0;
  if (beginsToFail || done(to) - done(from) >= noticeable * to.totalNumberOfTasks) return false;
  const isSameJob = isDeepStrictEqual(withoutProgress(reported.job), withoutProgress(seen.job));
  return isSameJob && isDeepStrictEqual(reported.details, seen.details);
}

const done = ({ numberOfTasksSucceeded, numberOfTasksFailed }: ProgressRecord): number =>
  numberOfTasksSucceeded + numberOfTasksFailed;

const withoutProgress = (job: BatchJobRecord) => ({ ...job, progressSummary: null });

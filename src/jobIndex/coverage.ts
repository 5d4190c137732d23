// Which jobs of a list were read, or are wanted: those with certain statuses, or all. AWS filters its lists by status, in
// the words of each service. Pure.
import type { ListJobsFilter } from '../aws/glacier/listJobs.ts';
import type { KnownBatchJobStatus } from '../aws/s3control/batchJob.ts';
import type { JobRecord } from '../jobs/jobState.ts';

/** Statuses; null for all of them, including those that this gateway does not know. */
export type Coverage = ReadonlySet<string> | null;

/** Whether a list with the jobs of `known` has all jobs of `wanted`. */
export const covers = (known: Coverage, wanted: Coverage): boolean =>
  known === null || (wanted !== null && [...wanted].every((status) => known.has(status)));

export const unite = (a: Coverage, b: Coverage): Coverage => (a === null || b === null ? null : new Set([...a, ...b]));

export const isCovered = (coverage: Coverage, job: JobRecord): boolean => coverage?.has(statusOf(job)) ?? true;

/** AWS's filter by `completed` puts a Glacier job of an unknown status with those in progress or with those that ended. */
const statusOf = (job: JobRecord): string =>
  job.kind === 'BatchJob' ? job.status : job.completed ? job.statusCode : 'IN_PROGRESS';

const inProgress: Coverage = new Set(['IN_PROGRESS']);
const completed: Coverage = new Set(['SUCCEEDED', 'FAILED', 'OTHER']);

export function coverageOfGlacier({ statusCode, completed: isCompleted }: ListJobsFilter): Coverage {
  if (statusCode != null) return new Set([statusCode]);
  return isCompleted == null ? null : isCompleted ? completed : inProgress;
}

/** The narrowest filter of Glacier that returns all wanted jobs. */
export function glacierFilterFor(wanted: Coverage): ListJobsFilter {
  if (wanted === null) return {};
  const [first, ...others] = wanted;
  if (covers(inProgress, wanted)) return { completed: false };
  if (!covers(completed, wanted)) return {};
  return others.length === 0 ? { statusCode: first as NonNullable<ListJobsFilter['statusCode']> } : { completed: true };
}

export const coverageOfBatch = (statuses: readonly KnownBatchJobStatus[] | null): Coverage =>
  statuses && new Set(statuses);

export const batchFilterFor = (wanted: Coverage): readonly KnownBatchJobStatus[] | null =>
  wanted && ([...wanted] as KnownBatchJobStatus[]);

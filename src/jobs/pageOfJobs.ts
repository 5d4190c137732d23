// A page of a list of jobs after a position. Pure.
import { comparePositions, type JobOrder, type JobPosition, type PositionedJob, positionedBy } from './jobOrder.ts';
import type { JobRecord } from './jobState.ts';

export interface PageOfJobs {
  jobs: PositionedJob[];
  hasMore: boolean;
}

export interface PageOfJobsRequest {
  order: JobOrder;
  first: number;
  /** Null for the start of the list. The job of the position may have left the list. */
  after: JobPosition | null;
  /** The time of the list's first page. */
  now: number;
}

export function pageOfJobs(jobs: readonly JobRecord[], { order, first, after, now }: PageOfJobsRequest): PageOfJobs {
  const compare = comparePositions(order);
  const positioned = jobs.map(positionedBy(order, now));
  const following = after ? positioned.filter((job) => compare(after, job) < 0) : positioned;
  const hasMore = following.length > first;
  return { jobs: first === 0 ? [] : following.sort(compare).slice(0, first), hasMore };
}

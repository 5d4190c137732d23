// A page of a list of jobs after a position. The list comes in parts, each in the order of the list: the first ten of 100,000
// jobs need no sorted list of all. Pure.
import { comparePositions, type JobOrder, type JobPosition, type PositionedJob, positionedBy } from './jobOrder.ts';
import type { JobRecord } from './jobState.ts';

export interface PageOfJobsRequest {
  order: JobOrder;
  first: number;
  /** Null for the start of the list. The job of the position may have left the list. */
  after: JobPosition | null;
  /** The time of the list's first page. */
  now: number;
}

export interface PageOfJobs {
  /** In order. It never changes. */
  jobs: readonly JobRecord[];
  hasMore: boolean;
}

/** The next job of a part. */
interface Head {
  part: readonly JobRecord[];
  index: number;
  next: PositionedJob;
}

export function pageOfJobs(
  parts: readonly (readonly JobRecord[])[],
  { order, first, after, now }: PageOfJobsRequest,
): PageOfJobs {
  const position = positionedBy(order, now);
  const compare = comparePositions(order);
  /** The last one is next. */
  const heads: Head[] = [];
  let following = 0;
  const headOf = (part: readonly JobRecord[], index: number): Head | null => {
    const job = part[index];
    return job ? { part, index, next: position(job) } : null;
  };
  const add = (head: Head | null): void => {
    if (!head) return;
    const at = firstIndex(heads.length, (index) => compare((heads[index] as Head).next, head.next) < 0);
    heads.splice(at, 0, head);
  };
  for (const part of parts) {
    const start = after
      ? firstIndex(part.length, (index) => compare(after, position(part[index] as JobRecord)) < 0)
      : 0;
    following += part.length - start;
    if (first > 0) add(headOf(part, start));
  }
  const jobs: JobRecord[] = [];
  for (let head = heads.pop(); head && jobs.length < first; head = heads.pop()) {
    jobs.push(head.next.job);
    add(headOf(head.part, head.index + 1));
  }
  return { jobs: Object.freeze(jobs), hasMore: following > first };
}

/** The first index below `length` for which a test holds that holds for all later ones too; `length` if there is none. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

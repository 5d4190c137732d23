// A page of a list of jobs after a position. It takes the jobs one by one, in any order, and keeps little more than the page:
// the first ten of 100,000 jobs need no sorted list of all. Pure.
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

/** Sorting once for many jobs costs less than keeping the page sorted. */
const spare = 100;

export class PageOfJobs {
  readonly #request: PageOfJobsRequest;
  readonly #position: (job: JobRecord) => PositionedJob;
  readonly #compare: (a: JobPosition, b: JobPosition) => number;
  #kept: PositionedJob[] = [];
  /** The last job of the page so far; null until the page is full. */
  #last: PositionedJob | null = null;
  #following = 0;

  constructor(request: PageOfJobsRequest) {
    this.#request = request;
    this.#position = positionedBy(request.order, request.now);
    this.#compare = comparePositions(request.order);
  }

  add(job: JobRecord): void {
    const { after, first } = this.#request;
    const positioned = this.#position(job);
    if (after && this.#compare(after, positioned) >= 0) return;
    this.#following += 1;
    if (first === 0 || (this.#last && this.#compare(this.#last, positioned) < 0)) return;
    this.#kept.push(positioned);
    if (this.#kept.length >= 2 * first + spare) this.#cut();
  }

  /** In order. */
  get jobs(): readonly PositionedJob[] {
    this.#cut();
    return this.#kept;
  }

  get hasMore(): boolean {
    return this.#following > this.#request.first;
  }

  #cut(): void {
    const { first } = this.#request;
    this.#kept = this.#kept.sort(this.#compare).slice(0, first);
    if (this.#kept.length === first) this.#last = this.#kept.at(-1) ?? null;
  }
}

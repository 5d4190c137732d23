// A page of the query `jobs`. What few queries select is made when it is read: edges, whose cursors are hashes, and what could not
// be read.
import { joinSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { isTimelessOrder, type JobOrder, positionedBy } from '../jobs/jobOrder.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { PageOfJobs } from '../jobs/pageOfJobs.ts';
import type { MatchingJobs } from '../loaders/matchingJobs.ts';
import { CursorEdge } from './kit/cursorEdge.ts';
import type { Connection, Edge } from './kit/readConnection.ts';

export interface JobsPageParts {
  /** All jobs of the list. */
  matching: MatchingJobs;
  page: PageOfJobs;
  order: JobOrder;
  /** Identifies the list and its filter; cursors are bound to it. */
  scope: string;
  /** The time of the list's first page, in the time of AWS. */
  now: number;
  /** What the first page was read as of, in real milliseconds; null if nothing was read. */
  asOf: number | null;
  hasPreviousPage: boolean;
}

export class JobsPage implements Connection<JobRecord> {
  readonly #parts: JobsPageParts;

  constructor(parts: JobsPageParts) {
    this.#parts = parts;
  }

  get matching(): MatchingJobs {
    return this.#parts.matching;
  }

  get nodes(): readonly JobRecord[] {
    return this.#parts.page.jobs;
  }

  get edges(): Edge<JobRecord>[] {
    return this.nodes.map((job) => this.#edgeOf(job));
  }

  get pageInfo(): Connection<JobRecord>['pageInfo'] {
    return this;
  }

  get hasNextPage(): boolean {
    return this.#parts.page.hasMore;
  }

  get hasPreviousPage(): boolean {
    return this.#parts.hasPreviousPage;
  }

  get startCursor(): string | null {
    return this.#cursorOf(this.nodes[0]);
  }

  get endCursor(): string | null {
    return this.#cursorOf(this.nodes.at(-1));
  }

  get skipped(): SkippedRecords {
    return joinSkipped(this.matching.sources.map(({ skipped }) => skipped));
  }

  #cursorOf(job: JobRecord | undefined): string | null {
    return job ? this.#edgeOf(job).cursor : null;
  }

  #edgeOf(job: JobRecord): Edge<JobRecord> {
    const { order, scope, now, asOf } = this.#parts;
    const { value, key } = positionedBy(order, now)(job);
    // The cursors of one reading stay the same, and so does the ETag of a response.
    return new CursorEdge(job, scope, [value, key, isTimelessOrder(order) ? null : now, asOf]);
  }
}

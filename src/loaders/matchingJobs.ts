// The jobs that match a filter, and what fields show of them. Equal fields share the work, which is done in turns of the
// event loop.
import type { WorkInTurns } from '../core/workInTurns.ts';
import type { SourceReading } from '../jobIndex/jobSource.ts';
import { type JobDimension, type JobGroup, JobGroups } from '../jobs/jobGroups.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { PageOfJobs, type PageOfJobsRequest } from '../jobs/pageOfJobs.ts';

export class MatchingJobs {
  readonly #results = new Map<string, Promise<unknown>>();

  constructor(
    /** In no order. */
    readonly jobs: readonly JobRecord[],
    readonly sources: readonly SourceReading[],
    readonly work: WorkInTurns,
  ) {}

  page(request: PageOfJobsRequest): Promise<PageOfJobs> {
    return this.#once(`page ${JSON.stringify(request)}`, () => this.#fill(new PageOfJobs(request)));
  }

  groups(by: readonly JobDimension[]): Promise<JobGroup[]> {
    const dimensions = [...new Set(by)].sort();
    return this.#once(`groups ${dimensions}`, async () => (await this.#fill(new JobGroups(dimensions))).groups);
  }

  #once<Result>(wish: string, compute: () => Promise<Result>): Promise<Result> {
    const known = this.#results.get(wish) as Promise<Result> | undefined;
    const result = known ?? compute();
    this.#results.set(wish, result);
    return result;
  }

  async #fill<Result extends { add(job: JobRecord): void }>(result: Result): Promise<Result> {
    await this.work.forEach(this.jobs, (job) => result.add(job));
    return result;
  }
}

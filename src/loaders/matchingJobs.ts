// The jobs that match a filter, and what fields show of them. What is computed of a run serves all queries until its list
// changes; the rest is done in turns of the event loop. Equal fields share it.
import type { WorkInTurns } from '../core/workInTurns.ts';
import type { SourceReading } from '../jobIndex/jobSource.ts';
import { type JobDimension, type JobGroup, JobGroups } from '../jobs/jobGroups.ts';
import { isTimelessOrder, sortJobs } from '../jobs/jobOrder.ts';
import type { JobRun } from '../jobs/jobRun.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { type PageOfJobs, type PageOfJobsRequest, pageOfJobs } from '../jobs/pageOfJobs.ts';

/** To sort a job takes about as long as to filter some. */
const weightOfSorting = 4;

export class MatchingJobs {
  readonly #results = new Map<string, Promise<unknown>>();

  constructor(
    /** Only jobs that match. */
    readonly runs: readonly JobRun[],
    readonly sources: readonly SourceReading[],
    readonly work: WorkInTurns,
  ) {}

  get count(): number {
    return this.runs.reduce((sum, { jobs }) => sum + jobs.length, 0);
  }

  /** In no order. */
  get jobs(): readonly JobRecord[] {
    return this.runs.flatMap(({ jobs }) => jobs);
  }

  page(request: PageOfJobsRequest): Promise<PageOfJobs> {
    return this.#once(`page ${JSON.stringify(request)}`, async () => {
      const { order, now } = request;
      const key = isTimelessOrder(order) ? `order ${order.field} ${order.direction}` : null;
      const parts = await computeOfRuns(
        this.runs,
        key,
        this.work,
        ({ jobs }) => sortJobs(jobs, order, now),
        weightOfSorting,
      );
      return pageOfJobs(parts, request);
    });
  }

  groups(by: readonly JobDimension[]): Promise<JobGroup[]> {
    const dimensions = [...new Set(by)].sort();
    return this.#once(`groups ${dimensions}`, async () => {
      const all = new JobGroups(dimensions);
      const parts = await computeOfRuns(this.runs, `groups ${dimensions}`, this.work, ({ jobs }) => {
        const groups = new JobGroups(dimensions);
        for (const job of jobs) groups.add(job);
        return groups;
      });
      for (const part of parts) all.merge(part);
      return all.groups;
    });
  }

  #once<Result>(wish: string, compute: () => Promise<Result>): Promise<Result> {
    const known = this.#results.get(wish) as Promise<Result> | undefined;
    const result = known ?? compute();
    this.#results.set(wish, result);
    return result;
  }
}

/** What `compute` returns for each run. It is kept under the key; null for what changes while time passes. */
export async function computeOfRuns<Result>(
  runs: readonly JobRun[],
  key: string | null,
  work: WorkInTurns,
  compute: (run: JobRun) => Result,
  weight = 1,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const run of runs) {
    const known = key === null ? undefined : run.known<Result>(key);
    if (known === undefined) await work.take(run.jobs.length, weight);
    const result = known ?? compute(run);
    if (known === undefined && key !== null) run.keep(key, result);
    results.push(result);
  }
  return results;
}

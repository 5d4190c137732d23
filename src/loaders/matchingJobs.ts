// The jobs that match a filter, and what fields show of them. What is computed of a run serves all queries until its list
// changes; the rest is done in turns of the event loop. Equal fields share it.
import { andThen, type MaybePromise } from '../core/maybePromise.ts';
import type { WorkInTurns } from '../core/workInTurns.ts';
import type { SourceReading } from '../jobIndex/jobSource.ts';
import type { KnownPages } from '../jobIndex/knownPages.ts';
import { type JobDimension, type JobGroup, JobGroups } from '../jobs/jobGroups.ts';
import { type JobLoad, JobLoads } from '../jobs/jobLoads.ts';
import { isTimelessOrder, sortJobs } from '../jobs/jobOrder.ts';
import type { JobRun } from '../jobs/jobRun.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { type PageOfJobs, type PageOfJobsRequest, pageOfJobs } from '../jobs/pageOfJobs.ts';

/** To sort a job takes about as long as to filter some. */
const weightOfSorting = 4;

export class MatchingJobs {
  readonly #results = new Map<string, MaybePromise<unknown>>();

  constructor(
    /** Only jobs that match. */
    readonly runs: readonly JobRun[],
    readonly sources: readonly SourceReading[],
    readonly work: WorkInTurns,
    readonly pages: KnownPages,
  ) {}

  get count(): number {
    return this.runs.reduce((sum, { jobs }) => sum + jobs.length, 0);
  }

  /** In no order. */
  get jobs(): readonly JobRecord[] {
    return this.runs.flatMap(({ jobs }) => jobs);
  }

  page(request: PageOfJobsRequest): MaybePromise<PageOfJobs> {
    const compute = () => {
      const { order, now } = request;
      const key = isTimelessOrder(order) ? `order ${order.field} ${order.direction}` : null;
      const sort = ({ jobs }: JobRun) => sortJobs(jobs, order, now);
      const parts = computeOfRuns(this.runs, key, this.work, sort, weightOfSorting);
      return andThen(parts, (sorted) => pageOfJobs(sorted, request));
    };
    return this.#once(`page ${JSON.stringify(request)}`, () => this.pages.find(this.runs, request, compute));
  }

  groups(by: readonly JobDimension[]): MaybePromise<JobGroup[]> {
    const dimensions = [...new Set(by)].sort();
    return this.#once(`groups ${dimensions}`, () => {
      const count = ({ jobs }: JobRun) => {
        const groups = new JobGroups(dimensions);
        for (const job of jobs) groups.add(job);
        return groups;
      };
      return andThen(computeOfRuns(this.runs, `groups ${dimensions}`, this.work, count), (parts) => {
        const all = new JobGroups(dimensions);
        for (const part of parts) all.merge(part);
        return all.groups;
      });
    });
  }

  loads(): MaybePromise<readonly JobLoad[]> {
    return this.#once('loads', () => {
      const addUp = ({ jobs }: JobRun) => {
        const loads = new JobLoads();
        for (const job of jobs) loads.add(job);
        return loads;
      };
      return andThen(computeOfRuns(this.runs, 'loads', this.work, addUp), (parts) => {
        const all = new JobLoads();
        for (const part of parts) all.merge(part);
        return all.list;
      });
    });
  }

  #once<Result>(wish: string, compute: () => MaybePromise<Result>): MaybePromise<Result> {
    const known = this.#results.get(wish) as MaybePromise<Result> | undefined;
    const result = known ?? compute();
    this.#results.set(wish, result);
    return result;
  }
}

/**
 * What `compute` returns for each run. It is kept under the key; null for what changes while time passes. A promise only if the
 * work must wait for a turn.
 */
export function computeOfRuns<Result>(
  runs: readonly JobRun[],
  key: string | null,
  work: WorkInTurns,
  compute: (run: JobRun) => Result,
  weight = 1,
): MaybePromise<Result[]> {
  const results: Result[] = [];
  const add = (run: JobRun, known: Result | undefined) => {
    const result = known ?? compute(run);
    if (known === undefined && key !== null) run.keep(key, result);
    results.push(result);
  };
  const next = (): MaybePromise<Result[]> => {
    while (results.length < runs.length) {
      const run = runs[results.length] as JobRun;
      const known = key === null ? undefined : run.known<Result>(key);
      if (known === undefined && !work.takeNow(run.jobs.length, weight)) {
        return work.take(run.jobs.length, weight).then(() => {
          add(run, undefined);
          return next();
        });
      }
      add(run, known);
    }
    return results;
  };
  return next();
}

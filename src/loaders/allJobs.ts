// All jobs of both services that a filter lets through, newest first. A list serves its next pages for a while.
import type { Access } from '../access/access.ts';
import type { Backend } from '../aws/backend.ts';
import { batchJobKey, glacierJobKey } from '../core/location.ts';
import { type JobRecord, outcomeOf, phaseOf } from '../jobs/jobState.ts';
import type { Storage } from '../storage/createStorage.ts';
import { type JobKind, type JobSource, planJobSources, type SourceFilter } from './jobSources.ts';
import { type Reads, readSource, type SourceReading } from './readSource.ts';

export interface AllJobsFilter extends SourceFilter {
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
}

/** A job's place in the list: newest first, the key decides between jobs of the same moment. */
export interface JobPlace {
  at: number;
  key: string;
}

export interface PlacedJob extends JobPlace {
  job: JobRecord;
}

export interface AllJobs {
  jobs: readonly PlacedJob[];
  sources: readonly Omit<SourceReading, 'jobs'>[];
}

export const newestFirst = (a: JobPlace, b: JobPlace): number =>
  b.at - a.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

export interface AllJobsLoader {
  /** The list as it is now, or as it was a moment ago where that serves (for a next page). */
  load(filter: AllJobsFilter, recent: boolean): Promise<AllJobs>;
}

export function createAllJobsLoader(
  reads: Reads,
  { backend, store, jobsPerSource }: { backend: Backend; store: Storage; jobsPerSource: number },
  access: Access,
): AllJobsLoader {
  const isTheirs = ({ service, location }: JobSource) =>
    service === 'GLACIER' ? access.vaultsIn(location) !== 'none' : access.allows('read', location);
  const read = async (filter: AllJobsFilter): Promise<AllJobs> => {
    const readings = await Promise.all(
      planJobSources(backend.accounts, filter)
        .filter(isTheirs)
        .map((source) => readSource(reads, source, jobsPerSource)),
    );
    const jobs = readings.flatMap((reading) => reading.jobs.filter((job) => fits(filter, job)).map(placed));
    return { jobs: jobs.sort(newestFirst), sources: readings };
  };
  return {
    load: async (filter, recent) => {
      // Another's list may have in it what is not theirs.
      const key = `${access.key} ${JSON.stringify(filter)}`;
      const known = recent ? store.jobLists.get(key) : undefined;
      if (known) return known as AllJobs;
      // Kept once it is read: one under way ends with its caller, who may go away.
      const list = await read(filter);
      store.jobLists.set(key, list);
      return list;
    },
  };
}

const placed = (job: JobRecord): PlacedJob => ({
  at: job.creationDate.getTime(),
  key: job.kind === 'BatchJob' ? batchJobKey(job) : glacierJobKey(job),
  job,
});

const kindOf = (job: JobRecord): JobKind | 'OTHER' => (job.kind === 'BatchJob' ? 'BATCH' : job.action);

/** The whole filter once more: AWS can carry out only a part of it. */
function fits({ phases, outcomes, kinds, createdAfter, createdBefore }: AllJobsFilter, job: JobRecord): boolean {
  const outcome = outcomeOf(job);
  return (
    (!phases || phases.includes(phaseOf(job))) &&
    (!outcomes || (outcome !== null && outcomes.includes(outcome))) &&
    (!kinds || kinds.some((kind) => kind === kindOf(job))) &&
    (!createdAfter || job.creationDate > createdAfter) &&
    (!createdBefore || job.creationDate < createdBefore)
  );
}

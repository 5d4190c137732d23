// All jobs of both services that match a filter, newest first. A list is cached for a short time, for its next pages.
import type { Access } from '../access/access.ts';
import type { Backend } from '../aws/backend.ts';
import { batchJobKey, glacierJobKey } from '../core/location.ts';
import { type JobRecord, outcomeOf, phaseOf } from '../jobs/jobState.ts';
import type { Storage } from '../storage/createStorage.ts';
import { type JobKind, type JobSource, planJobSources, type SourceFilter } from './planJobSources.ts';
import { readSource, type SourceLoaders, type SourceReading } from './readSource.ts';

export interface AllJobsFilter extends SourceFilter {
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
}

/** The position of a job in the list: newest first, then by key. */
export interface JobPosition {
  at: number;
  key: string;
}

export interface PositionedJob extends JobPosition {
  job: JobRecord;
}

export interface AllJobs {
  jobs: readonly PositionedJob[];
  sources: readonly Omit<SourceReading, 'jobs'>[];
}

export const newestFirst = (a: JobPosition, b: JobPosition): number =>
  b.at - a.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

export interface AllJobsLoader {
  /** With `mayBeCached`, a list that was read a short time ago serves, for a next page. */
  load(filter: AllJobsFilter, mayBeCached: boolean): Promise<AllJobs>;
}

export function createAllJobsLoader(
  loaders: SourceLoaders,
  { backend, store, jobsPerSource }: { backend: Backend; store: Storage; jobsPerSource: number },
  access: Access,
): AllJobsLoader {
  const isAllowed = ({ service, location }: JobSource) =>
    service === 'GLACIER' ? access.vaultsIn(location) !== 'none' : access.allows('read', location);
  const read = async (filter: AllJobsFilter): Promise<AllJobs> => {
    const readings = await Promise.all(
      planJobSources(backend.accounts, filter)
        .filter(isAllowed)
        .map((source) => readSource(loaders, source, jobsPerSource)),
    );
    const jobs = readings.flatMap((reading) => reading.jobs.filter((job) => matches(filter, job)).map(toPositioned));
    return { jobs: jobs.sort(newestFirst), sources: readings };
  };
  return {
    load: async (filter, mayBeCached) => {
      // By access: the list of another caller may contain jobs that this one may not read.
      const key = `${access.key} ${JSON.stringify(filter)}`;
      const known = mayBeCached ? store.jobLists.get(key) : undefined;
      if (known) return known as AllJobs;
      // Cached once it is read: a list that is being read ends with its caller.
      const list = await read(filter);
      store.jobLists.set(key, list);
      return list;
    },
  };
}

const toPositioned = (job: JobRecord): PositionedJob => ({
  at: job.creationDate.getTime(),
  key: job.kind === 'BatchJob' ? batchJobKey(job) : glacierJobKey(job),
  job,
});

const kindOf = (job: JobRecord): JobKind | 'OTHER' => (job.kind === 'BatchJob' ? 'BATCH' : job.action);

/** The whole filter again: AWS applies only a part of it. */
function matches({ phases, outcomes, kinds, createdAfter, createdBefore }: AllJobsFilter, job: JobRecord): boolean {
  const outcome = outcomeOf(job);
  return (
    (!phases || phases.includes(phaseOf(job))) &&
    (!outcomes || (outcome !== null && outcomes.includes(outcome))) &&
    (!kinds || kinds.some((kind) => kind === kindOf(job))) &&
    (!createdAfter || job.creationDate > createdAfter) &&
    (!createdBefore || job.creationDate < createdBefore)
  );
}

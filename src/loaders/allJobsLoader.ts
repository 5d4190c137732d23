// All jobs of both services that can match a filter. A list is cached for a short time, for its next pages.
import type { Access } from '../access/access.ts';
import type { Backend } from '../aws/backend.ts';
import type { JobFilter } from '../jobs/jobFilter.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { Storage } from '../storage/createStorage.ts';
import { type JobSource, planJobSources } from './planJobSources.ts';
import { readSource, type SourceLoaders, type SourceReading } from './readSource.ts';

export interface AllJobs {
  /** Every job that can match, in no order. AWS applies only a part of the filter, so others are among them. */
  jobs: readonly JobRecord[];
  sources: readonly Omit<SourceReading, 'jobs'>[];
}

export interface AllJobsLoader {
  /** With `mayBeCached`, a list that was read a short time ago serves, for a next page. */
  load(filter: JobFilter, mayBeCached: boolean): Promise<AllJobs>;
}

export function createAllJobsLoader(
  loaders: SourceLoaders,
  { backend, store, jobsPerSource }: { backend: Backend; store: Storage; jobsPerSource: number },
  access: Access,
): AllJobsLoader {
  const isAllowed = ({ service, location }: JobSource) =>
    service === 'GLACIER' ? access.vaultsIn(location) !== 'none' : access.allows('read', location);
  /** Without the named vaults that the caller may not read. */
  const withoutForbidden = (source: JobSource): JobSource =>
    source.service === 'GLACIER' && source.vaultNames
      ? {
          ...source,
          vaultNames: source.vaultNames.filter((vaultName) => access.allows('read', { ...source.location, vaultName })),
        }
      : source;
  const read = async (filter: JobFilter): Promise<AllJobs> => {
    const readings = await Promise.all(
      planJobSources(backend.accounts, filter)
        .filter(isAllowed)
        .map((source) => readSource(loaders, withoutForbidden(source), jobsPerSource)),
    );
    return { jobs: readings.flatMap(({ jobs }) => jobs), sources: readings };
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

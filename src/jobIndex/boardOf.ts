// The board of the jobs that match a filter, as far as a caller may read them: what a feed of them is opened with.
import type { Access } from '../access/access.ts';
import type { Backend } from '../aws/backend.ts';
import { type JobFilter, jobMatcher } from '../jobs/jobFilter.ts';
import type { Board } from '../watch/listSources.ts';
import { type AwsService, planJobSources } from './planJobSources.ts';
import type { VaultLists } from './vaultLists.ts';

export interface BoardServices {
  backend: Pick<Backend, 'accounts' | 'clock'>;
  access: Access;
  vaultLists: Pick<VaultLists, 'follow'>;
}

/** The filter has no tags. `detailed`: whether the details of Batch jobs are wanted. */
export function boardOf({ backend, access, vaultLists }: BoardServices, filter: JobFilter, detailed: boolean): Board {
  const planned = planJobSources(backend.accounts, filter);
  const locationsOf = (service: AwsService) =>
    planned.filter((source) => source.service === service).map(({ location }) => location);
  const matchesOverTime = filter.overdue !== undefined;
  const matches = jobMatcher(filter, backend.clock.now());
  return {
    vaultLocations: locationsOf('GLACIER').filter((location) => access.vaultsIn(location) !== 'none'),
    batchLocations: locationsOf('S3_BATCH_OPERATIONS').filter((location) => access.allows('read', location)),
    followVaults: (location, onChange) => vaultLists.follow(location, onChange),
    includes: (vault) => access.allows('read', vault) && (filter.vaultNames?.includes(vault.vaultName) ?? true),
    matches: matchesOverTime ? (job) => jobMatcher(filter, backend.clock.now())(job) : matches,
    matchesOverTime,
    filterKey: JSON.stringify(filter),
    detailed,
  };
}

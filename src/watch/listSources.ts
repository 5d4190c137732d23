// The sources of a board of jobs: the vaults of some locations, as they come and go, and the Batch jobs of some locations.
import type { Location, VaultKey } from '../core/location.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { OpenSourceList, SourceList } from './feedOptions.ts';
import type { FeedSource } from './feedSources.ts';
import type { Interest, WatchFailure } from './watchStore.ts';
import { targetOf } from './watchTarget.ts';

/** A list of vaults that is kept current. */
export interface VaultListView {
  /** Null until it was read once. */
  readonly vaults: readonly VaultKey[] | null;
  readonly failure: WatchFailure | null;
  stop(): void;
}

export interface Board {
  vaultLocations: readonly Location[];
  batchLocations: readonly Location[];
  followVaults(location: Location, onChange: () => void): VaultListView;
  /** Whether the board has the jobs of the vault. */
  includes(vault: VaultKey): boolean;
  matches(job: JobRecord): boolean;
  /** Whether time alone can change which jobs match. */
  matchesOverTime: boolean;
  /** Identifies the filter. */
  filterKey: string;
  /** Whether the details of Batch jobs are wanted. */
  detailed: boolean;
}

export const listSources = (board: Board): SourceList => ({ open: (onChange) => openList(board, onChange) });

function openList(board: Board, onChange: () => void): OpenSourceList {
  const { vaultLocations, batchLocations, followVaults, includes, matches, filterKey, detailed } = board;
  const sourceOf = (job: Parameters<typeof targetOf>[0]): FeedSource => {
    const interest: Interest = { all: true, jobIds: [], detailed: detailed && job.kind === 'BatchJob' ? 'all' : [] };
    return { target: targetOf(job), interest, matches, filterKey };
  };
  const batchSources = batchLocations.map((location) => sourceOf({ kind: 'BatchJob', ...location }));
  const lists = vaultLocations.map((location) => ({ location, list: followVaults(location, onChange) }));
  return {
    get sources() {
      const vaults = lists.flatMap(({ list }) => list.vaults ?? []).filter(includes);
      const vaultSources = vaults.map(({ accountId, region, vaultName }) =>
        sourceOf({ kind: 'GlacierJob', accountId, region, vaultName }),
      );
      return [...batchSources, ...vaultSources];
    },
    get isComplete() {
      return lists.every(({ list }) => list.vaults !== null || list.failure !== null);
    },
    get failures() {
      return lists.map(({ location, list }) => ({ location, failure: list.failure }));
    },
    close: () => {
      for (const { list } of lists) list.stop();
    },
  };
}

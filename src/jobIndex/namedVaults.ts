// Vaults that a caller names. A name without a vault costs a ListJobs call to find that out. So where the caller names many, the
// list of vaults is read first. Pure.
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import type { Outcome } from './indexedList.ts';

const fewNames = 20;

/**
 * The most pages of the list of vaults to read before the jobs of this number of vaults; 0 for few. If the list is longer, the
 * pages have cost a tenth of the calls for the jobs at most.
 */
export const pagesBeforeJobs = (names: number): number => (names < fewNames ? 0 : Math.floor(names / listVaultsLimit));

/** Whether the list shows which vaults there are: all of them, or that Glacier is closed to the account. */
export const showsAllVaults = ({ failure, truncated, skipped }: Outcome<VaultRecord>): boolean =>
  failure ? failure.code === 'NO_LONGER_SUPPORTED' : !truncated && skipped.count === 0;

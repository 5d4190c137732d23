// The newest inventory of a vault that AWS still keeps. AWS does not publish the order of its list of jobs, so all
// succeeded jobs are read.
import DataLoader from 'dataloader';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type ListJobsFilter, listJobsLimit } from '../aws/glacier/listJobs.ts';
import { type VaultKey, vaultKey } from '../core/location.ts';
import { type PageBounds, readPages } from '../core/readPages.ts';
import type { GlacierJobLoader } from './glacierJobLoader.ts';

/** An inventory of a part of the vault (by dates, limit or marker) does not count. */
function isWholeInventory({ action, inventoryRetrievalParameters: parameters }: GlacierJobRecord): boolean {
  if (action !== 'INVENTORY_RETRIEVAL') return false;
  if (!parameters) return true;
  const { startDate, endDate, limit, marker } = parameters;
  return [startDate, endDate, limit, marker].every((part) => part === null);
}

type Pages = Pick<GlacierJobLoader, 'page'>;

/** The jobs of the filter that list the whole vault. */
export async function readWholeInventories(
  jobs: Pages,
  vault: VaultKey,
  filter: ListJobsFilter,
  bounds: PageBounds,
): Promise<GlacierJobRecord[]> {
  const found: GlacierJobRecord[] = [];
  const page = (marker: string | null) => jobs.page(vault, filter, { limit: listJobsLimit, marker });
  for await (const { items } of readPages(page, bounds)) {
    for (const job of items) if (isWholeInventory(job)) found.push(job);
  }
  return found;
}

export type LatestInventoryLoader = DataLoader<VaultKey, GlacierJobRecord | null, string>;

export function createLatestInventoryLoader(jobs: Pages, bounds: PageBounds): LatestInventoryLoader {
  const read = async (vault: VaultKey): Promise<GlacierJobRecord | null> => {
    let newest: GlacierJobRecord | null = null;
    for (const job of await readWholeInventories(jobs, vault, { statusCode: 'SUCCEEDED' }, bounds)) {
      if (!newest || job.creationDate > newest.creationDate) newest = job;
    }
    return newest;
  };
  return new DataLoader((vaults) => Promise.all(vaults.map((vault) => read(vault).catch((error: Error) => error))), {
    cacheKeyFn: vaultKey,
  });
}

// The newest inventory of a vault that AWS still keeps. AWS does not publish the order of its list of jobs, so all that
// have succeeded are looked at.
import DataLoader from 'dataloader';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { listJobsLimit } from '../aws/glacier/listJobs.ts';
import { type VaultKey, vaultKey } from '../aws/location.ts';
import type { Page } from '../aws/page.ts';
import type { GlacierJobLoader } from './glacierJob.ts';

/** Inventories of a part of the vault (by dates, limit or marker) do not count. */
export function isWholeInventory({ action, inventoryRetrievalParameters: asked }: GlacierJobRecord): boolean {
  if (action !== 'INVENTORY_RETRIEVAL') return false;
  return !asked || [asked.startDate, asked.endDate, asked.limit, asked.marker].every((part) => part === null);
}

export type LatestInventoryLoader = DataLoader<VaultKey, GlacierJobRecord | null, string>;

export function createLatestInventoryLoader(jobs: Pick<GlacierJobLoader, 'page'>): LatestInventoryLoader {
  const read = async (vault: VaultKey): Promise<GlacierJobRecord | null> => {
    let newest: GlacierJobRecord | null = null;
    let marker: string | null = null;
    do {
      const page: Page<GlacierJobRecord> = await jobs.page(
        vault,
        { statusCode: 'SUCCEEDED' },
        { limit: listJobsLimit, marker },
      );
      for (const job of page.items) {
        if (isWholeInventory(job) && (!newest || job.creationDate > newest.creationDate)) newest = job;
      }
      marker = page.marker;
    } while (marker !== null);
    return newest;
  };
  return new DataLoader((vaults) => Promise.all(vaults.map((vault) => read(vault).catch((error: Error) => error))), {
    cacheKeyFn: vaultKey,
  });
}

// The newest inventory of a vault that AWS still keeps. AWS does not publish the order of its list of jobs, so all
// succeeded jobs are read.
import DataLoader from 'dataloader';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type ListJobsFilter, listJobsLimit } from '../aws/glacier/listJobs.ts';
import { type VaultKey, vaultKey } from '../core/location.ts';
import { type PageBounds, readPages } from '../core/readPages.ts';
import { joinSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import type { GlacierJobLoader } from './glacierJobLoader.ts';

/** An inventory of a part of the vault (by dates, limit or marker) does not count. */
function isWholeInventory({ action, inventoryRetrievalParameters: parameters }: GlacierJobRecord): boolean {
  if (action !== 'INVENTORY_RETRIEVAL') return false;
  if (!parameters) return true;
  const { startDate, endDate, limit, marker } = parameters;
  return [startDate, endDate, limit, marker].every((part) => part === null);
}

export interface WholeInventories {
  jobs: GlacierJobRecord[];
  /** Jobs that could not be read. */
  skipped: SkippedRecords;
}

type Pages = Pick<GlacierJobLoader, 'page'>;

/** The jobs of the filter that list the whole vault. */
export async function readWholeInventories(
  jobs: Pages,
  vault: VaultKey,
  filter: ListJobsFilter,
  bounds: PageBounds,
): Promise<WholeInventories> {
  const found: GlacierJobRecord[] = [];
  const skips: (SkippedRecords | undefined)[] = [];
  const page = (marker: string | null) => jobs.page(vault, filter, { limit: listJobsLimit, marker });
  for await (const { items, skipped } of readPages(page, bounds)) {
    for (const job of items) if (isWholeInventory(job)) found.push(job);
    skips.push(skipped);
  }
  return { jobs: found, skipped: joinSkipped(skips) };
}

export interface LatestInventory {
  /** Null if there is none. */
  job: GlacierJobRecord | null;
  /** Jobs that could not be read: one of them can be newer. */
  skipped: SkippedRecords;
}

export type LatestInventoryLoader = DataLoader<VaultKey, LatestInventory, string>;

export function createLatestInventoryLoader(jobs: Pages, bounds: PageBounds): LatestInventoryLoader {
  const read = async (vault: VaultKey): Promise<LatestInventory> => {
    const { jobs: inventories, skipped } = await readWholeInventories(jobs, vault, { statusCode: 'SUCCEEDED' }, bounds);
    let newest: GlacierJobRecord | null = null;
    for (const job of inventories) if (!newest || job.creationDate > newest.creationDate) newest = job;
    return { job: newest, skipped };
  };
  return new DataLoader((vaults) => Promise.all(vaults.map((vault) => read(vault).catch((error: Error) => error))), {
    cacheKeyFn: vaultKey,
  });
}

// The inventories that one request reads. What it may look through in search of archives is bounded for all of them
// together; a date that a page shows is not asked for again.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { glacierJobKey } from '../core/location.ts';
import { type InventoryFilter, wantedBy } from './inventoryFilter.ts';
import { type InventoryPage, readInventoryPage } from './inventoryPage.ts';
import type { InventoryPlace } from './inventoryPlace.ts';
import { readInventoryDate } from './readInventoryDate.ts';
import { outputOf } from './readOutput.ts';

export interface InventoryQuery {
  filter: InventoryFilter;
  first: number;
  /** Null for the first page. */
  after: InventoryPlace | null;
}

/** Of jobs that have succeeded. */
export interface Inventories {
  page(job: GlacierJobRecord, query: InventoryQuery): Promise<InventoryPage>;
  /** As of when the vault was listed; null where the inventory does not tell. */
  date(job: GlacierJobRecord): Promise<Date | null>;
}

export function createInventories(
  aws: AwsSession,
  { inventoryScanBytes }: { inventoryScanBytes: number },
): Inventories {
  const budget = { left: inventoryScanBytes };
  /** What first pages show, once they are read. */
  const shown = new Map<string, Promise<Date | null | undefined>>();
  const dates = new Map<string, Promise<Date | null>>();

  const readDate = async (job: GlacierJobRecord): Promise<Date | null> => {
    // A page that is asked for beside it may begin in the same moment.
    await Promise.resolve();
    const date = await shown.get(glacierJobKey(job));
    return date === undefined ? readInventoryDate(outputOf(aws, job), job.inventorySizeInBytes) : date;
  };

  return {
    page: (job, { filter, first, after }) => {
      const page = readInventoryPage({
        open: outputOf(aws, job),
        size: job.inventorySizeInBytes,
        first,
        after,
        wanted: wantedBy(filter),
        budget,
      });
      if (after === null) {
        shown.set(
          glacierJobKey(job),
          page.then(
            ({ inventoryDate }) => inventoryDate,
            () => undefined,
          ),
        );
      }
      return page;
    },
    date: (job) => {
      const key = glacierJobKey(job);
      const date = dates.get(key) ?? readDate(job);
      dates.set(key, date);
      return date;
    },
  };
}

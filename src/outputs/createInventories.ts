// The inventories that one request reads. One budget limits the bytes that its searches read. A date that a page contains is
// not read again.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { glacierJobKey } from '../core/location.ts';
import { type InventoryFilter, predicateOf } from './inventoryFilter.ts';
import { type InventoryPage, readInventoryPage } from './inventoryPage.ts';
import type { InventoryPosition } from './inventoryPosition.ts';
import { readInventoryDate } from './readInventoryDate.ts';
import { outputOf } from './readOutput.ts';

export interface InventoryQuery {
  filter: InventoryFilter;
  first: number;
  /** Null for the first page. */
  after: InventoryPosition | null;
}

/** For jobs that have succeeded. */
export interface Inventories {
  page(job: GlacierJobRecord, query: InventoryQuery): Promise<InventoryPage>;
  /** When AWS took the inventory; null if the inventory does not contain it. */
  date(job: GlacierJobRecord): Promise<Date | null>;
}

export function createInventories(
  aws: AwsSession,
  { inventoryScanBytes }: { inventoryScanBytes: number },
): Inventories {
  const budget = { left: inventoryScanBytes };
  /** The dates on first pages. */
  const datesOnPages = new Map<string, Promise<Date | null | undefined>>();
  const dates = new Map<string, Promise<Date | null>>();

  const readDate = async (job: GlacierJobRecord): Promise<Date | null> => {
    // The same query may request a page in the same tick.
    await Promise.resolve();
    const date = await datesOnPages.get(glacierJobKey(job));
    return date === undefined ? readInventoryDate(outputOf(aws, job), job.inventorySizeInBytes) : date;
  };

  return {
    page: (job, { filter, first, after }) => {
      const page = readInventoryPage({
        open: outputOf(aws, job),
        size: job.inventorySizeInBytes,
        first,
        after,
        predicate: predicateOf(filter),
        budget,
      });
      if (after === null) {
        datesOnPages.set(
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

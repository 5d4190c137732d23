// The inventories that one request reads. One budget limits the bytes that its searches read. Pages with the same start are
// read once, at the longest length. A date that a page contains is not read again.
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

/** One reading for all pages that start at the same position and are requested in the same tick, or are not longer. */
class SharedPage {
  readonly page: Promise<InventoryPage>;
  #longest = 0;
  #hasStarted = false;

  constructor(read: (first: number) => Promise<InventoryPage>) {
    this.page = Promise.resolve().then(() => {
      this.#hasStarted = true;
      return read(this.#longest);
    });
  }

  takes(first: number): boolean {
    return !this.#hasStarted || first <= this.#longest;
  }

  async start(first: number): Promise<InventoryPage> {
    this.#longest = Math.max(this.#longest, first);
    return startOf(await this.page, first);
  }
}

/** The page with its first archives alone. A fault after them is not its own. */
function startOf(page: InventoryPage, first: number): InventoryPage {
  if (page.archives.length <= first) return page;
  return {
    ...page,
    archives: page.archives.slice(0, first),
    next: page.positionAfter(first - 1),
    fault: null,
    skipped: page.skippedBefore(first - 1),
  };
}

export function createInventories(
  aws: AwsSession,
  { inventoryScanBytes }: { inventoryScanBytes: number },
): Inventories {
  const budget = { left: inventoryScanBytes };
  /** The dates on first pages. */
  const datesOnPages = new Map<string, Promise<Date | null | undefined>>();
  const dates = new Map<string, Promise<Date | null>>();

  /** By job, filter and start. */
  const pages = new Map<string, SharedPage>();

  const read = (job: GlacierJobRecord, { filter, first, after }: InventoryQuery): Promise<InventoryPage> =>
    readInventoryPage({
      open: outputOf(aws, job),
      size: job.inventorySizeInBytes,
      first,
      after,
      predicate: predicateOf(filter),
      budget,
    });

  const readDate = async (job: GlacierJobRecord): Promise<Date | null> => {
    // The same query may request a page in the same tick.
    await Promise.resolve();
    const date = await datesOnPages.get(glacierJobKey(job));
    return date === undefined ? readInventoryDate(outputOf(aws, job), job.inventorySizeInBytes) : date;
  };

  return {
    page: async (job, { filter, first, after }) => {
      const key = `${glacierJobKey(job)} ${JSON.stringify([filter, after])}`;
      let shared = pages.get(key);
      if (!shared?.takes(first)) {
        shared = new SharedPage((longest) => read(job, { filter, first: longest, after }));
        pages.set(key, shared);
        if (after === null) {
          datesOnPages.set(
            glacierJobKey(job),
            shared.page.then(
              ({ inventoryDate }) => inventoryDate,
              () => undefined,
            ),
          );
        }
      }
      return shared.start(first);
    },
    date: (job) => {
      const key = glacierJobKey(job);
      const date = dates.get(key) ?? readDate(job);
      dates.set(key, date);
      return date;
    },
  };
}

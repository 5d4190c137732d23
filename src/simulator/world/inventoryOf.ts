// The output of an inventory job. It lists the vault as of the last daily inventory before the job began, so it is the same whenever
// it is read. What is held is written down once per job, when its bytes or their number are first needed; what is generated, never.

import type { InventoryQuery } from './archive.ts';
import { parseDate } from './dates.ts';
import { inventoryFormats } from './inventoryFormat.ts';
import { cutAfter, cutWhere, isOlder, isStretch, type Listing, lastOf } from './listing.ts';
import { readMarker, writeMarker } from './page.ts';
import { bytesFrom, heldBytes, joinedBytes, type RangedBytes } from './rangedBytes.ts';
import type { InventoryRetrieval, Vault } from './records.ts';
import { inventoriedArchives, inventoryDate } from './snapshot.ts';

interface Inventory {
  output: RangedBytes;
  /** The marker of the next job; null if this one lists the rest. */
  nextMarker: string | null;
}

const made = new WeakMap<InventoryRetrieval, Inventory>();

/** The last pages of a vault that were written. Most of its jobs list the same archives, and a list of jobs has all their sizes. */
const written = new WeakMap<Vault, Map<string, { page: Listing; records: RangedBytes }>>();
const MOST_PAGES = 16;

export function inventoryOf(job: InventoryRetrieval, vault: Vault): Inventory {
  const known = made.get(job);
  if (known) return known;
  const { query, createdAt } = job;
  const { head, separator, tail } = inventoryFormats[query.format];
  const { page, last } = inventoryPage(vault, query, createdAt);
  const records = writtenRecords(vault, page, query.format);
  const inventory = {
    output: joinedBytes([
      heldBytes(Buffer.from(head(vault, inventoryDate(vault, createdAt) ?? createdAt))),
      records.length > 0 ? bytesFrom(records, separator) : records,
      heldBytes(Buffer.from(tail)),
    ]),
    nextMarker: last ? writeMarker(last) : null,
  };
  made.set(job, inventory);
  return inventory;
}

function inventoryPage(vault: Vault, { startDate, endDate, marker, limit }: InventoryQuery, now: number) {
  const from = startDate === undefined ? undefined : parseDate(startDate);
  const to = endDate === undefined ? undefined : parseDate(endDate);
  const after = marker === undefined ? undefined : readMarker(marker);
  let listing = inventoriedArchives(vault, now);
  if (from !== undefined) [, listing] = cutWhere(listing, ({ createdAt }) => createdAt < from);
  if (to !== undefined) [listing] = cutWhere(listing, ({ createdAt }) => createdAt < to);
  if (after !== undefined) [, listing] = cutWhere(listing, (archive) => !isOlder(after, archive));
  const [page, rest] = cutAfter(listing, Number(limit ?? Number.POSITIVE_INFINITY));
  return { page, last: rest.length > 0 ? lastOf(page) : undefined };
}

function writtenRecords(vault: Vault, page: Listing, format: InventoryQuery['format']): RangedBytes {
  const pages = written.get(vault) ?? new Map();
  written.set(vault, pages);
  const key = `${format} ${page.length} ${lastOf(page)?.id}`;
  const known = pages.get(key);
  if (known && page.every((entry, index) => entry === known.page[index])) return known.records;
  const records = recordsOf(page, format);
  if (pages.size >= MOST_PAGES) pages.clear();
  pages.set(key, { page, records });
  return records;
}

function recordsOf(listing: Listing, format: InventoryQuery['format']): RangedBytes {
  const parts: RangedBytes[] = [];
  let held = '';
  const hold = () => {
    if (held !== '') parts.push(heldBytes(Buffer.from(held)));
    held = '';
  };
  for (const entry of listing) {
    if (isStretch(entry)) {
      hold();
      parts.push(entry.of.records(entry, format));
    } else held += inventoryFormats[format].record(entry);
  }
  hold();
  return joinedBytes(parts);
}

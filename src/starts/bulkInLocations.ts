// A bulk of calls for resources in several locations: each location has its own slots.
import { type Location, locationKey } from '../core/location.ts';
import type { BulkOutcome, BulkStarts } from './bulkStarts.ts';

export interface LocatedBulk<Item extends Location, Done> {
  items: ReadonlyMap<string, Item>;
  /** What shares the slots of a location, before its key: nothing for starts of Glacier jobs. */
  slots?: string;
  send(key: string, item: Item, until: AbortSignal): Promise<Done>;
  appliesToAll?: Parameters<BulkStarts>[3];
}

/** The outcomes by the keys of the items. */
export async function bulkInLocations<Item extends Location, Done>(
  bulkStarts: BulkStarts,
  { items, slots = '', send, appliesToAll }: LocatedBulk<Item, Done>,
): Promise<ReadonlyMap<string, BulkOutcome<Done>>> {
  const keysOf = new Map<string, string[]>();
  for (const [key, item] of items) {
    const location = locationKey(item);
    const keys = keysOf.get(location);
    if (keys) keys.push(key);
    else keysOf.set(location, [key]);
  }
  const sendOne = (key: string, until: AbortSignal) => send(key, items.get(key) as Item, until);
  const outcomes = await Promise.all(
    [...keysOf].map(([location, keys]) => bulkStarts(`${slots}${location}`, keys, sendOne, appliesToAll)),
  );
  return new Map(outcomes.flatMap((of) => [...of]));
}

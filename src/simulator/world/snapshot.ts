// The daily inventory. Glacier looks at a vault about once a day and answers from what it saw; here that is at midnight UTC,
// so what a vault seems to hold is a pure function of its records and the time. A write at midnight comes too late for it.
import { DAY } from './durations.ts';
import { isOlder, type Listing, merged } from './listing.ts';
import type { Vault } from './records.ts';

/** The last midnight at or before the time. */
export const snapshotTime = (now: number): number => Math.floor(now / DAY) * DAY;

/** When the last inventory was made: the first midnight after the last write that any midnight has seen. */
export function inventoryDate(vault: Vault, now: number): number | undefined {
  const taken = snapshotTime(now);
  const lastSeen = writeTimes(vault, taken).reduce((last, time) => (time < taken && time > last ? time : last), -1);
  return lastSeen < 0 ? undefined : snapshotTime(lastSeen) + DAY;
}

/** What the last inventory lists, oldest first. */
export function inventoriedArchives({ archives, generated }: Vault, now: number): Listing {
  const taken = snapshotTime(now);
  const held = [...archives.values()]
    .filter(({ createdAt, deletedAt }) => createdAt < taken && !(deletedAt !== undefined && deletedAt < taken))
    .sort((a, b) => (isOlder(a, b) ? -1 : 1));
  return merged(generated?.stretchesAt(taken) ?? [], held);
}

/** Whether something was uploaded or deleted that the last inventory has not seen. */
export function writtenSince(vault: Vault, now: number): boolean {
  const taken = snapshotTime(now);
  return writeTimes(vault, taken).some((time) => time >= taken);
}

// Of generated archives those are enough that can be the last.
function writeTimes({ archives, generated }: Vault, taken: number): number[] {
  const held = [...archives.values()].flatMap(({ createdAt, deletedAt }) =>
    deletedAt === undefined ? [createdAt] : [createdAt, deletedAt],
  );
  return generated ? [...held, ...generated.writeTimes(taken)] : held;
}

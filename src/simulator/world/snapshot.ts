// The daily inventory. Glacier takes inventory of a vault about once a day; here at midnight UTC, so that the visible content of
// a vault is a pure function of its records and the time. A write at midnight is not in that night's inventory.
import { DAY } from './durations.ts';
import { isOlder, type Listing, merged } from './listing.ts';
import type { Vault } from './records.ts';

/** The last midnight at or before the time. */
export const snapshotTime = (now: number): number => Math.floor(now / DAY) * DAY;

/** When the last inventory was taken: the first midnight after the last write before any midnight. */
export function inventoryDate(vault: Vault, now: number): number | undefined {
  const taken = snapshotTime(now);
  const lastSeen = writeTimes(vault, taken).reduce((last, time) => (time < taken && time > last ? time : last), -1);
  return lastSeen < 0 ? undefined : snapshotTime(lastSeen) + DAY;
}

/** The archives of the last inventory, oldest first. */
export function inventoriedArchives({ archives, generated }: Vault, now: number): Listing {
  const taken = snapshotTime(now);
  const held = [...archives.values()]
    .filter(({ createdAt, deletedAt }) => createdAt < taken && !(deletedAt !== undefined && deletedAt < taken))
    .sort((a, b) => (isOlder(a, b) ? -1 : 1));
  return merged(generated?.stretchesAt(taken) ?? [], held);
}

/** Whether an upload or deletion is missing from the last inventory. */
export function writtenSince(vault: Vault, now: number): boolean {
  const taken = snapshotTime(now);
  return writeTimes(vault, taken).some((time) => time >= taken);
}

// Of the generated archives, only those that can be the last are needed.
function writeTimes({ archives, generated }: Vault, taken: number): number[] {
  const held = [...archives.values()].flatMap(({ createdAt, deletedAt }) =>
    deletedAt === undefined ? [createdAt] : [createdAt, deletedAt],
  );
  return generated ? [...held, ...generated.writeTimes(taken)] : held;
}

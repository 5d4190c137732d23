// The daily inventory. Glacier looks at a vault about once a day and answers from what it saw; here that is at midnight UTC,
// so what a vault seems to hold is a pure function of its records and the time. A write at midnight comes too late for it.
import { DAY } from './durations.ts';
import type { Archive, Vault } from './records.ts';

/** Each archive counts with its index, as in AWS's bill. */
const OVERHEAD = 32 * 1024;

/** The last midnight at or before the time. */
export const snapshotTime = (now: number): number => Math.floor(now / DAY) * DAY;

/** When the last inventory was made: the first midnight after the last write that any midnight has seen. */
export function inventoryDate(vault: Vault, now: number): number | undefined {
  const taken = snapshotTime(now);
  const lastSeen = writeTimes(vault).reduce((last, time) => (time < taken && time > last ? time : last), -1);
  return lastSeen < 0 ? undefined : snapshotTime(lastSeen) + DAY;
}

/** What the last inventory lists, oldest first. */
export function inventoriedArchives(vault: Vault, now: number): Archive[] {
  const taken = snapshotTime(now);
  return [...vault.archives.values()]
    .filter(({ createdAt, deletedAt }) => createdAt < taken && !(deletedAt !== undefined && deletedAt < taken))
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

export function inventoriedSize(archives: Archive[]): number {
  return archives.reduce((sum, { content }) => sum + content.size + OVERHEAD, 0);
}

/** Whether something was uploaded or deleted that the last inventory has not seen. */
export function writtenSince(vault: Vault, now: number): boolean {
  return writeTimes(vault).some((time) => time >= snapshotTime(now));
}

function writeTimes(vault: Vault): number[] {
  return [...vault.archives.values()].flatMap(({ createdAt, deletedAt }) =>
    deletedAt === undefined ? [createdAt] : [createdAt, deletedAt],
  );
}

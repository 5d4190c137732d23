// The snapshots that a watch keeps, oldest change first. Pure: each function gives a new map.
import { changesIn, endedBefore } from './changes.ts';
import { finishedSnapshotTtl } from './pollSchedule.ts';
import type { Interest, VersionedSnapshot } from './watchStore.ts';

export type KnownSnapshots = ReadonlyMap<string, VersionedSnapshot>;

/** Adds what the store has. What it had lost and has again is no change for those who know it. */
export function mergeSnapshots(
  known: KnownSnapshots,
  stored: readonly VersionedSnapshot[],
): { snapshots: KnownSnapshots; changed: VersionedSnapshot[] } {
  const changed: VersionedSnapshot[] = [];
  if (stored.length === 0) return { snapshots: known, changed };
  const snapshots = new Map(known);
  for (const seen of stored) {
    const before = snapshots.get(seen.jobId);
    const change = changesIn(seen, before);
    // The store's history counts: it has the versions of this epoch.
    const kept = { ...(change ?? before ?? seen), observation: seen.observation, version: seen.version };
    // A map keeps the order of insertion.
    snapshots.delete(seen.jobId);
    snapshots.set(seen.jobId, kept);
    if (change) changed.push(kept);
  }
  return { snapshots, changed };
}

export function dropSnapshots(known: KnownSnapshots, jobIds: readonly string[]): KnownSnapshots {
  if (!jobIds.some((jobId) => known.has(jobId))) return known;
  const snapshots = new Map(known);
  for (const jobId of jobIds) snapshots.delete(jobId);
  return snapshots;
}

/** Jobs that nobody asked for by id, and that do not exist or ended long ago. */
export function oldEnds(known: KnownSnapshots, { jobIds }: Interest, now: number): string[] {
  const wanted = new Set(jobIds);
  const isOld = ({ jobId, job }: VersionedSnapshot) =>
    !wanted.has(jobId) && (!job || endedBefore(job, now - finishedSnapshotTtl));
  return [...known.values()].filter(isOld).map(({ jobId }) => jobId);
}

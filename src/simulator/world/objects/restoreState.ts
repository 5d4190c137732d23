// Whether an object can be read: a pure function of its record and the time, without a timer. An archived object is readable
// while it has a restored copy; its storage class stays.
import type { ObjectVersion, Restore } from './records.ts';

/** The classes whose objects must be restored before they are read. */
const archived: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

export type RestoreState =
  /** Needs no restore. */
  | { kind: 'warm' }
  | { kind: 'cold' }
  | { kind: 'restoring'; restore: Restore }
  | { kind: 'restored'; restore: Restore };

export function restoreState({ properties, restore }: ObjectVersion, now: number): RestoreState {
  const { storageClass, archiveTier } = properties;
  if (!archived.includes(storageClass) && archiveTier === undefined) return { kind: 'warm' };
  if (!restore || now >= restore.expiresAt) return { kind: 'cold' };
  if (now < restore.readyAt) return { kind: 'restoring', restore };
  // An Intelligent-Tiering object moves back to the Frequent Access tier.
  return archiveTier === undefined ? { kind: 'restored', restore } : { kind: 'warm' };
}

export const isReadable = (version: ObjectVersion, now: number): boolean => {
  const { kind } = restoreState(version, now);
  return kind === 'warm' || kind === 'restored';
};

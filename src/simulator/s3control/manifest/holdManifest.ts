import type { World } from '../../world/world.ts';
import { tooManyKeys } from './manifestFailure.ts';
import type { ManifestRows } from './manifestRows.ts';

/** What the place of a task's result takes. */
const RESULT = 8;

/** Counts the memory of a manifest that a job keeps, and of the places of its results. Returns it, in bytes. */
export function holdManifest({ count, bytes }: ManifestRows, { heldBytes }: World): number {
  const all = bytes + count * RESULT;
  if (heldBytes.uploaded + all > heldBytes.limit) throw tooManyKeys();
  heldBytes.uploaded += all;
  return all;
}

import type { World } from '../../world/world.ts';
import { tooManyKeys } from './manifestFailure.ts';

/** What the result of a task takes. */
const RESULT = 8;

/** Counts the memory of a manifest that a job keeps, and of its results. */
export function holdManifest(bytes: number, rows: number, { heldBytes }: World): void {
  const all = bytes + rows * RESULT;
  if (heldBytes.uploaded + all > heldBytes.limit) throw tooManyKeys();
  heldBytes.uploaded += all;
}

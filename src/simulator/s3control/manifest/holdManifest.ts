import type { World } from '../../world/world.ts';
import { tooManyKeys } from './manifestFailure.ts';

/** Counts the bytes of a manifest that a job keeps. */
export function holdManifest(bytes: number, { heldBytes }: World): void {
  if (heldBytes.uploaded + bytes > heldBytes.limit) throw tooManyKeys();
  heldBytes.uploaded += bytes;
}

// Memory that uploads take: the simulator keeps what callers send, so it has a bound.
import { NotSimulated } from '../http/errors.ts';

/** In bytes. */
export interface HeldBytes {
  /** Of request bodies that are being read. */
  reading: number;
  /** Of archives, objects and parts that were uploaded. */
  uploaded: number;
  /** Of both. */
  readonly limit: number;
}

/** Of one upload. */
export const LARGEST_HELD = 256 * 1024 ** 2;

export const createHeldBytes = (): HeldBytes => ({ reading: 0, uploaded: 0, limit: 1024 ** 3 });

/** Counts bytes that are to be kept. Throws if there is no room for them. */
export function hold(held: HeldBytes, bytes: number): void {
  if (held.uploaded + bytes > held.limit) {
    throw new NotSimulated(
      `The simulator holds objects and archives in memory, ${held.limit} bytes in all: delete some of them`,
    );
  }
  held.uploaded += bytes;
}

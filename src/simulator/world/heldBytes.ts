// Memory that uploads take: the simulator keeps what callers send, so it has a bound.

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

// A scanner reads the records of an inventory from chunks of any size. It holds one chunk and at most one record that spans
// two chunks. A record that is damaged or invalid is skipped, counted and named. OutputUnreadableError: the bytes are not an
// inventory, or it ends too early.
import type { SkippedRecords } from '../core/skippedRecords.ts';
import type { InventoryArchive } from './inventoryArchive.ts';

export interface Scanner {
  /** What a scanner must know, besides the offset, to resume at it: the format, and what it knows of the record there. */
  readonly layout: string;
  /**
   * The bytes to be pushed next, in parts: the end of a record of which the scanner has the start, and the others. A part that
   * begins with a record is not copied.
   */
  split(bytes: Buffer): Buffer[];
  /** The next bytes of the file. */
  push(bytes: Buffer): void;
  /** Whether the list has ended; undefined until more bytes are pushed. */
  ended(): boolean | undefined;
  /** The next archive, if the list has not ended; null if a record was skipped; undefined until more bytes are pushed. */
  next(): InventoryArchive | null | undefined;
  /**
   * The offset after the last record that was returned or skipped, or in one that is longer than the bytes so far: a scanner
   * of this layout can resume there.
   */
  readonly offset: number;
  /** The records skipped so far. */
  readonly skipped: SkippedRecords;
  /**
   * To be called after the last byte of the file. Then `ended` and `next` are never undefined. `isWhole`: the file has all
   * bytes that AWS describes. Otherwise only its own bytes can prove that nothing is missing.
   */
  finish(isWhole: boolean): void;
  /** When AWS took the inventory; undefined until it is found, null if the layout does not contain it. */
  readonly inventoryDate: Date | null | undefined;
}

/** In bytes. Anything longer is skipped: Glacier's records have at most a few thousand bytes. */
export const maxRecord = 65_536;

// What reads the records of an inventory out of its bytes, whatever pieces those come in. It holds one piece and, at
// most, one record that a border has cut; where the bytes are not an inventory it throws OutputUnreadableError.
import type { InventoryArchive } from './inventoryArchive.ts';

export interface Scanner {
  /** What has to be known to go on in the middle of this inventory, beside the offset. */
  readonly layout: string;
  /** The next bytes of the file. */
  push(bytes: Buffer): void;
  /** Whether the list is at its end; undefined where more bytes must tell. */
  ended(): boolean | undefined;
  /** The next archive, while the list is not at its end; undefined where more bytes are needed. */
  next(): InventoryArchive | undefined;
  /** Behind the last archive that was given: where a scanner of this layout can go on. */
  readonly offset: number;
  /** To be called behind the last byte of the file. */
  finish(): void;
  /** As of when the vault was listed; undefined where that was not met (yet), null where this layout does not tell it. */
  readonly inventoryDate: Date | null | undefined;
}

/** A record longer than this is none: Glacier's have at most some thousand bytes. */
export const maxRecord = 65_536;

// What was read of a list of AWS, and what is written to it. Pure types.
import type { SkippedRecords } from '../core/skippedRecords.ts';
import type { Coverage } from './coverage.ts';

/** What one reading of the list has seen, and what was written since. */
export interface Reading<T> {
  readonly coverage: Coverage;
  readonly items: ReadonlyMap<string, T>;
  /** The same items. It never changes: what is written later makes another list. */
  readonly list: readonly T[];
  /** When AWS was asked, or a watch has confirmed the items, in real milliseconds. */
  readonly asOf: number;
  /** Whether an active watch keeps the items current. */
  readonly isFollowed: boolean;
  /** Whether the list has more items than were read. */
  readonly truncated: boolean;
  /** Records that could not be read. */
  readonly skipped: SkippedRecords;
}

/** A change of one item. Undefined is no item. */
export interface Write<T> {
  key: string;
  /** The item after a write that is newer than what was read. */
  over(read: T | undefined): T | undefined;
  /** The item after a write that is a moment older than what was read; absent if AWS's list does not lag. */
  under?(read: T | undefined): T | undefined;
}

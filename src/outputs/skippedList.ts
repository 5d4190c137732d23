// The records that a scanner has skipped.
import { maxNamed, type SkippedRecord, type SkippedRecords } from '../core/skippedRecords.ts';

export class SkippedList implements SkippedRecords {
  count = 0;
  readonly first: SkippedRecord[] = [];

  add(position: number, id: string | null, reason: string): void {
    this.count += 1;
    if (this.first.length >= maxNamed) return;
    const which = id === null ? '' : ` of archive ${id}`;
    this.first.push({ position, id, message: `The record${which} at byte ${position} was skipped: ${reason}.` });
  }
}

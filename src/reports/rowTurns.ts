// Rows in parts between which the event loop turns. Chunks that have arrived together are read in one turn: a report has a few
// thousand rows in them, and a file that is none can have a million.
import { WorkInTurns } from '../core/workInTurns.ts';
import type { CsvRows } from './csvRows.ts';

/** Bytes bound the work, not rows. */
export const turnsOfRows = (): WorkInTurns => new WorkInTurns(Number.POSITIVE_INFINITY);

/** Visits the rows that have arrived. Returns their number, with those that are skipped. */
export function visitRows(rows: CsvRows, visit: () => void): number {
  let count = 0;
  for (let found = rows.next(); found !== false && found !== undefined; found = rows.next()) {
    count += 1;
    if (found) visit();
  }
  return count;
}

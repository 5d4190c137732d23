// All rows of a CSV object in S3 from its start, as far as a budget of bytes allows.
import type { SkippedRecords } from '../core/skippedRecords.ts';
import { CsvRows } from './csvRows.ts';
import { objectChunks } from './objectChunks.ts';
import type { ObjectReader } from './objectReader.ts';
import { refuseGzip } from './refuseGzip.ts';
import { turnsOfRows, visitRows } from './rowTurns.ts';

export interface RowsRead {
  /** Whether they are all rows of the file. */
  isWhole: boolean;
  skipped: SkippedRecords;
}

/** `budget`: the bytes that may still be read. `onRow` receives the scanner at each row. */
export async function readRows(
  { open }: Pick<ObjectReader, 'open'>,
  budget: { left: number },
  onRow: (rows: CsvRows) => void,
): Promise<RowsRead> {
  const rows = new CsvRows();
  const turns = turnsOfRows();
  const drain = () => visitRows(rows, () => onRow(rows));
  if (budget.left <= 0) return { isWhole: false, skipped: rows.skipped };
  for await (const { bytes, isFirst, isLast } of objectChunks(open)) {
    if (isFirst) refuseGzip(bytes);
    budget.left -= bytes.length;
    rows.push(bytes);
    await turns.take(drain());
    // Several readings may share the budget.
    if (budget.left <= 0 && !isLast) return { isWhole: false, skipped: rows.skipped };
  }
  rows.finish();
  drain();
  return { isWhole: true, skipped: rows.skipped };
}

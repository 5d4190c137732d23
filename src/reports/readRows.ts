// All rows of a CSV object in S3 from its start, read in chunks and constant memory, as far as a budget of bytes allows.
import type { SkippedRecords } from '../core/skippedRecords.ts';
import { readOutput } from '../outputs/readOutput.ts';
import { CsvRows } from './csvRows.ts';
import type { ObjectReader } from './objectReader.ts';
import { refuseGzip } from './refuseGzip.ts';

/** In bytes, for each GetObject: a chunk arrives well before its deadline, and few bytes are sent for nothing. */
export const rowChunk = 8 * 1024 ** 2;

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
  let at = 0;
  const drain = () => {
    for (let found = rows.next(); found !== undefined && found !== false; found = rows.next()) if (found) onRow(rows);
  };
  for (let total = Number.POSITIVE_INFINITY; at < total; ) {
    if (budget.left <= 0) return { isWhole: false, skipped: rows.skipped };
    const opened = await readOutput(open, { start: at, end: at + rowChunk - 1 });
    for await (const bytes of opened.bytes) {
      if (at === 0) refuseGzip(bytes);
      at += bytes.length;
      budget.left -= bytes.length;
      rows.push(bytes);
      drain();
      // Several readings may share the budget. Leaving the loop ends the stream at AWS.
      if (budget.left <= 0) break;
    }
    // Without a content range, S3 has sent all bytes.
    total = opened.total ?? at;
  }
  rows.finish();
  drain();
  return { isWhole: true, skipped: rows.skipped };
}

// A page of the rows of a gzip file in S3, in constant memory. It continues the reading that an earlier page has left. Without one, it
// unpacks the file from its start, up to a bound per request: then it is empty, and the next request goes on.

import type { CsvPage, CsvPageRequest, CsvPosition } from '../reports/csvPage.ts';
import { CsvRows } from '../reports/csvRows.ts';
import type { PackedReading } from './packedReading.ts';
import type { PackedReadings } from './packedReadings.ts';

interface PackedPageRequest<Row> extends Omit<CsvPageRequest<Row>, 'isSearch'> {
  /** Identifies the file without its version. */
  name: string;
  readings: PackedReadings;
}

/** Positions are those in the unpacked bytes. `budget`: the bytes that the request may still unpack. */
export async function readPackedPage<Row>(request: PackedPageRequest<Row>): Promise<CsvPage<Row>> {
  const { object, after, name, readings } = request;
  const start = after?.offset ?? 0;
  const reading = await readings.take(fileOf(name, object.eTag), start);
  try {
    const page = await readRows(request, reading);
    if (page.next) readings.put(fileOf(name, object.eTag), reading);
    else reading.close();
    return page;
  } catch (error) {
    reading.close();
    throw error;
  }
}

const fileOf = (name: string, eTag: string | null): string => `${name} ${eTag}`;

async function readRows<Row>(
  { object, first, after, read, budget }: PackedPageRequest<Row>,
  reading: PackedReading,
): Promise<CsvPage<Row>> {
  const start = after?.offset ?? 0;
  const scanner = new CsvRows(start, after?.isInRow);
  const rows: Row[] = [];
  const offsets: number[] = [];
  const collect = (): boolean => {
    while (rows.length < first) {
      const found = scanner.next();
      if (found === undefined || found === false) return false;
      const row = found ? read(scanner) : null;
      if (row == null) continue;
      rows.push(row);
      offsets.push(scanner.offset);
    }
    return true;
  };

  let isFull = false;
  let hasEnded = false;
  do {
    const { at } = reading;
    const chunk = await reading.next(object.open, at < start);
    // At once: other fields of the request read at the same time.
    budget.left -= reading.at - at;
    hasEnded = chunk === null;
    if (chunk && reading.at > start) scanner.push(chunk.subarray(Math.max(0, start - at)));
    if (hasEnded) scanner.finish();
    isFull = collect();
  } while (!isFull && !hasEnded && budget.left > 0);
  if (reading.at > start) {
    reading.putBack(scanner.rest);
    budget.left += scanner.rest.length;
  }

  const position = (offset: number, isInRow: boolean): CsvPosition => ({
    offset,
    isInRow,
    mean: 0,
    eTag: object.eTag,
  });
  return {
    rows,
    positionAfter: (index) => position(offsets[index] ?? 0, false),
    next: hasEnded && !isFull ? null : position(scanner.offset, scanner.isInRow),
    skipped: scanner.skipped,
  };
}

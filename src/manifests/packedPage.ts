// A page of the rows of a gzip file in S3. The file has no index: each page unpacks it from its start, in constant memory, up to
// a bound.
import { InvalidInputError } from '../core/errors.ts';
import { readOutput } from '../outputs/readOutput.ts';
import type { CsvPage, CsvPageRequest, CsvPosition } from '../reports/csvPage.ts';
import { CsvRows } from '../reports/csvRows.ts';
import { gunzip } from './gunzip.ts';

export interface UnpackBudget {
  /** The bytes that the request may still unpack. Its fields share them. */
  left: number;
  /** Of one request. */
  readonly total: number;
}

/** Positions are those in the unpacked bytes. */
export async function readPackedPage<Row>({
  object,
  first,
  after,
  read,
  budget,
}: Omit<CsvPageRequest<Row>, 'isSearch' | 'budget'> & { budget: UnpackBudget }): Promise<CsvPage<Row>> {
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

  const { bytes } = await readOutput(object.open, { start: 0 });
  let at = 0;
  let isFull = false;
  let hasEnded = true;
  for await (const chunk of gunzip(bytes)) {
    const skipped = Math.min(chunk.length, Math.max(0, start - at));
    at += chunk.length;
    budget.left -= chunk.length;
    if (skipped < chunk.length) scanner.push(chunk.subarray(skipped));
    isFull = collect();
    if (isFull || budget.left <= 0) {
      hasEnded = false;
      break;
    }
  }
  if (hasEnded) {
    scanner.finish();
    hasEnded = !collect();
  } else if (!isFull && scanner.offset === start) throw at < budget.total ? usedByOthers() : tooDeep(at);

  const position = (offset: number, isInRow: boolean): CsvPosition => ({
    offset,
    isInRow,
    mean: 0,
    eTag: object.eTag,
  });
  return {
    rows,
    positionAfter: (index) => position(offsets[index] ?? 0, false),
    next: hasEnded ? null : position(scanner.offset, scanner.isInRow),
    skipped: scanner.skipped,
  };
}

const usedByOthers = (): InvalidInputError =>
  new InvalidInputError(
    ['after'],
    'after: other fields of the request have used the bytes that it unpacks (REPORT_SCAN_BYTES). Request this page alone.',
  );

const tooDeep = (bytes: number): InvalidInputError =>
  new InvalidInputError(
    ['after'],
    `after: the rows of this page begin behind the first ${bytes} unpacked bytes of a file of the inventory, and a request unpacks no more (REPORT_SCAN_BYTES). Download the file instead.`,
  );

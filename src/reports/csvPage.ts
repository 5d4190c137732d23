// A page of the rows of a CSV object in S3, read in constant memory. It starts at the byte where the previous page ended, requests
// about as many bytes as it needs, and more if those were too few. It does not know what the rows are.
import type { SkippedRecords } from '../core/skippedRecords.ts';
import { rangeLength } from '../outputs/rangeLength.ts';
import { changedSize, readOutput } from '../outputs/readOutput.ts';
import { CsvRows } from './csvRows.ts';
import type { ObjectReader } from './objectReader.ts';
import { refuseGzip } from './refuseGzip.ts';
import { turnsOfRows } from './rowTurns.ts';

export interface CsvPosition {
  /** The byte after a row. */
  readonly offset: number;
  /** Whether it is within a row that is skipped instead. */
  readonly isInRow: boolean;
  /** The average size of a row in bytes. The next page requests bytes accordingly. */
  readonly mean: number;
  /** The version of the object; null if S3 does not report it. */
  readonly eTag: string | null;
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3, in ASCII. It is sent back in a header. */
const eTagForm = /^[\x21-\x7e]{1,1024}$/;

/** Whether a file can have such a position. Cursors come from callers. */
export const isCsvPosition = ({ offset, isInRow, mean, eTag }: CsvPosition): boolean =>
  [offset, mean].every((number) => Number.isSafeInteger(number) && number >= 0) &&
  typeof isInRow === 'boolean' &&
  (eTag === null || (typeof eTag === 'string' && eTagForm.test(eTag)));

export interface CsvPageRequest<Row> {
  object: Pick<ObjectReader, 'open' | 'eTag'>;
  first: number;
  /** Null for the first page. */
  after: CsvPosition | null;
  /** The value of the row that was read last. Undefined if it is not wanted; null if it is none, and was rejected. */
  read(rows: CsvRows): Row | null | undefined;
  /** Whether rows may be unwanted. */
  isSearch: boolean;
  /** The bytes that searches of the request may still read. A page always makes some progress. */
  budget: { left: number };
}

export interface CsvPage<Row> {
  rows: Row[];
  /** The position after the row of this index. */
  positionAfter(index: number): CsvPosition;
  /** The position of the next page; null at the end of the file. */
  next: CsvPosition | null;
  /** The rows before `next` that could not be read. */
  skipped: SkippedRecords;
}

export async function readCsvPage<Row>(request: CsvPageRequest<Row>): Promise<CsvPage<Row>> {
  const reader = new PageReader(request);
  await reader.read();
  return reader;
}

/** In bytes. A smaller remainder is read to its end, so that the connection can be reused for the next call. */
const worthDraining = 262_144;

class PageReader<Row> implements CsvPage<Row> {
  readonly rows: Row[] = [];
  /** The offset at which each of them ends. */
  readonly #offsets: number[] = [];
  readonly #request: CsvPageRequest<Row>;
  readonly #start: number;
  readonly #scanner: CsvRows;
  /** The next byte to request. */
  #at: number;
  /** The size of the file; null until it is known. */
  #total: number | null = null;
  #scanned = 0;
  #ranges = 0;
  #isFull = false;
  #hasEnded = false;
  readonly #turns = turnsOfRows();

  constructor(request: CsvPageRequest<Row>) {
    this.#request = request;
    this.#start = request.after?.offset ?? 0;
    this.#at = this.#start;
    this.#scanner = new CsvRows(this.#start, request.after?.isInRow);
  }

  get skipped(): SkippedRecords {
    return this.#scanner.skipped;
  }

  get next(): CsvPosition | null {
    const isAtEnd = this.#hasEnded || (this.#total !== null && this.#scanner.offset >= this.#total);
    return isAtEnd ? null : this.#position(this.#scanner.offset, this.#scanner.isInRow);
  }

  positionAfter(index: number): CsvPosition {
    return this.#position(this.#offsets[index] ?? 0, false);
  }

  async read(): Promise<void> {
    const { budget } = this.#request;
    while (!this.#isFull && !this.#hasEnded) {
      if (this.#total !== null && this.#at >= this.#total) this.#finish();
      else if (this.#isSearch && this.#hasProgress && budget.left <= 0) return;
      else await this.#readRange();
    }
  }

  #position(offset: number, isInRow: boolean): CsvPosition {
    return { offset, isInRow, mean: this.#mean() ?? 0, eTag: this.#request.object.eTag };
  }

  /** Whether the next page could start later than this one. */
  get #hasProgress(): boolean {
    return this.#scanner.offset > this.#start;
  }

  /** Whether nothing tells how many bytes the page needs: rows are searched, or skipped. */
  get #isSearch(): boolean {
    const isSkipping = this.skipped.count > 0 || (this.#scanned === 0 && this.#hasProgress);
    return this.#request.isSearch || isSkipping;
  }

  async #readRange(): Promise<void> {
    const { object, budget, first } = this.#request;
    const length = rangeLength({
      missing: first - this.rows.length,
      mean: this.#mean(),
      ranges: this.#ranges,
      isSearch: this.#isSearch || this.#scanned === 0,
      left: (this.#total ?? Number.POSITIVE_INFINITY) - this.#at,
      most: this.#isSearch ? budget.left : Number.POSITIVE_INFINITY,
      hasProgress: this.#hasProgress,
    });
    const end = this.#at + length - 1;
    const { total, bytes } = await readOutput(object.open, { start: this.#at, end });
    if (this.#ranges > 0 && total !== this.#total) {
      await bytes[Symbol.asyncIterator]().return?.();
      throw changedSize();
    }
    this.#total = total;
    this.#ranges += 1;
    for await (const chunk of bytes) {
      if (this.#at === 0) refuseGzip(chunk);
      this.#at += chunk.length;
      if (this.#isSearch) budget.left -= chunk.length;
      if (!this.#isFull) {
        this.#scanner.push(chunk);
        const before = this.#scanned;
        this.#collect();
        await this.#turns.take(this.#scanned - before);
      }
      if (this.#isFull && end - this.#at > worthDraining) return;
    }
    // S3 sent all bytes, regardless of the range.
    this.#total ??= this.#at;
  }

  #collect(): void {
    const { read, first } = this.#request;
    for (;;) {
      this.#isFull = this.rows.length >= first;
      const found = this.#isFull ? undefined : this.#scanner.next();
      if (found === undefined) return;
      if (found === false) {
        this.#hasEnded = true;
        return;
      }
      this.#scanned += 1;
      const row = found ? read(this.#scanner) : null;
      if (row === null || row === undefined) continue;
      this.rows.push(row);
      this.#offsets.push(this.#scanner.offset);
    }
  }

  /** After the last byte. */
  #finish(): void {
    this.#scanner.finish();
    this.#collect();
  }

  #mean(): number | null {
    if (this.#scanned === 0) return this.#request.after?.mean || null;
    return Math.ceil((this.#scanner.offset - this.#start) / this.#scanned);
  }
}

// The scanner of CSV inventories with Glacier's own quoting: a field with a comma or a quote is quoted, a quote in it becomes
// \" and a backslash is not escaped. So a quote after a backslash is ambiguous when read from the left alone. A row is
// therefore read from both ends, and the description is the rest between. A row is one line, because Glacier accepts no
// line breaks in descriptions. So a line feed also ends a row that is damaged.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html
import { isUtf8 } from 'node:buffer';
import { OutputUnreadableError } from '../core/errors.ts';
import { faultOf, InventoryArchive } from './inventoryArchive.ts';
import type { InventoryFields } from './inventoryFields.ts';
import { maxRecord, type Scanner } from './scanner.ts';
import { SkippedList } from './skippedList.ts';
import { splitAfter } from './splitAfter.ts';

/**
 * One letter per known column; the layout lists those of all columns in order, with x for any other column. A mark follows in
 * a row that is too long, or after a row that was skipped.
 */
const columns = {
  A: 'ArchiveId',
  D: 'ArchiveDescription',
  C: 'CreationDate',
  S: 'Size',
  H: 'SHA256TreeHash',
} as const satisfies Record<string, keyof InventoryFields>;

const letters = Object.keys(columns) as (keyof typeof columns)[];

/** Whether a header can have these columns. */
const areColumns = (layout: string): boolean =>
  /^[ADCSHx]{5,50}$/.test(layout) && letters.every((letter) => layout.split(letter).length === 2);

const marks = { inside: '!', afterSkipped: '?' } as const;

const columnsOf = (layout: string): string => layout.replace(/[!?]$/, '');

export const isCsvLayout = (layout: string): boolean => areColumns(columnsOf(layout));

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export class CsvScanner implements Scanner {
  readonly inventoryDate = null;
  readonly skipped = new SkippedList();
  offset: number;
  #columns: string | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #base: number;
  #at = 0;
  #isLast = false;
  /** Whether the bytes are valid UTF-8; undefined until it is needed. A character that spans two chunks is not. */
  #isUtf8: boolean | undefined;
  #isWhole = false;
  /** Whether a row was skipped whose end is not found yet. */
  #isLost = false;
  /** Whether the last row was skipped. The file may have been cut in it, even after a line feed: a field can contain one. */
  #isAfterSkipped = false;

  /** At the start of the file, or where a scanner had this layout. */
  constructor(offset: number, layout?: string) {
    this.offset = offset;
    this.#base = offset;
    if (layout === undefined) return;
    this.#columns = columnsOf(layout);
    this.#isLost = layout.endsWith(marks.inside);
    this.#isAfterSkipped = layout.endsWith(marks.afterSkipped);
  }

  get layout(): string {
    const mark = this.#isLost ? marks.inside : this.#isAfterSkipped ? marks.afterSkipped : '';
    return `${this.#columns ?? ''}${mark}`;
  }

  split(bytes: Buffer): Buffer[] {
    return this.#at === this.#bytes.length ? [bytes] : splitAfter(bytes, '\n');
  }

  push(bytes: Buffer): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    this.#base += this.#at;
    this.#at = 0;
    this.#isUtf8 = undefined;
  }

  ended(): boolean | undefined {
    if (this.#isLost) return false;
    if (this.#columns === undefined && !this.#readHeader()) return undefined;
    // Another row follows if there is more than an empty line.
    for (; this.#at < this.#bytes.length; this.#at += 1) {
      const byte = this.#bytes[this.#at];
      if (byte !== lineFeed && byte !== carriageReturn) return false;
    }
    if (!this.#isLast) return undefined;
    if (this.#isAfterSkipped && !this.#isWhole) throw this.#endsTooEarly();
    return true;
  }

  next(): InventoryArchive | null | undefined {
    if (this.#isLost) return this.#findEnd();
    const line = this.#line();
    if (line === undefined) {
      if (this.#bytes.length - this.#at <= maxRecord) return undefined;
      this.#isLost = true;
      this.#skip(tooLong);
      return this.#findEnd();
    }
    const { text, end, isWhole } = line;
    const fields = this.#isUtf8Until(end) ? fieldsOf(text, this.#columns ?? '') : null;
    const fault = end - this.#at > maxRecord ? tooLong : fields ? faultOf(fields) : 'it does not fit the header';
    // A row without its line feed may be cut. Only the size of the file, or a tree hash at its end, proves that it is not.
    const isProven = isWhole || this.#isWhole || this.#columns?.endsWith('H');
    if (fields && fault === null && isProven) {
      this.#moveTo(end);
      this.#isAfterSkipped = false;
      return new InventoryArchive(fields);
    }
    if (!isWhole && !this.#isWhole) throw this.#endsTooEarly();
    this.#skip(fault ?? '', text);
    this.#moveTo(end);
    this.#isAfterSkipped = true;
    return null;
  }

  /** The last row may lack its line feed. */
  finish(isWhole: boolean): void {
    this.#isLast = true;
    this.#isWhole = isWhole;
  }

  #isUtf8Until(end: number): boolean {
    this.#isUtf8 ??= isUtf8(this.#bytes);
    return this.#isUtf8 || isUtf8(this.#bytes.subarray(this.#at, end));
  }

  #skip(reason: string, row?: string): void {
    this.skipped.add(this.#base + this.#at, row === undefined ? null : archiveIdOf(row, this.#columns ?? ''), reason);
  }

  /** Searches the end of the row that was skipped last. */
  #findEnd(): null | undefined {
    const found = this.#bytes.indexOf(lineFeed, this.#at);
    if (found < 0 && this.#isLast && !this.#isWhole) throw this.#endsTooEarly();
    this.#isLost = found < 0 && !this.#isLast;
    this.#isAfterSkipped = true;
    this.#moveTo(found < 0 ? this.#bytes.length : found + 1);
    return this.#isLost ? undefined : null;
  }

  #moveTo(end: number): void {
    this.#at = end;
    this.offset = this.#base + end;
  }

  #readHeader(): boolean {
    const line = this.#line();
    if (!line) {
      if (this.#bytes.length > maxRecord) throw this.#unreadable('the inventory has no header');
      return false;
    }
    const names = line.text
      .replace(/^\uFEFF/, '')
      .split(',')
      .map(unquoted);
    const layout = names.map((name) => letters.find((letter) => columns[letter] === name) ?? 'x').join('');
    // A row that is merged with the header must not be taken for columns.
    if (!areColumns(layout) || !names.every((name) => /^[A-Za-z]\w{0,39}$/.test(name ?? '')))
      throw this.#unreadable('the inventory has an invalid header');
    this.#columns = layout;
    this.#moveTo(line.end);
    return true;
  }

  /** Undefined if the bytes do not contain the whole line. */
  #line(): { text: string; end: number; isWhole: boolean } | undefined {
    const found = this.#bytes.indexOf(lineFeed, this.#at);
    if (found < 0 && !this.#isLast) return undefined;
    const stop = found < 0 ? this.#bytes.length : found;
    const end = this.#bytes[stop - 1] === carriageReturn ? stop - 1 : stop;
    const text = this.#bytes.toString('utf8', this.#at, end);
    return { text, end: found < 0 ? stop : stop + 1, isWhole: found >= 0 };
  }

  #endsTooEarly(): OutputUnreadableError {
    return this.#unreadable('the inventory ends in the middle');
  }

  #unreadable(reason: string): OutputUnreadableError {
    return new OutputUnreadableError(reason, this.#base + this.#at);
  }
}

const tooLong = `it is longer than ${maxRecord} bytes`;
const treeHash = /^[0-9a-f]{64}$/i;

/** Returns the fields of a row; null if it is invalid. */
function fieldsOf(row: string, layout: string): InventoryFields | null {
  const fields: InventoryFields = {};
  let from = 0;
  let to = row.length;
  const set = (letter: string | undefined, text: string | null): boolean => {
    if (text === null) return false;
    if (letter === 'S') fields.Size = /^\d+$/.test(text) ? Number(text) : null;
    else if (letter !== undefined && letter in columns) fields[columns[letter as keyof typeof columns]] = text;
    return true;
  };
  const description = layout.indexOf('D');
  for (let index = 0; index < description; index += 1) {
    const comma = row.indexOf(',', from);
    if (comma < 0 || !set(layout[index], plain(row.slice(from, comma)))) return null;
    from = comma + 1;
  }
  for (let index = layout.length - 1; index > description; index -= 1) {
    const comma = row.lastIndexOf(',', to - 1);
    if (comma < from || !set(layout[index], plain(row.slice(comma + 1, to)))) return null;
    to = comma;
  }
  if (!set('D', unquoted(row.slice(from, to)))) return null;
  // A truncated hash would still be text.
  return treeHash.test(fields.SHA256TreeHash as string) ? fields : null;
}

/** The archive ID of a row that is not valid, if a column has the form of one. */
function archiveIdOf(row: string, layout: string): string | null {
  const index = layout.indexOf('A');
  const columns = row.split(',');
  if (columns.length === 1) return null;
  const isBefore = index < layout.indexOf('D');
  const id = unquoted((isBefore ? columns[index] : columns.at(index - layout.length)) ?? '');
  return id !== null && /^[\w-]{1,138}$/.test(id) ? id : null;
}

/** Returns the text of a field without comma and quote, quoted or not. */
function plain(field: string): string | null {
  const text = unquoted(field);
  return text === null || text.includes('"') ? null : text;
}

/** Returns the text of a field; null if it does not follow Glacier's quoting. */
function unquoted(field: string): string | null {
  // Two rows that lost the line feed between them can look like one; the carriage return reveals it.
  if (field.includes('\r')) return null;
  if (!field.startsWith('"')) return field.includes(',') || field.includes('"') ? null : field;
  const inner = field.slice(1, -1);
  if (field.length < 2 || !field.endsWith('"') || /(?<!\\)"/.test(inner)) return null;
  return inner.replaceAll('\\"', '"');
}

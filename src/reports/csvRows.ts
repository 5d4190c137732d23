// A scanner of CSV without a header, as S3 writes completion reports and reads manifests: RFC 4180 quotes, rows that end with
// LF or CRLF. It takes chunks of any size, and holds one chunk and at most one row that spans two. A row that is damaged is
// skipped, counted and named, and the next one begins at the next line.
// https://www.rfc-editor.org/rfc/rfc4180
import { maxNamed, type SkippedRecord, type SkippedRecords } from '../core/skippedRecords.ts';

/** In bytes. Keys have at most 1,024 bytes, which percent-encoding triples, and messages about as many. */
export const maxRow = 65_536;

/** Rows of S3 have seven. */
const maxFields = 64;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const quote = 0x22;
const comma = 0x2c;

/** Spreadsheets write it at the start of a file. It is not part of the first field, and a manifest must not begin with it. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

const none = Buffer.alloc(0);

const damages = {
  afterQuote: 'text follows a closing quote',
  inField: 'a quote is inside a field without quotes',
  openQuote: 'a quote is not closed',
  tooLong: `it is longer than ${maxRow} bytes`,
  tooManyFields: `it has more than ${maxFields} columns`,
} as const;

/** How a field is written. */
const quoting = { none: 0, quoted: 1, escaped: 2 } as const;

export class CsvRows {
  readonly #skipped: { count: number; first: SkippedRecord[] } = { count: 0, first: [] };
  #bytes: Buffer = none;
  /** The offset of the bytes in the file. */
  #base: number;
  /** The first byte after the last row. */
  #at = 0;
  #rowStart = 0;
  #isLast = false;
  /** Whether a row was skipped whose end is not found yet. */
  #isLost = false;
  #fields = 0;
  readonly #starts = new Int32Array(maxFields);
  readonly #ends = new Int32Array(maxFields);
  readonly #quoting = new Uint8Array(maxFields);

  /** From the start of the file, from the end of a row, or from within a row that is skipped. */
  constructor(offset = 0, isInRow = false) {
    this.#base = offset;
    this.#isLost = isInRow;
  }

  /** Whether the offset is within a row that is skipped. */
  get isInRow(): boolean {
    return this.#isLost;
  }

  /** The offset after the last row that was returned or skipped. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** The bytes after that offset. */
  get rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  /** The number of fields of the row that was returned last. */
  get fields(): number {
    return this.#fields;
  }

  /** The rows skipped so far. */
  get skipped(): SkippedRecords {
    return this.#skipped;
  }

  /** A field of that row; undefined if it has fewer. */
  text(field: number): string | undefined {
    if (field >= this.#fields) return undefined;
    const text = this.#bytes.toString('utf8', this.#starts[field], this.#ends[field]);
    return this.#quoting[field] === quoting.escaped ? text.replaceAll('""', '"') : text;
  }

  /** The bytes of that row from its start to the end of a field, as they are in the file. They are valid until the next call. */
  bytesThrough(field: number): Buffer {
    const end = this.#ends[field] ?? this.#rowStart;
    return this.#bytes.subarray(this.#rowStart, this.#quoting[field] === quoting.none ? end : end + 1);
  }

  /** The bytes from the start of a field to the end of another, each as a character. */
  latin1(first: number, last: number): string {
    return this.#bytes.toString('latin1', this.#starts[first], this.#ends[last]);
  }

  push(bytes: Buffer): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#base += this.#at;
    this.#bytes = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    this.#at = 0;
  }

  /** To be called after the last byte of the file: its last row may lack its line feed. */
  finish(): void {
    this.#isLast = true;
  }

  /** True if there is another row, null if one was skipped, false at the end, undefined until more bytes are pushed. */
  next(): boolean | null | undefined {
    if (this.#isLost) return this.#findEnd();
    const bytes = this.#bytes;
    if (this.offset === 0 && bytes.length > 0) {
      const start = bytes.subarray(0, byteOrderMark.length);
      if (start.equals(byteOrderMark)) this.#at = start.length;
      else if (!this.#isLast && byteOrderMark.subarray(0, start.length).equals(start)) return undefined;
    }
    // Empty lines are no rows.
    while (bytes[this.#at] === lineFeed || bytes[this.#at] === carriageReturn) this.#at += 1;
    if (this.#at >= bytes.length) return this.#isLast ? false : undefined;
    const damage = this.#scan();
    if (damage === null) return true;
    const isLong = bytes.length - this.#at > maxRow;
    if (damage === undefined && !isLong && !this.#isLast) return undefined;
    this.#name(this.offset, damage ?? (isLong ? damages.tooLong : damages.openQuote));
    this.#isLost = true;
    return this.#findEnd();
  }

  /** Counts and names the row that was returned last as skipped. */
  reject(reason: string): void {
    this.#name(this.#base + this.#rowStart, reason);
  }

  #name(position: number, reason: string): void {
    const { first } = this.#skipped;
    this.#skipped.count += 1;
    if (first.length >= maxNamed) return;
    first.push({ position, id: null, message: `The row at byte ${position} was skipped: ${reason}.` });
  }

  #findEnd(): null | undefined {
    const found = this.#bytes.indexOf(lineFeed, this.#at);
    this.#isLost = found < 0 && !this.#isLast;
    this.#at = found < 0 ? this.#bytes.length : found + 1;
    return this.#isLost ? undefined : null;
  }

  /** Finds the fields of the row at hand. Null if it is whole, undefined if bytes are missing, else what is wrong with it. */
  #scan(): string | null | undefined {
    const bytes = this.#bytes;
    this.#rowStart = this.#at;
    this.#fields = 0;
    for (let at = this.#at; ; at += 1) {
      if (this.#fields === maxFields) return damages.tooManyFields;
      at = bytes[at] === quote ? this.#scanQuoted(at) : this.#scanPlain(at);
      this.#fields += 1;
      // What ends the field may follow in the next bytes.
      const isAtEnd = at >= bytes.length;
      if (at < 0 || (isAtEnd && !this.#isLast)) return undefined;
      const byte = bytes[at];
      if (byte === comma) continue;
      if (byte === quote) return damages.inField;
      if (!isAtEnd && byte !== lineFeed) return damages.afterQuote;
      if (at - this.#rowStart > maxRow) return damages.tooLong;
      this.#at = isAtEnd ? at : at + 1;
      return null;
    }
  }

  /** Returns where the field ends: at the byte after the closing quote, and after a carriage return before a line feed. */
  #scanQuoted(start: number): number {
    const bytes = this.#bytes;
    const field = this.#fields;
    this.#starts[field] = start + 1;
    this.#quoting[field] = quoting.quoted;
    let at = bytes.indexOf(quote, start + 1);
    while (at >= 0 && bytes[at + 1] === quote) {
      this.#quoting[field] = quoting.escaped;
      at = bytes.indexOf(quote, at + 2);
    }
    if (at < 0) return at;
    this.#ends[field] = at;
    const isBeforeEnd = bytes[at + 1] === carriageReturn && (bytes[at + 2] ?? lineFeed) === lineFeed;
    return isBeforeEnd ? at + 2 : at + 1;
  }

  /** Returns the first byte that cannot be part of the field. A carriage return before the end of the row is not part of it. */
  #scanPlain(start: number): number {
    const bytes = this.#bytes;
    const field = this.#fields;
    let at = start;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === comma || byte === lineFeed || byte === quote) break;
    }
    const endsRow = at >= bytes.length || bytes[at] === lineFeed;
    this.#starts[field] = start;
    this.#ends[field] = endsRow && at > start && bytes[at - 1] === carriageReturn ? at - 1 : at;
    this.#quoting[field] = quoting.none;
    return at;
  }
}

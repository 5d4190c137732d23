// Reads an inventory in CSV, quoted in Glacier's own way: a field with a comma or a quote in it stands in quotes, a quote
// in it becomes \" and a backslash stays as it is. Whether a quote behind a backslash closes a field so is not to be
// seen from the left alone: a row is read from both ends, and the description is what lies between. A row is a line,
// because Glacier takes no line breaks in descriptions.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html
import { OutputUnreadableError } from '../core/errors.ts';
import { faultOf, InventoryArchive, type InventoryFields } from './inventoryArchive.ts';
import { maxRecord, type Scanner } from './scanner.ts';

/** A letter for each column that matters, any other for one that does not; a layout is those of all columns in order. */
const columns = {
  A: 'ArchiveId',
  D: 'ArchiveDescription',
  C: 'CreationDate',
  S: 'Size',
  H: 'SHA256TreeHash',
} as const satisfies Record<string, keyof InventoryFields>;

const letters = Object.keys(columns) as (keyof typeof columns)[];

/** Whether it is one that a header can have given. */
export const isCsvLayout = (layout: string): boolean =>
  /^[ADCSHx]{5,50}$/.test(layout) && letters.every((letter) => layout.split(letter).length === 2);

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export class CsvScanner implements Scanner {
  readonly inventoryDate = null;
  offset: number;
  #layout: string | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #base: number;
  #at = 0;
  #isLast = false;

  /** At the start of the file, or, knowing the layout, behind one of its rows. */
  constructor(offset: number, layout?: string) {
    this.offset = offset;
    this.#base = offset;
    this.#layout = layout;
  }

  get layout(): string {
    return this.#layout ?? '';
  }

  push(bytes: Buffer): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    this.#base += this.#at;
    this.#at = 0;
  }

  ended(): boolean | undefined {
    if (this.#layout === undefined && !this.#passHeader()) return undefined;
    // Another row follows wherever there is more than an empty line.
    for (; this.#at < this.#bytes.length; this.#at += 1) {
      const byte = this.#bytes[this.#at];
      if (byte !== lineFeed && byte !== carriageReturn) return false;
    }
    return this.#isLast ? true : undefined;
  }

  next(): InventoryArchive | undefined {
    const line = this.#line();
    if (!line) return undefined;
    const { text, end } = line;
    const fields = fieldsOf(text, this.layout);
    const fault = fields ? faultOf(fields) : 'not a row of this inventory';
    if (!fields || fault !== null) throw this.#unreadable(fault ?? '');
    this.#at = end;
    this.offset = this.#base + end;
    return new InventoryArchive(fields);
  }

  /** The last row may do without its line feed. */
  finish(): void {
    this.#isLast = true;
  }

  #passHeader(): boolean {
    const line = this.#line();
    if (!line) return false;
    const names = line.text.split(',').map(unquoted);
    const layout = names.map((name) => letters.find((letter) => columns[letter] === name) ?? 'x').join('');
    // A row that runs into the header makes no columns of it.
    if (!isCsvLayout(layout) || !names.every((name) => /^[A-Za-z]\w{0,39}$/.test(name ?? '')))
      throw this.#unreadable('not the header of an inventory');
    this.#layout = layout;
    this.#at = line.end;
    this.offset = this.#base + line.end;
    return true;
  }

  /** Undefined where the bytes do not hold all of it. */
  #line(): { text: string; end: number } | undefined {
    const found = this.#bytes.indexOf(lineFeed, this.#at);
    if (found < 0 && !this.#isLast) {
      if (this.#bytes.length - this.#at > maxRecord) throw this.#unreadable('a row without an end');
      return undefined;
    }
    const stop = found < 0 ? this.#bytes.length : found;
    const end = this.#bytes[stop - 1] === carriageReturn ? stop - 1 : stop;
    return { text: this.#bytes.toString('utf8', this.#at, end), end: found < 0 ? stop : stop + 1 };
  }

  #unreadable(reason: string): OutputUnreadableError {
    return new OutputUnreadableError(reason, this.#base + this.#at);
  }
}

const treeHash = /^[0-9a-f]{64}$/i;

/** The fields of a row; null where it is none. */
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
  // What is cut short here would still be text.
  return treeHash.test(fields.SHA256TreeHash as string) ? fields : null;
}

/** A field that holds neither comma nor quote, whether it stands in quotes or not. */
function plain(field: string): string | null {
  const text = unquoted(field);
  return text === null || text.includes('"') ? null : text;
}

/** What a field says; null where that is not Glacier's quoting. */
function unquoted(field: string): string | null {
  // Two rows whose line end was lost can look like one: what is left of it tells.
  if (field.includes('\r')) return null;
  if (!field.startsWith('"')) return field.includes(',') || field.includes('"') ? null : field;
  const inner = field.slice(1, -1);
  if (field.length < 2 || !field.endsWith('"') || /(?<!\\)"/.test(inner)) return null;
  return inner.replaceAll('\\"', '"');
}

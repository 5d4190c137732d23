// A fast path for records of a JSON inventory in Glacier's own form: these members in this order, without white space. One
// regular expression costs a quarter of finding the end of the record and parsing it. JSON.parse and faultOf accept
// whatever it matches, and they handle everything else. A record keeps its bytes: values are decoded when they are read, or
// their bytes are copied to a response.
import type { ByteWriter } from '../core/byteWriter.ts';
import { plainDateSource } from '../core/parseDate.ts';
import type { InventoryFields } from './inventoryFields.ts';

const ascii = String.raw`[ !#-[\]-~]`;
const anyString = String.raw`[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\x00-\x1f]*)*`;

/** What is before the values. */
const before = {
  id: '{"ArchiveId":"',
  description: '","ArchiveDescription":"',
  date: '","CreationDate":"',
  size: '","Size":',
  hash: ',"SHA256TreeHash":"',
  end: '"}',
};

/**
 * Applied to text with one character per byte. `lastIndex` is the start of the record. The look-ahead leaves one way to divide
 * a description: a long one without an end would take quadratic time.
 */
const form = new RegExp(
  `\\${before.id}(${ascii}+)${before.description}(${ascii}*)(?!${ascii})(${anyString})` +
    `${before.date}(${plainDateSource})${before.size}(0|[1-9]\\d{0,14})${before.hash}(${ascii}*)"\\}`,
  'y',
);

/** The length of a date without a fraction of a second, and how it ends in a response. */
const secondsLength = '2026-01-15T08:30:00Z'.length;
const endOfSeconds = Buffer.from('.000Z"');

/** What the description is: ASCII without escapes, other characters without escapes, or a string with escapes. */
type Kind = 'ascii' | 'utf8' | 'escaped';

const zero = 0x30;

export class CompactRecord implements InventoryFields {
  readonly #bytes: Buffer;
  /** Where the values start and end. */
  readonly #id: number;
  readonly #idEnd: number;
  readonly #descriptionEnd: number;
  readonly #dateEnd: number;
  readonly #sizeEnd: number;
  readonly #hashEnd: number;
  readonly #kind: Kind;

  private constructor(bytes: Buffer, start: number, match: RegExpExecArray) {
    // Not destructured: the iterator of an array would take as long as the match.
    const rest = match[3] as string;
    this.#bytes = bytes;
    this.#id = start + before.id.length;
    this.#idEnd = this.#id + (match[1] as string).length;
    this.#descriptionEnd = this.#description + (match[2] as string).length + rest.length;
    this.#dateEnd = this.#date + (match[4] as string).length;
    this.#sizeEnd = this.#size + (match[5] as string).length;
    this.#hashEnd = this.#hash + (match[6] as string).length;
    this.#kind = rest === '' ? 'ascii' : rest.includes('\\') ? 'escaped' : 'utf8';
  }

  /** The record that starts at an index; null if it has another form. `text` has one character for each of the bytes. */
  static read(bytes: Buffer, text: string, start: number): CompactRecord | null {
    form.lastIndex = start;
    const match = form.exec(text);
    return match && new CompactRecord(bytes, start, match);
  }

  /** The index after the record. */
  get end(): number {
    return this.#hashEnd + before.end.length;
  }

  /** Whether the bytes are certainly valid UTF-8. */
  get isAscii(): boolean {
    return this.#kind === 'ascii';
  }

  /** A copy with its own bytes. */
  detached(): CompactRecord {
    const bytes = Buffer.from(this.#bytes.subarray(this.#id - before.id.length, this.end));
    return CompactRecord.read(bytes, bytes.toString('latin1'), 0) as CompactRecord;
  }

  get ArchiveId(): string {
    return this.#bytes.toString('latin1', this.#id, this.#idEnd);
  }

  get ArchiveDescription(): string {
    const [from, to] = [this.#description, this.#descriptionEnd];
    if (this.#kind === 'ascii') return this.#bytes.toString('latin1', from, to);
    if (this.#kind === 'utf8') return this.#bytes.toString('utf8', from, to);
    return JSON.parse(this.#bytes.toString('utf8', from - 1, to + 1));
  }

  get CreationDate(): string {
    return this.#bytes.toString('latin1', this.#date, this.#dateEnd);
  }

  get Size(): number {
    let size = 0;
    for (let at = this.#size; at < this.#sizeEnd; at += 1) size = size * 10 + (this.#bytes[at] as number) - zero;
    return size;
  }

  get SHA256TreeHash(): string {
    return this.#bytes.toString('latin1', this.#hash, this.#hashEnd);
  }

  /** Writes a member as JSON.stringify does. A date becomes the text of an ISO date with milliseconds. */
  writeJson(member: keyof InventoryFields, writer: ByteWriter): boolean {
    switch (member) {
      case 'ArchiveId':
        writer.copy(this.#bytes, this.#id - 1, this.#idEnd + 1);
        return true;
      case 'ArchiveDescription':
        // Glacier and JSON.stringify may escape in different ways.
        if (this.#kind === 'escaped') return false;
        writer.copy(this.#bytes, this.#description - 1, this.#descriptionEnd + 1);
        return true;
      case 'CreationDate':
        return this.#writeDate(writer);
      case 'Size':
        writer.copy(this.#bytes, this.#size, this.#sizeEnd);
        return true;
      case 'SHA256TreeHash':
        writer.copy(this.#bytes, this.#hash - 1, this.#hashEnd + 1);
        return true;
    }
  }

  #writeDate(writer: ByteWriter): boolean {
    const [from, to] = [this.#date, this.#dateEnd];
    if (to - from === secondsLength + 4) writer.copy(this.#bytes, from - 1, to + 1);
    else if (to - from !== secondsLength) return false;
    else {
      writer.copy(this.#bytes, from - 1, to - 1);
      writer.copy(endOfSeconds, 0, endOfSeconds.length);
    }
    return true;
  }

  get #description(): number {
    return this.#idEnd + before.description.length;
  }

  get #date(): number {
    return this.#descriptionEnd + before.date.length;
  }

  get #size(): number {
    return this.#dateEnd + before.size.length;
  }

  get #hash(): number {
    return this.#sizeEnd + before.hash.length;
  }
}

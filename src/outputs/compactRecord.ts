// A fast path for records of a JSON inventory in Glacier's own form: these members in this order, without white space. Reading
// one costs a quarter of finding the end of the record and parsing it, and makes no garbage. JSON.parse and faultOf accept
// whatever it reads, and they handle everything else. A record keeps its bytes: values are decoded on use, or their bytes are
// copied to a response.
import { type ByteWriter, viewOf } from '../core/byteWriter.ts';
import { isPlainDate, secondsLength } from '../core/isPlainDate.ts';
import { bytesOfJson } from '../core/jsonBytes.ts';
import type { InventoryFields } from './inventoryFields.ts';

/** What is before the values, and after them. */
const before = {
  id: Buffer.from('{"ArchiveId":"'),
  description: Buffer.from('","ArchiveDescription":"'),
  date: Buffer.from('","CreationDate":"'),
  size: Buffer.from('","Size":'),
  hash: Buffer.from(',"SHA256TreeHash":"'),
  end: Buffer.from('"}'),
};

const { quote, backslash } = bytesOfJson;
const zero = 0x30;

/** Printable ASCII that JSON does not escape. */
const isPlain = new Uint8Array(256)
  .fill(1, 0x20, 0x7f)
  .fill(0, quote, quote + 1)
  .fill(0, backslash, backslash + 1);
const firstBeyondPlain = 0x7f;

/** What may follow the backslash of an escape that JSON.stringify writes too. */
const isUsualEscape = new Uint8Array(256);
for (const byte of Buffer.from('"\\bfnrt')) isUsualEscape[byte] = 1;
const slash = 0x2f;
/** \u0041 */
const unicodeLength = 6;

/** A number of more digits may not be exact. */
const maxDigits = 15;

/** How a date without a fraction of a second ends in a response. */
const endOfSeconds = viewOf(Buffer.from('.000Z"'));

/** The escapes of a description: none, those that JSON.stringify writes for the same characters, or others too. */
type Escapes = 'none' | 'usual' | 'other';

export class CompactRecord implements InventoryFields {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  /** Where the values start and end. */
  readonly #id: number;
  #idEnd = 0;
  #descriptionEnd = 0;
  #dateEnd = 0;
  #sizeEnd = 0;
  #hashEnd = 0;
  #isAscii = true;
  #escapes: Escapes = 'none';

  private constructor(bytes: Buffer, start: number, view: DataView) {
    this.#bytes = bytes;
    this.#view = view;
    this.#id = start + before.id.length;
  }

  /** The record that starts at an index; null if it has another form, or the bytes end before it. */
  static read(bytes: Buffer, start: number, view = viewOf(bytes)): CompactRecord | null {
    if (!startsWith(bytes, start, before.id)) return null;
    const record = new CompactRecord(bytes, start, view);
    return record.#scan() ? record : null;
  }

  /** The index after the record. */
  get end(): number {
    return this.#hashEnd + before.end.length;
  }

  /** Whether the bytes are certainly valid UTF-8. */
  get isAscii(): boolean {
    return this.#isAscii;
  }

  /** A copy with its own bytes. */
  detached(): CompactRecord {
    const bytes = Buffer.from(this.#bytes.subarray(this.#id - before.id.length, this.end));
    return CompactRecord.read(bytes, 0) as CompactRecord;
  }

  get ArchiveId(): string {
    return this.#bytes.toString('latin1', this.#id, this.#idEnd);
  }

  get ArchiveDescription(): string {
    const [from, to] = [this.#description, this.#descriptionEnd];
    const encoding = this.#isAscii ? 'latin1' : 'utf8';
    if (this.#escapes === 'none') return this.#bytes.toString(encoding, from, to);
    return JSON.parse(this.#bytes.toString(encoding, from - 1, to + 1));
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
        writer.copy(this.#view, this.#id - 1, this.#idEnd + 1);
        return true;
      case 'ArchiveDescription':
        if (this.#escapes === 'other') return false;
        writer.copy(this.#view, this.#description - 1, this.#descriptionEnd + 1);
        return true;
      case 'CreationDate':
        return this.#writeDate(writer);
      case 'Size':
        writer.copy(this.#view, this.#size, this.#sizeEnd);
        return true;
      case 'SHA256TreeHash':
        writer.copy(this.#view, this.#hash - 1, this.#hashEnd + 1);
        return true;
    }
  }

  #writeDate(writer: ByteWriter): boolean {
    const [from, to] = [this.#date, this.#dateEnd];
    if (to - from === secondsLength + 4) writer.copy(this.#view, from - 1, to + 1);
    else if (to - from !== secondsLength) return false;
    else {
      writer.copy(this.#view, from - 1, to - 1);
      writer.copy(endOfSeconds, 0, endOfSeconds.byteLength);
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

  /** Finds where the values end. False if the bytes have another form. */
  #scan(): boolean {
    const bytes = this.#bytes;
    this.#idEnd = endOfPlain(bytes, this.#id);
    if (this.#idEnd === this.#id || !startsWith(bytes, this.#idEnd, before.description)) return false;
    if (!this.#scanDescription() || !startsWith(bytes, this.#descriptionEnd, before.date)) return false;
    this.#dateEnd = endOfPlain(bytes, this.#date);
    if (!isPlainDate(bytes, this.#date, this.#dateEnd) || !startsWith(bytes, this.#dateEnd, before.size)) return false;
    this.#sizeEnd = endOfNumber(bytes, this.#size);
    if (this.#sizeEnd === this.#size || !startsWith(bytes, this.#sizeEnd, before.hash)) return false;
    this.#hashEnd = endOfPlain(bytes, this.#hash);
    return startsWith(bytes, this.#hashEnd, before.end);
  }

  #scanDescription(): boolean {
    const bytes = this.#bytes;
    let at = endOfPlain(bytes, this.#description);
    for (let byte = bytes[at]; byte !== quote; byte = bytes[at]) {
      if (byte === backslash) {
        const isUsual = isUsualEscape[bytes[at + 1] ?? 0] === 1;
        if (!isUsual && !isOtherEscape(bytes, at)) return false;
        if (!isUsual) this.#escapes = 'other';
        else if (this.#escapes === 'none') this.#escapes = 'usual';
        at += isUsual || bytes[at + 1] === slash ? 2 : unicodeLength;
      } else if (byte !== undefined && byte >= firstBeyondPlain) {
        this.#isAscii = false;
        at += 1;
      } else return false;
      at = endOfPlain(bytes, at);
    }
    this.#descriptionEnd = at;
    return true;
  }
}

function startsWith(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > bytes.length) return false;
  for (let index = 0; index < wanted.length; index += 1) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

/** Four bytes at once take half of the time. */
function endOfPlain(bytes: Uint8Array, from: number): number {
  const end = bytes.length;
  let at = from;
  while (
    at + 4 <= end &&
    (plainAt(bytes, at) & plainAt(bytes, at + 1) & plainAt(bytes, at + 2) & plainAt(bytes, at + 3)) === 1
  )
    at += 4;
  while (at < end && plainAt(bytes, at) === 1) at += 1;
  return at;
}

const plainAt = (bytes: Uint8Array, at: number): number => isPlain[bytes[at] as number] as number;

/** Of an integer that is certainly exact, as JSON has it. The start if there is none. */
function endOfNumber(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte !== undefined && byte >= zero && byte <= zero + 9; byte = bytes[at]) at += 1;
  const isPlainNumber = at - from <= maxDigits && (at - from === 1 || bytes[from] !== zero);
  return isPlainNumber ? at : from;
}

/** A slash, or a code unit in hexadecimal digits. */
const isOtherEscape = (bytes: Buffer, from: number): boolean =>
  bytes[from + 1] === slash || /^\\u[\dA-Fa-f]{4}$/.test(bytes.toString('latin1', from, from + unicodeLength));

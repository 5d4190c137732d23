// The scanner of JSON inventories: {"VaultARN":…,"InventoryDate":…,"ArchiveList":[{…},…]}, with any order of members and any
// white space. It finds the end of a record by skipping from quote to quote, and JSON.parse reads its content, so that no
// description can be mistaken for structure.
import { OutputUnreadableError } from '../core/errors.ts';
import { parseJson } from '../core/parseJson.ts';
import { CompactRecord, compactRecord } from './compactRecord.ts';
import { faultOf, InventoryArchive, type InventoryFields, isDate } from './inventoryArchive.ts';
import { bytesOfJson, endsOfObjects, skipSpace, startOfMember } from './jsonBytes.ts';
import { maxRecord, type Scanner } from './scanner.ts';

/** Records per JSON.parse: a batch halves the cost, and a small one wastes little at the end of a page. */
const batchSize = 64;

type Members = Readonly<Record<string, unknown>>;

/** The scanner's state: before the list, after its bracket, after a record, after a comma, after the list. */
type State = 'head' | 'start' | 'record' | 'comma' | 'tail';

export const jsonLayout = 'json';

const { comma, openBracket, closeBracket, openBrace } = bytesOfJson;

export class JsonScanner implements Scanner {
  readonly layout = jsonLayout;
  inventoryDate: Date | undefined;
  offset: number;
  #state: State;
  #bytes: Buffer = Buffer.alloc(0);
  /** The same with one character per byte; undefined until it is needed. */
  #text: string | undefined;
  /** The offset of the first byte in the file. */
  #base: number;
  /** The number of bytes that are processed. */
  #at = 0;
  /** Parsed records, and where in the file they end. */
  #parsed: InventoryFields[] = [];
  #ends: number[] = [];
  /** How many of them were returned. */
  #returned = 0;
  #batchSize = batchSize;

  /** At the start of the file, or after one of its records. */
  constructor(offset: number) {
    this.offset = offset;
    this.#base = offset;
    this.#state = offset === 0 ? 'head' : 'record';
  }

  push(bytes: Buffer): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    this.#text = undefined;
    this.#base += this.#at;
    this.#at = 0;
  }

  ended(): boolean | undefined {
    if (this.#returned < this.#parsed.length) return false;
    if (this.#state === 'head' && !this.#skipHead()) return undefined;
    if (this.#state === 'tail') {
      if (this.#bytes.length - this.#at > maxRecord)
        throw this.#unreadable(this.#at, 'the inventory does not end after its list');
      return true;
    }
    let byte = this.#skipSpace();
    if (byte === comma && this.#state === 'record') {
      this.#at += 1;
      this.#state = 'comma';
      byte = this.#skipSpace();
    }
    if (byte === undefined) return undefined;
    if (byte === openBrace && this.#state !== 'record') return false;
    if (byte === closeBracket && this.#state !== 'comma') {
      this.#at += 1;
      this.#state = 'tail';
      return true;
    }
    throw this.#unreadable(this.#at, 'neither an archive nor the end of the list follows');
  }

  next(): InventoryArchive | undefined {
    if (this.#returned >= this.#parsed.length) {
      this.#text ??= this.#bytes.toString('latin1');
      compactRecord.lastIndex = this.#at;
      const match = compactRecord.exec(this.#text);
      if (match) {
        const record = new CompactRecord(match);
        this.#at = compactRecord.lastIndex;
        this.#state = 'record';
        this.offset = this.#base + this.#at;
        return new InventoryArchive(record);
      }
      this.#parseBatch();
    }
    const fields = this.#parsed[this.#returned];
    const end = this.#ends[this.#returned];
    if (!fields || end === undefined) return undefined;
    this.#returned += 1;
    this.offset = end;
    return new InventoryArchive(fields);
  }

  finish(): void {
    if (this.#state !== 'tail') throw this.#unreadable(this.#bytes.length, 'the inventory ends in the middle');
    // The remaining members follow the bracket of the list, so another member must come before them.
    const members = parseJson(`{"":0${this.#bytes.toString('utf8', this.#at)}`) as Members | undefined;
    if (!members || 'ArchiveList' in members) throw this.#unreadable(this.#at, 'the inventory has an invalid end');
    this.#keepDate(members, this.#at);
  }

  /** Parses a batch of valid records; none if the bytes contain no complete one. */
  #parseBatch(): void {
    const start = this.#at;
    const ends = endsOfObjects(this.#bytes, start, this.#batchSize);
    const end = ends.at(-1);
    this.#returned = 0;
    this.#parsed = [];
    this.#ends = [];
    if (end === undefined) {
      if (this.#bytes.length - start > maxRecord) throw this.#unreadable(start, 'an archive does not end');
      return;
    }
    const records = parseJson(`[${this.#bytes.toString('utf8', start, end)}]`) as InventoryFields[] | undefined;
    const fault = records?.length === ends.length ? firstFault(records) : 'an archive is not valid JSON';
    if (!records || fault !== null) {
      if (ends.length === 1) throw this.#unreadable(start, fault ?? '');
      // One by one up to the invalid one.
      this.#batchSize = 1;
      this.#parseBatch();
      return;
    }
    this.#parsed = records;
    this.#ends = ends.map((each) => this.#base + each);
    this.#at = end;
    this.#state = 'record';
  }

  /** Moves past the bracket that opens the list; false until more bytes are pushed. */
  #skipHead(): boolean {
    const list = startOfMember(this.#bytes, 'ArchiveList');
    if (list === undefined) {
      if (this.#bytes.length > maxRecord) throw this.#unreadable(0, 'the inventory has no list of archives');
      return false;
    }
    if (this.#bytes[list] !== openBracket) throw this.#unreadable(list, 'the inventory has no list of archives');
    const end = list + 1;
    const members = parseJson(`${this.#bytes.toString('utf8', 0, end)}]}`) as Members | undefined;
    if (!members || !Array.isArray(members['ArchiveList']))
      throw this.#unreadable(0, 'the inventory has an invalid start');
    this.#keepDate(members, 0);
    this.#at = end;
    this.#state = 'start';
    return true;
  }

  #keepDate({ InventoryDate }: Members, at: number): void {
    if (InventoryDate == null) return;
    if (!isDate(InventoryDate)) throw this.#unreadable(at, 'the inventory has an invalid InventoryDate');
    this.inventoryDate = new Date(InventoryDate as string);
  }

  #skipSpace(): number | undefined {
    this.#at = skipSpace(this.#bytes, this.#at) ?? this.#bytes.length;
    return this.#bytes[this.#at];
  }

  #unreadable(at: number, reason: string): OutputUnreadableError {
    return new OutputUnreadableError(reason, this.#base + at);
  }
}

function firstFault(records: readonly InventoryFields[]): string | null {
  for (const record of records) {
    const fault = faultOf(record);
    if (fault !== null) return fault;
  }
  return null;
}

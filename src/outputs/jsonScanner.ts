// Reads an inventory in JSON: {"VaultARN":…,"InventoryDate":…,"ArchiveList":[{…},…]}, with any order of members and any
// white space. It finds where a record ends by jumping from quote to quote, and leaves what is in it to JSON.parse:
// nothing in a description can be taken for structure.
import { OutputUnreadableError } from '../core/errors.ts';
import { faultOf, InventoryArchive, type InventoryFields, isDate } from './inventoryArchive.ts';
import { bytesOfJson, endsOfObjects, skipSpace, startOfMember } from './jsonBytes.ts';
import { maxRecord, type Scanner } from './scanner.ts';
import { UsualRecord, usualRecord } from './usualRecord.ts';

/** How many records are parsed at once: some at a time cost half as much, and few in vain at the end of a page. */
const together = 64;

/** Where the scanner stands: in front of the list, behind its bracket, behind a record, behind a comma, behind the list. */
type State = 'head' | 'start' | 'record' | 'comma' | 'tail';

export const jsonLayout = 'json';

const { comma, openBracket, closeBracket, openBrace } = bytesOfJson;

export class JsonScanner implements Scanner {
  readonly layout = jsonLayout;
  inventoryDate: Date | undefined;
  offset: number;
  #state: State;
  #bytes: Buffer = Buffer.alloc(0);
  /** The same, a character for each byte; undefined until it is needed. */
  #text: string | undefined;
  /** Where the first of the bytes stands in the file. */
  #base: number;
  /** What of the bytes is done with. */
  #at = 0;
  /** Records that were parsed and not yet given, and where in the file they end. */
  #parsed: InventoryFields[] = [];
  #ends: number[] = [];
  #given = 0;
  #together = together;

  /** At the start of the file, or behind one of its records. */
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
    if (this.#given < this.#parsed.length) return false;
    if (this.#state === 'head' && !this.#passHead()) return undefined;
    if (this.#state === 'tail') {
      if (this.#bytes.length - this.#at > maxRecord) throw this.#unreadable(this.#at, 'no end of the inventory');
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
    throw this.#unreadable(this.#at, 'neither an archive nor the end of the list');
  }

  next(): InventoryArchive | undefined {
    if (this.#given >= this.#parsed.length) {
      this.#text ??= this.#bytes.toString('latin1');
      usualRecord.lastIndex = this.#at;
      const match = usualRecord.exec(this.#text);
      if (match) {
        const record = new UsualRecord(match);
        this.#at = usualRecord.lastIndex;
        this.#state = 'record';
        this.offset = this.#base + this.#at;
        return new InventoryArchive(record);
      }
      this.#parseSome();
    }
    const fields = this.#parsed[this.#given];
    const end = this.#ends[this.#given];
    if (!fields || end === undefined) return undefined;
    this.#given += 1;
    this.offset = end;
    return new InventoryArchive(fields);
  }

  finish(): void {
    if (this.#state !== 'tail') throw this.#unreadable(this.#bytes.length, 'it ends in the middle');
    // Behind the bracket, and so with a member before them, stand the rest of the members.
    const members = parse<Record<string, unknown>>(`{"":0${this.#bytes.toString('utf8', this.#at)}`);
    if (!members || 'ArchiveList' in members) throw this.#unreadable(this.#at, 'not the end of an inventory');
    this.#keepDate(members, this.#at);
  }

  /** Some records, all of them good; none where the bytes do not hold a whole one. */
  #parseSome(): void {
    const start = this.#at;
    const ends = endsOfObjects(this.#bytes, start, this.#together);
    const end = ends.at(-1);
    this.#given = 0;
    this.#parsed = [];
    this.#ends = [];
    if (end === undefined) {
      if (this.#bytes.length - start > maxRecord) throw this.#unreadable(start, 'an archive without an end');
      return;
    }
    const records = parse<InventoryFields[]>(`[${this.#bytes.toString('utf8', start, end)}]`);
    const fault = records?.length === ends.length ? firstFault(records) : 'an archive that is not JSON';
    if (!records || fault !== null) {
      if (ends.length === 1) throw this.#unreadable(start, fault ?? '');
      // One by one up to the bad one.
      this.#together = 1;
      this.#parseSome();
      return;
    }
    this.#parsed = records;
    this.#ends = ends.map((each) => this.#base + each);
    this.#at = end;
    this.#state = 'record';
  }

  /** Goes to behind the bracket that opens the list; false where more bytes are needed. */
  #passHead(): boolean {
    const list = startOfMember(this.#bytes, 'ArchiveList');
    if (list === undefined) {
      if (this.#bytes.length > maxRecord) throw this.#unreadable(0, 'no list of archives');
      return false;
    }
    if (this.#bytes[list] !== openBracket) throw this.#unreadable(list, 'no list of archives');
    const end = list + 1;
    const members = parse<Record<string, unknown>>(`${this.#bytes.toString('utf8', 0, end)}]}`);
    if (!members || !Array.isArray(members['ArchiveList'])) throw this.#unreadable(0, 'not the head of an inventory');
    this.#keepDate(members, 0);
    this.#at = end;
    this.#state = 'start';
    return true;
  }

  #keepDate({ InventoryDate }: Record<string, unknown>, at: number): void {
    if (InventoryDate == null) return;
    if (!isDate(InventoryDate)) throw this.#unreadable(at, 'an unreadable InventoryDate');
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

/** Null where the text is not JSON. */
function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

// The scanner of JSON inventories: {"VaultARN":…,"InventoryDate":…,"ArchiveList":[{…},{…}]}, with any order of members and any
// white space. It finds the end of a record by skipping from quote to quote, and JSON.parse reads its content, so that no
// description can be mistaken for structure.
import { isUtf8 } from 'node:buffer';
import { viewOf } from '../core/byteWriter.ts';
import { ElementWalk, isWalkText, listForm, sight } from '../core/elementWalk.ts';
import { OutputUnreadableError } from '../core/errors.ts';
import { isErrorMember } from '../core/isErrorMember.ts';
import {
  bytesOfJson,
  endOfObject,
  endsOfObjects,
  repeatsMember,
  skipSpace,
  startOfMember,
  startsWithMark,
} from '../core/jsonBytes.ts';
import { parseDate } from '../core/parseDate.ts';
import { parseJson } from '../core/parseJson.ts';
import { CompactRecord } from './compactRecord.ts';
import { faultOf, InventoryArchive } from './inventoryArchive.ts';
import type { InventoryFields } from './inventoryFields.ts';
import { mayRepeatMember } from './mayRepeatMember.ts';
import { maxRecord, type Scanner } from './scanner.ts';
import { SkippedList } from './skippedList.ts';
import { splitAfter } from './splitAfter.ts';

/** Records per JSON.parse: a batch halves the cost, and a small one wastes little at the end of a page. */
const batchSize = 64;

type Members = Readonly<Record<string, unknown>>;

/** The scanner's state: before the list, after its bracket, after a record, after a comma, in a long record, after the list. */
type State = 'head' | 'start' | 'record' | 'comma' | 'inside' | 'tail';

const form = listForm('ArchiveId|ArchiveDescription|CreationDate|Size|SHA256TreeHash', 'VaultARN|InventoryDate');

/** After a record; after one of which it is uncertain where the list goes on; in one, with its walk. */
const layouts = { json: 'json', doubtful: 'json!', inside: 'json:' } as const;

export const isJsonLayout = (layout: string): boolean =>
  layout === layouts.json ||
  layout === layouts.doubtful ||
  (layout.startsWith(layouts.inside) && isWalkText(layout.slice(layouts.inside.length)));

const { quote, comma, openBracket, closeBracket, openBrace, closeBrace } = bytesOfJson;

export class JsonScanner implements Scanner {
  readonly skipped = new SkippedList();
  inventoryDate: Date | undefined;
  offset: number;
  #state: State;
  #bytes: Buffer = Buffer.alloc(0);
  #view = viewOf(this.#bytes);
  /** Whether the bytes are valid UTF-8; undefined until it is needed. A character that spans two chunks is not. */
  #isUtf8: boolean | undefined;
  /** The offset of the first byte in the file. */
  #base: number;
  /** The number of bytes that are processed. */
  #at = 0;
  #isLast = false;
  #isWhole = false;
  /** How far a record is read whose end is searched. */
  #walk: ElementWalk | undefined;
  /** Whether a record was skipped whose brackets do not match: it may contain what followed it. */
  #isDoubtful = false;
  /** Parsed records, and where in the file they end. */
  #parsed: InventoryFields[] = [];
  #ends: number[] = [];
  /** How many of them were returned. */
  #returned = 0;
  /** Records before this index are parsed one by one, because one of them is invalid. */
  #singleUntil = 0;

  /** At the start of the file, or where a scanner had this layout. */
  constructor(offset: number, layout: string = layouts.json) {
    this.offset = offset;
    this.#base = offset;
    this.#state = offset === 0 ? 'head' : 'record';
    this.#isDoubtful = layout === layouts.doubtful;
    if (layout.startsWith(layouts.inside)) {
      this.#walk = ElementWalk.of(layout.slice(layouts.inside.length), form);
      this.#state = 'inside';
    }
  }

  get layout(): string {
    if (this.#walk && this.#state === 'inside') return layouts.inside + this.#walk.toText();
    return this.#isDoubtful ? layouts.doubtful : layouts.json;
  }

  split(bytes: Buffer): Buffer[] {
    return this.#at === this.#bytes.length ? [bytes] : splitAfter(bytes, '"}');
  }

  push(bytes: Buffer): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#bytes = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    this.#view = viewOf(this.#bytes);
    this.#isUtf8 = undefined;
    this.#base += this.#at;
    this.#singleUntil -= this.#at;
    this.#walk?.drop(this.#at);
    this.#at = 0;
  }

  ended(): boolean | undefined {
    if (this.#returned < this.#parsed.length || this.#state === 'inside') return false;
    if (this.#state === 'head' && !this.#skipHead()) return undefined;
    if (this.#state === 'tail') {
      if (this.#isLast) this.#readTail();
      else if (this.#bytes.length - this.#at > maxRecord) throw this.#unreadable(this.#at, endsNot);
      return true;
    }
    let byte = this.#skipSpace();
    if (byte === comma && this.#state === 'record') {
      this.#at += 1;
      this.#state = 'comma';
      byte = this.#skipSpace();
    }
    if (byte === closeBracket) {
      const isEnd = this.#isEndOfList(this.#at + 1);
      if (isEnd === undefined) return undefined;
      if (!isEnd) return false;
      this.#at += 1;
      this.#state = 'tail';
      return this.ended();
    }
    if (byte !== undefined) return false;
    if (this.#isLast) throw this.#endsTooEarly();
    return undefined;
  }

  next(): InventoryArchive | null | undefined {
    if (this.#state === 'inside') return this.#leave();
    if (this.#returned >= this.#parsed.length) {
      const record = CompactRecord.read(this.#bytes, this.#at, this.#view);
      if (record) {
        const { end } = record;
        if (end - this.#at > maxRecord) return this.#skip(this.#at, end, tooLong);
        if (!record.isAscii && !this.#isUtf8Between(this.#at, end)) return this.#skip(this.#at, end, notUtf8);
        this.#moveTo(end);
        return new InventoryArchive(record);
      }
      const skipped = this.#parseBatch();
      if (skipped !== undefined) return skipped;
    }
    const fields = this.#parsed[this.#returned];
    const end = this.#ends[this.#returned];
    if (!fields || end === undefined) return undefined;
    this.#returned += 1;
    this.offset = end;
    return new InventoryArchive(fields);
  }

  finish(isWhole: boolean): void {
    this.#isLast = true;
    this.#isWhole = isWhole;
  }

  /** A bracket of a damaged record ends nothing: after the list, the whole ends or has another member. */
  #isEndOfList(from: number): boolean | undefined {
    const first = skipSpace(this.#bytes, from);
    const second = first === undefined ? undefined : skipSpace(this.#bytes, first + 1);
    if (second === undefined && !this.#isLast) return undefined;
    switch (first === undefined ? undefined : this.#bytes[first]) {
      case comma:
        return second === undefined || this.#bytes[second] === quote;
      case closeBrace:
        return second === undefined || this.#bytes[second] !== comma;
      default:
        return first === undefined;
    }
  }

  /** The members after the list. Another member must come before them. Invalid ones hide no archive, but the whole must end. */
  #readTail(): void {
    const rest = this.#bytes.subarray(this.#at);
    const whole = Buffer.concat([Buffer.from('{"":0'), rest]);
    const end = endOfObject(whole, 0);
    if (end < 0) throw this.#endsTooEarly();
    if (skipSpace(whole, end) !== undefined) throw this.#unreadable(this.#at, endsNot);
    const members = parseJson(whole.toString()) as Members | undefined;
    if (members && 'ArchiveList' in members)
      throw this.#unreadable(this.#at, 'the inventory has two lists of archives');
    // A record that is not whole can contain a list too, but no member of the inventory.
    const isProven = this.#isWhole || (members && ('VaultARN' in members || 'InventoryDate' in members));
    if (this.#isDoubtful && !isProven) throw this.#endsTooEarly();
    if (members) this.#readMembers(members, this.#at);
  }

  /** Parses a batch of valid records; none if the bytes contain no complete one. Null if a record was skipped. */
  #parseBatch(): null | undefined {
    const start = this.#at;
    this.#returned = 0;
    this.#parsed = [];
    this.#ends = [];
    const size = start < this.#singleUntil ? 1 : batchSize;
    const ends = this.#bytes[start] === openBrace ? endsOfObjects(this.#bytes, start, size) : [];
    const end = ends.at(-1);
    if (end === undefined) return this.#skipInvalid(start);
    const text = this.#bytes.toString('utf8', start, end);
    const records = parseJson(`[${text}]`) as InventoryFields[] | undefined;
    const fault =
      records?.length === ends.length
        ? (faultOfLength(start, ends) ?? firstFault(records) ?? this.#faultOfText(records, text, start, end))
        : notJson;
    if (!records || fault !== null) {
      if (ends.length === 1) {
        return fault === notJson ? this.#skipInvalid(start) : this.#skip(start, end, fault ?? notJson);
      }
      this.#singleUntil = end;
      return this.#parseBatch();
    }
    this.#parsed = records;
    this.#ends = ends.map((each) => this.#base + each);
    this.#at = end;
    this.#state = 'record';
    this.#walk = undefined;
    return undefined;
  }

  /** A fault that JSON.parse does not report. */
  #faultOfText(records: readonly object[], text: string, start: number, end: number): string | null {
    if (!this.#isUtf8Between(start, end)) return notUtf8;
    return mayRepeatMember(text, records.length) && repeatsMember(text) ? 'a member is repeated' : null;
  }

  #isUtf8Between(start: number, end: number): boolean {
    this.#isUtf8 ??= isUtf8(this.#bytes);
    return this.#isUtf8 || isUtf8(this.#bytes.subarray(start, end));
  }

  /** Skips what is no record, or waits for its end. One without an end has bytes missing, whatever its strings contain. */
  #skipInvalid(start: number): null | undefined {
    this.#walk ??= new ElementWalk(start, form);
    const end = this.#walk.end(this.#bytes, this.#isLast);
    if (end !== undefined) {
      this.#isDoubtful ||= !this.#walk.isCertain;
      const isJson = end - start > 1 && parseJson(this.#bytes.toString('utf8', start, end)) !== undefined;
      return this.#skip(start, end, isJson ? notRecord : notJson);
    }
    if (this.#isLast) throw this.#endsTooEarly();
    if (this.#bytes.length - start <= maxRecord) return undefined;
    this.skipped.add(this.#base + start, this.#idIn(start, this.#bytes.length), tooLong);
    if (this.#isDoubtful) this.#walk.isCertain = false;
    this.#state = 'inside';
    return this.#leave();
  }

  /** Searches the end of the record that was skipped last. */
  #leave(): null | undefined {
    const walk = this.#walk as ElementWalk;
    const end = walk.end(this.#bytes, this.#isLast);
    if (end === undefined) {
      if (this.#isLast) throw this.#endsTooEarly();
      this.#at = Math.max(this.#at, walk.at - sight);
      this.offset = this.#base + walk.at;
      return undefined;
    }
    this.#isDoubtful ||= !walk.isCertain;
    this.#moveTo(end);
    return null;
  }

  #skip(start: number, end: number, reason: string): null {
    this.skipped.add(this.#base + start, this.#idIn(start, end), reason);
    this.#moveTo(end);
    return null;
  }

  #moveTo(end: number): void {
    this.#at = end;
    this.#state = 'record';
    this.#walk = undefined;
    this.offset = this.#base + end;
  }

  /** The archive ID of a record that is not valid. */
  #idIn(start: number, end: number): string | null {
    const text = this.#bytes.toString('latin1', start, Math.min(end, start + maxRecord));
    return /"ArchiveId"\s*:\s*"([\w-]{1,138})"/.exec(text)?.[1] ?? null;
  }

  /** Moves past the bracket that opens the list; false until more bytes are pushed. */
  #skipHead(): boolean {
    if (startsWithMark(this.#bytes)) {
      this.#bytes = Buffer.concat([Buffer.from('   '), this.#bytes.subarray(3)]);
      this.#view = viewOf(this.#bytes);
    }
    const list = startOfMember(this.#bytes, 'ArchiveList');
    if (list === undefined) {
      if (this.#bytes.length > maxRecord) throw this.#unreadable(0, 'the inventory has no list of archives');
      if (this.#isLast) throw this.#endsTooEarly();
      return false;
    }
    if (this.#bytes[list] !== openBracket) throw this.#unreadable(list, 'the inventory has no list of archives');
    this.#at = list + 1;
    this.#state = 'start';
    const members = parseJson(`${this.#bytes.toString('utf8', 0, this.#at)}]}`) as Members | undefined;
    if (members) this.#readMembers(members, 0);
    return true;
  }

  /** Members before or after the list. */
  #readMembers(members: Members, at: number): void {
    if (Object.keys(members).some(isErrorMember)) throw this.#unreadable(at, 'the inventory is the body of an error');
    const { InventoryDate } = members;
    const date = typeof InventoryDate === 'string' ? parseDate(InventoryDate) : null;
    if (date) this.inventoryDate = date;
  }

  #skipSpace(): number | undefined {
    this.#at = skipSpace(this.#bytes, this.#at) ?? this.#bytes.length;
    return this.#bytes[this.#at];
  }

  #endsTooEarly(): OutputUnreadableError {
    return this.#unreadable(this.#bytes.length, 'the inventory ends in the middle');
  }

  #unreadable(at: number, reason: string): OutputUnreadableError {
    return new OutputUnreadableError(reason, this.#base + at);
  }
}

const notJson = 'it is not valid JSON';
const notRecord = 'it is not an object';
const tooLong = `it is longer than ${maxRecord} bytes`;
const notUtf8 = 'it is not valid UTF-8';
const endsNot = 'the inventory does not end after its list';

/** The ends have separators between them, so a single record decides. */
const faultOfLength = (start: number, ends: readonly number[]): string | null =>
  ends.some((end, index) => end - (ends[index - 1] ?? start) > maxRecord) ? tooLong : null;

function firstFault(records: readonly InventoryFields[]): string | null {
  for (const record of records) {
    const fault = faultOf(record);
    if (fault !== null) return fault;
  }
  return null;
}

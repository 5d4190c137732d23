// The end of an element of a JSON list, whatever its bytes are, in chunks of any size. It follows strings and brackets as JSON
// has them. Where the bytes are no JSON, it decides from those around whether a quote is missing, and goes on. A record that is
// nested where JSON allows it ends nothing; one that stands where JSON allows none is the next one.
import { bytesOfJson, isSpace, unescapedQuote } from './jsonBytes.ts';

/** What JSON expects next. After an error, `any` is as good as the rest. */
const states = {
  value: 'v',
  valueOrEnd: 'V',
  key: 'k',
  keyOrEnd: 'K',
  colon: 'c',
  commaOrEnd: 'e',
  any: 'a',
} as const;

type State = keyof typeof states;

/** How the next record, and the end of the list, are recognized behind a damaged record. */
export interface ListForm {
  recordStart: RegExp;
  listEnd: RegExp;
}

/** Regular expressions: the members that a record can have first, and those of the whole that can follow the list. */
export const listForm = (firstMembers: string, membersAfter: string): ListForm => ({
  recordStart: new RegExp(`^\\{\\s*"(?:${firstMembers})"\\s*:`),
  listEnd: new RegExp(`^\\]\\s*,\\s*"(?:${membersAfter})"\\s*:`),
});

const { quote, comma, colon, openBracket, backslash, closeBracket, openBrace, closeBrace } = bytesOfJson;

/** In bytes: what is read around an error. Whoever drops bytes that are read keeps so many. */
export const sight = 96;
/** In bytes: a word, or the distance to the next quote, that is waited for. The search for a quote ends there. */
const patience = 8192;
/** Records of AWS have three levels. Of deeper ones, brackets are only counted. */
const maxDepth = 64;

const literal = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const afterString = /^\s*(?:[:,]\s*["\d{[tfn-]|[}\]])/;

/** The text of a walk: whether its end is uncertain, the open brackets, the state, and whether it is in a string. */
const notation = /^(!?)([{[]{0,64})([vVkKcea])(s?)$/;

export const isWalkText = (text: string): boolean => notation.test(text);

export class ElementWalk {
  /** How many bytes are read. */
  at: number;
  /** Whether the end follows from brackets that all match. If not, the end of the whole proves nothing. */
  isCertain = true;
  readonly #form: ListForm;
  #start: number;
  #stack = '';
  /** The number of brackets that are open in the deepest one of the stack. */
  #deeper = 0;
  #state: State = 'value';
  #isInString = false;
  /** The brackets that were open before the last quote. */
  #stackAtQuote = '';
  /** The index of the last token if it is a comma. */
  #comma: number | undefined;
  /** The index of the next quote, up to where there is no other one, and the bytes that this holds for. */
  #quote: { at: number; until: number; bytes: Buffer } | undefined;

  constructor(start: number, form: ListForm) {
    this.at = start;
    this.#start = start;
    this.#form = form;
  }

  /** A walk of this text, at the start of other bytes. */
  static of(text: string, form: ListForm): ElementWalk {
    const [, doubt, stack = '', letter, inString] = notation.exec(text) ?? [];
    const walk = new ElementWalk(0, form);
    walk.isCertain = doubt === '';
    walk.#stack = stack;
    walk.#stackAtQuote = stack;
    walk.#state = (Object.keys(states) as State[]).find((state) => states[state] === letter) ?? 'any';
    walk.#isInString = inString === 's';
    return walk;
  }

  /** All that a walk must know to be resumed. */
  toText(): string {
    return `${this.isCertain && this.#deeper === 0 ? '' : '!'}${this.#stack}${states[this.#state]}${this.#isInString ? 's' : ''}`;
  }

  /** The bytes before this index are dropped. */
  drop(length: number): void {
    this.at -= length;
    this.#start = Math.max(0, this.#start - length);
    if (this.#comma !== undefined) this.#comma -= length;
    this.#quote = undefined;
  }

  /** The index after the element; undefined if more bytes are needed, or there are none. */
  end(bytes: Buffer, isLast: boolean): number | undefined {
    for (;;) {
      const end = this.#isInString ? this.#readString(bytes, isLast) : this.#readToken(bytes, isLast);
      if (end !== null) return end;
    }
  }

  /** Reads a string to its quote. Null if the element goes on after it. */
  #readString(bytes: Buffer, isLast: boolean): number | null | undefined {
    const end = unescapedQuote(bytes, this.at);
    if (end < 0) {
      let last = bytes.length;
      while (last > this.at && bytes[last - 1] === backslash) last -= 1;
      this.at = bytes.length - ((bytes.length - last) % 2);
      return undefined;
    }
    if (this.#stack === '') {
      if (!isLast && end + sight > bytes.length) return undefined;
      const next = this.#nextRecord(bytes, end + 1);
      if (next !== undefined) return this.#endAt(next);
    }
    this.at = end + 1;
    this.#isInString = false;
    this.#comma = undefined;
    return this.#afterScalar(true);
  }

  #afterScalar(isString: boolean): number | null {
    if (this.#stack === '') return this.at;
    if (isString && (this.#state === 'key' || this.#state === 'keyOrEnd')) this.#state = 'colon';
    else this.#state = this.#state === 'value' || this.#state === 'valueOrEnd' ? 'commaOrEnd' : 'any';
    return null;
  }

  #readToken(bytes: Buffer, isLast: boolean): number | null | undefined {
    while (isSpace(bytes[this.at])) this.at += 1;
    const start = this.at;
    const byte = bytes[start];
    if (byte === undefined) return undefined;
    // Nothing is between two commas, and a mark is nothing.
    if (this.#stack === '' && byte === comma) return start;
    if (this.#stack === '' && isStray(byte)) return endOfStrays(bytes, start);
    const isWord = !isMark(byte);
    const after = isWord ? endOfWord(bytes, start) : start + 1;
    if (after >= bytes.length && isWord && !isLast && after - start < patience) return undefined;
    if (!this.#isExpected(byte, isWord ? bytes.toString('latin1', start, after) : '')) {
      const found = this.#atError(bytes, start, isLast);
      if (found !== null) return found === 'string' ? null : found;
    }
    if (byte !== comma) this.#comma = undefined;
    this.at = after;
    switch (byte) {
      case quote:
        this.#stackAtQuote = this.#stack;
        this.#isInString = true;
        return null;
      case openBrace:
      case openBracket:
        if (this.#stack.length < maxDepth) this.#stack += byte === openBrace ? '{' : '[';
        else this.#deeper += 1;
        this.#state = byte === openBrace ? 'keyOrEnd' : 'valueOrEnd';
        return null;
      case closeBrace:
      case closeBracket:
        return this.#close(bytes, byte);
      case comma:
        this.#comma = start;
        this.#state = this.#deeper > 0 ? 'any' : this.#stack.endsWith('{') ? 'key' : 'value';
        return null;
      case colon:
        this.#state = 'value';
        return null;
      default:
        return this.#afterScalar(false);
    }
  }

  #isExpected(byte: number, word: string): boolean {
    const state = this.#state;
    switch (byte) {
      case quote:
        return state !== 'colon' && state !== 'commaOrEnd';
      case openBrace:
      case openBracket:
        return state === 'value' || state === 'valueOrEnd' || this.#deeper > 0;
      case closeBrace:
      case closeBracket:
        if (this.#deeper > 0) return true;
        return this.#stack.endsWith(byte === closeBrace ? '{' : '[') && /OrEnd$|any/.test(state);
      case comma:
        return state === 'commaOrEnd' || state === 'any';
      case colon:
        return state === 'colon' || state === 'any';
      default:
        return (state === 'value' || state === 'valueOrEnd' || state === 'any') && literal.test(word);
    }
  }

  /** At a token that is no JSON: where the list goes on; `string` if a string is here; null if the token is to be read. */
  #atError(bytes: Buffer, start: number, isLast: boolean): number | 'string' | null | undefined {
    if (!isLast && start + sight > bytes.length) return undefined;
    const next = this.#nextRecord(bytes, start);
    if (next !== undefined) return this.#endAt(next);
    const isText = this.#isText(bytes, start, isLast);
    if (!isText) return isText === undefined ? undefined : null;
    // What was read since the last quote was not structure.
    if (this.#stack !== this.#stackAtQuote) this.isCertain = false;
    this.#stack = this.#stackAtQuote;
    this.#state = 'any';
    this.#isInString = true;
    return 'string';
  }

  #endAt(index: number): number {
    this.isCertain = false;
    return index;
  }

  /** The next record, or the end of the list, if it starts here, or before a string that ended here without being one. */
  #nextRecord(bytes: Buffer, start: number): number | undefined {
    if (start > this.#start && this.#form.recordStart.test(ahead(bytes, start))) return this.#comma ?? start;
    if (bytes[start - 1] !== quote || start - 1 <= this.#start) return undefined;
    const before = lastBefore(bytes, start - 1);
    if (before <= this.#start) return undefined;
    const previous = lastBefore(bytes, before);
    if (bytes[before] === openBrace && this.#form.recordStart.test(ahead(bytes, before))) {
      return bytes[previous] === comma && previous > this.#start ? previous : before;
    }
    const isEnd = bytes[before] === comma && bytes[previous] === closeBracket && previous > this.#start;
    return isEnd && this.#form.listEnd.test(ahead(bytes, previous)) ? previous : undefined;
  }

  /** Whether the bytes are in a string whose first quote is missing: the next quote then ends it, and can start none. */
  #isText(bytes: Buffer, start: number, isLast: boolean): boolean | undefined {
    const end = this.#nextQuote(bytes, start);
    const canWait = !isLast && bytes.length - start < patience;
    if (end < 0 || (canWait && end + sight > bytes.length)) return canWait ? undefined : false;
    if (!afterString.test(ahead(bytes, end + 1))) return false;
    const before = lastBefore(bytes, end);
    const isStart = before >= 0 && '{[,:'.includes(String.fromCharCode(bytes[before] ?? 0));
    if (!isStart) return true;
    const other = unescapedQuote(bytes.subarray(0, end + patience), end + 1);
    if (canWait && (other < 0 || other + sight > bytes.length)) return undefined;
    return other < 0 || !afterString.test(ahead(bytes, other + 1));
  }

  #nextQuote(bytes: Buffer, from: number): number {
    const { at, until } = this.#quote?.bytes === bytes ? this.#quote : { at: -1, until: 0 };
    if (at >= from) return at;
    const end = from + patience;
    const found = unescapedQuote(bytes.subarray(0, end), Math.max(from, until));
    this.#quote = { bytes, at: found, until: found < 0 ? end : found + 1 };
    return found;
  }

  /** A bracket at `this.at - 1`. */
  #close(bytes: Buffer, byte: number): number | null {
    if (this.#deeper > 0) {
      this.#deeper -= 1;
      this.#state = 'any';
      return null;
    }
    const depth = this.#stack.lastIndexOf(byte === closeBrace ? '{' : '[');
    if (depth === this.#stack.length - 1) return this.#closeTo(depth);
    const start = this.at - 1;
    this.isCertain = false;
    if (depth >= 0) return this.#closeTo(depth);
    if (byte === closeBracket) {
      const text = ahead(bytes, start);
      const isEnd = this.#form.listEnd.test(text) || (this.#stack === '{' && /^\]\s*(?:\}|$)/.test(text));
      if (isEnd) return start;
    }
    // Another bracket stands in its place.
    return this.#closeTo(this.#stack.length - 1);
  }

  #closeTo(depth: number): number | null {
    this.#stack = this.#stack.slice(0, Math.max(0, depth));
    this.#state = 'commaOrEnd';
    return this.#stack === '' ? this.at : null;
  }
}

const isMark = (byte: number): boolean => '{}[],:"'.includes(String.fromCharCode(byte));

const isStray = (byte: number | undefined): boolean => byte === colon || byte === closeBrace || byte === closeBracket;

/** Marks that nothing precedes count as one. A bracket can be the end of the list, unless another one or a colon follows. */
function endOfStrays(bytes: Buffer, from: number): number {
  let at = from + 1;
  while (isStray(bytes[at])) {
    const next = bytes[at + 1];
    if (bytes[at] === closeBracket && next !== closeBracket && next !== colon) break;
    at += 1;
  }
  return at;
}

/** Outside of strings, a backslash and what it escapes belong together too: a quote is missing before them. */
function endOfWord(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && !isSpace(bytes[at]) && !isMark(bytes[at] as number)) {
    at += bytes[at] === backslash ? 2 : 1;
  }
  return Math.min(at, bytes.length);
}

const ahead = (bytes: Buffer, from: number): string => bytes.toString('latin1', from, from + sight);

/** The index of the last byte before this one that is no white space; -1 if there is none near. */
function lastBefore(bytes: Buffer, from: number): number {
  for (let at = from - 1; at >= 0 && at > from - sight; at -= 1) if (!isSpace(bytes[at])) return at;
  return -1;
}

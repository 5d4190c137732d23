// Navigation in the bytes of a JSON list without parsing it. It skips strings from quote to quote, which makes it fast, and
// counts brackets outside of them. JSON.parse decides whether a record is valid. The end of one that is not: elementWalk.ts.

import { parseJson } from './parseJson.ts';

export const bytesOfJson = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

const { quote, comma, colon, openBracket, backslash, closeBracket, openBrace, closeBrace } = bytesOfJson;

/** Returns the index of the next quote that no backslash escapes; -1 if there is none. */
export function unescapedQuote(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(quote, from); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    let before = at - 1;
    while (before >= from && bytes[before] === backslash) before -= 1;
    // An even number of backslashes escapes no quote.
    if ((at - before) % 2 === 1) return at;
  }
  return -1;
}

/** Returns the index of the quote that closes the string that starts at `from`; -1 if the bytes end before it. */
const endOfString = (bytes: Buffer, from: number): number => unescapedQuote(bytes, from + 1);

/** Returns the index after the brace that closes the object that starts at `from`; -1 if the bytes end before it. */
export function endOfObject(bytes: Buffer, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case quote:
        at = endOfString(bytes, at);
        if (at < 0) return -1;
        break;
      case openBrace:
      case openBracket:
        depth += 1;
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        if (depth === 0) return at + 1;
        break;
    }
  }
  return -1;
}

/** Returns the ends of up to `most` complete objects of a list; the first object starts at `from`. */
export function endsOfObjects(bytes: Buffer, from: number, most: number): number[] {
  const ends: number[] = [];
  for (let at = from; ends.length < most; ) {
    const end = endOfObject(bytes, at);
    if (end < 0) break;
    ends.push(end);
    const after = skipSpace(bytes, end);
    if (after === undefined || bytes[after] !== comma) break;
    const next = skipSpace(bytes, after + 1);
    if (next === undefined || bytes[next] !== openBrace) break;
    at = next;
  }
  return ends;
}

const mark = Buffer.from('\uFEFF');

/** Whether the bytes start with the byte order mark of UTF-8: some tools write it before a text. */
export const startsWithMark = (bytes: Buffer): boolean => bytes.subarray(0, mark.length).equals(mark);

/** Whether the bytes are no more than the mark, or its start. */
export const isPartOfMark = (bytes: Buffer): boolean => mark.subarray(0, bytes.length).equals(bytes);

export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Returns the index of the next byte that is not white space; undefined if there is none. */
export function skipSpace(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at < bytes.length; at += 1) if (!isSpace(bytes[at])) return at;
  return undefined;
}

/** A member of an object. */
interface Member {
  name: string;
  /** Where its value starts; undefined if the bytes end before it. */
  start: number | undefined;
}

/**
 * The members of the outermost object, in their order. Returns the index of the byte that ends the object, or proves that there
 * is none; undefined if the bytes end before it.
 */
export function* outerMembers(bytes: Buffer): Generator<Member, number | undefined> {
  let depth = 0;
  const first = skipSpace(bytes, startsWithMark(bytes) ? mark.length : 0);
  for (let at = first ?? bytes.length; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case quote: {
        const end = endOfString(bytes, at);
        if (end < 0) return undefined;
        const after = depth === 1 ? skipSpace(bytes, end + 1) : undefined;
        if (after !== undefined && bytes[after] === colon) {
          const name = String(parseJson(bytes.toString('utf8', at, end + 1)));
          yield { name, start: skipSpace(bytes, after + 1) };
        }
        at = end;
        break;
      }
      case openBrace:
      case openBracket:
        depth += 1;
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        break;
    }
    if (depth <= 0) return at;
  }
  return undefined;
}

/** Returns the start of a member's value in the outermost object. Without the member, returns what `outerMembers` returns. */
export function startOfMember(bytes: Buffer, name: string): number | undefined {
  const members = outerMembers(bytes);
  for (;;) {
    const { done, value } = members.next();
    if (done) return value;
    if (value.name === name) return value.start;
  }
}

/** Whether the outermost object has a member twice. */
export function repeatsOuterMember(bytes: Buffer): boolean {
  const names = new Set<string>();
  for (const { name } of outerMembers(bytes)) {
    if (names.has(name)) return true;
    names.add(name);
  }
  return false;
}

/** Whether an object in a valid JSON text has a member twice, at any depth. JSON.parse would keep the last one. */
export function repeatsMember(text: string): boolean {
  const members: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/gs)) {
    if (token === '{') members.push(new Set());
    else if (token === '}') members.pop();
    else if (key !== undefined) {
      const name: string = JSON.parse(key);
      if (members.at(-1)?.has(name)) return true;
      members.at(-1)?.add(name);
    }
  }
  return false;
}

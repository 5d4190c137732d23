// Finds its way in the bytes of a JSON text without reading it: strings are jumped over from quote to quote, which is
// what makes it fast; brackets outside of them are counted. Whether the text is JSON is for JSON.parse to say.

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

/** The quote that closes the string which another opens at `from`; -1 where it is not among the bytes. */
function endOfString(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(quote, from + 1); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    let before = at - 1;
    while (bytes[before] === backslash) before -= 1;
    // An even number of backslashes are backslashes.
    if ((at - before) % 2 === 1) return at;
  }
  return -1;
}

/** Behind the brace that closes the object which another opens at `from`; -1 where it is not among the bytes. */
function endOfObject(bytes: Buffer, from: number): number {
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

/** Where objects of a list end of which the first opens at `from`: those that are wholly among the bytes, up to `most`. */
export function endsOfObjects(bytes: Buffer, from: number, most: number): number[] {
  const ends: number[] = [];
  for (let at = from; ends.length < most; ) {
    const end = endOfObject(bytes, at);
    if (end < 0) break;
    ends.push(end);
    const behind = skipSpace(bytes, end);
    if (behind === undefined || bytes[behind] !== comma) break;
    const next = skipSpace(bytes, behind + 1);
    if (next === undefined || bytes[next] !== openBrace) break;
    at = next;
  }
  return ends;
}

export const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The first byte from there on that is no white space; undefined where there is none. */
export function skipSpace(bytes: Buffer, from: number): number | undefined {
  for (let at = from; at < bytes.length; at += 1) if (!isSpace(bytes[at])) return at;
  return undefined;
}

/**
 * Where the value of a member of the outermost object begins; undefined where that is not among the bytes. Where the
 * object ends without it, or there is no object, the byte that shows it.
 */
export function startOfMember(bytes: Buffer, name: string): number | undefined {
  let depth = 0;
  for (let at = skipSpace(bytes, 0) ?? bytes.length; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case quote: {
        const end = endOfString(bytes, at);
        if (end < 0) return undefined;
        const behind = skipSpace(bytes, end + 1);
        const isKey = depth === 1 && behind !== undefined && bytes[behind] === colon;
        if (isKey && bytes.toString('utf8', at + 1, end) === name) return skipSpace(bytes, behind + 1);
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

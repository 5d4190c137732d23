// The order of keys in S3's lists: that of their UTF-8 bytes. Pure.

/** In bytes, of S3's keys. */
const maxKey = 1024;

/** Of code units, in the order of UTF-8: surrogates come after all others, because their characters do. */
function rankOf(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Negative if the first key is listed before the second one. */
export function compareKeys(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    const difference = rankOf(one.charCodeAt(at)) - rankOf(other.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

const lastCharacter = '\u{10ffff}';

/**
 * A text behind which the key is the first one in a list: no key in use lies between them. Null if it would be longer than a key.
 */
export function keyBefore(key: string): string | null {
  const start = isLowSurrogate(key.charCodeAt(key.length - 1)) ? key.length - 2 : key.length - 1;
  const head = key.slice(0, start);
  const last = key.codePointAt(start) ?? 0;
  // Nothing is between a text and the same text with this character.
  if (last === 0) return head;
  const previous = last === 0xe000 ? 0xd7ff : last - 1;
  const before = `${head}${String.fromCodePoint(previous)}${lastCharacter}`;
  return Buffer.byteLength(before) <= maxKey ? before : null;
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** The longest text that both keys begin with. Of sorted keys, the first and the last one have what all have in common. */
export function commonPrefix(one: string, other: string): string {
  let length = 0;
  for (const character of one) {
    if (!other.startsWith(character, length)) break;
    length += character.length;
  }
  return one.slice(0, length);
}

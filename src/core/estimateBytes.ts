// How many bytes of memory a value takes, estimated from its structure: for what is kept, such as the entries of caches. What is
// to be parsed is counted before it is a value: see estimateJsonBytes.ts.
// The sizes are those of V8 on 64 bits without pointer compression, as in Node 20 to 26; estimateBytes.slow.test.ts compares
// them with the growth of the heap.

const word = 8;
const objectHeader = 3 * word;
const arrayHeader = 4 * word;
/** With what V8 reserves for more; objects that a spread has made take more on Node 20. */
const member = 2 * word;
/** Of a string, and of the elements of an array. */
const payloadHeader = 2 * word;
const heapNumber = 2 * word;
/** A date caches its fields. */
const date = 12 * word;
/** A closure or another object whose content cannot be seen. */
const opaque = 8 * word;
/** An entry of a Map or Set with its share of the table, which has up to twice the room. */
const mapEntry = 6 * word;

/** An object that is met twice is counted once. What closures hold is not counted. */
export function estimateBytes(value: unknown): number {
  if (typeof value !== 'object' || value === null) return sizeOf(value);
  const seen = new Set<object>();
  const open: unknown[] = [value];
  let bytes = 0;
  const add = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) bytes += sizeOf(part);
    else open.push(part);
  };
  while (open.length > 0) {
    const next = open.pop() as object;
    if (seen.has(next)) continue;
    seen.add(next);
    if (Array.isArray(next)) {
      bytes += next.length === 0 ? arrayHeader : arrayHeader + payloadHeader + next.length * word;
      for (const item of next) add(item);
    } else if (ArrayBuffer.isView(next)) {
      bytes += opaque + next.byteLength;
    } else if (next instanceof Map) {
      bytes += arrayHeader;
      for (const [key, item] of next) {
        bytes += mapEntry;
        add(key);
        add(item);
      }
    } else if (next instanceof Set) {
      bytes += arrayHeader;
      for (const item of next) {
        bytes += mapEntry;
        add(item);
      }
    } else if (next instanceof Date) {
      bytes += date;
    } else {
      bytes += objectHeader;
      for (const name in next) {
        bytes += member;
        add((next as Record<string, unknown>)[name]);
      }
    }
  }
  return bytes;
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 0 : heapNumber;
  return typeof value === 'function' || typeof value === 'bigint' ? opaque : 0;
}

/** Two bytes a character, which V8 needs once one of them is not Latin-1. */
const textBytes = (text: string): number => payloadHeader + 2 * text.length;

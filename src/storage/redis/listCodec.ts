// Items of a list as compressed text and back, in parts between which the event loop turns: a list of thousands of jobs takes
// tens of milliseconds. Compression is the work of other threads.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { decode, encode } from './codec.ts';

/** Takes about 2 ms. */
const itemsPerPart = 100;

/** Of the text before compression, about 8,000 jobs. Redis holds about a tenth. */
export const maxTextLength = 8 * 1024 ** 2;

const compress = promisify(deflateRaw);
const decompress = promisify(inflateRaw);

/** Null if the text is too long. */
export async function encodeItems(items: readonly unknown[]): Promise<string | null> {
  const parts: string[] = [];
  let length = 0;
  for (let first = 0; first < items.length; first += itemsPerPart) {
    if (first > 0) await nextTurn();
    const part = encode(items.slice(first, first + itemsPerPart));
    length += part.length;
    if (length > maxTextLength) return null;
    parts.push(part);
  }
  // One pass over the text: more would cost the writer more than they save.
  return (await compress(parts.join('\n'), { level: 1 })).toString('base64');
}

/** Undefined for anything else: the server is shared with others. `parse` returns undefined for what is no item. */
export async function decodeItems<T>(text: string, parse: (value: unknown) => T | undefined): Promise<T[] | undefined> {
  try {
    const maxOutputLength = 4 * maxTextLength;
    const parts = (await decompress(Buffer.from(text, 'base64'), { maxOutputLength })).toString();
    const items: T[] = [];
    for (const [index, part] of (parts === '' ? [] : parts.split('\n')).entries()) {
      if (index > 0) await nextTurn();
      const values = decode(part);
      if (!Array.isArray(values)) return undefined;
      for (const value of values) {
        const item = parse(value);
        if (item === undefined) return undefined;
        items.push(item);
      }
    }
    return items;
  } catch {
    return undefined;
  }
}

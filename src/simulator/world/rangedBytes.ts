// Bytes that can be entered anywhere, at the cost of what is read: an output is put together from such parts, held or made on the way.
import type { ByteRange } from './ranges.ts';

export interface RangedBytes {
  readonly length: number;
  /** The range must lie within. A piece holds until the next one is asked for: it may be made in the same memory. */
  read(range: ByteRange): Iterable<Buffer>;
}

export const heldBytes = (bytes: Buffer): RangedBytes => ({
  length: bytes.length,
  read: ({ start, end }) => [bytes.subarray(start, end + 1)],
});

export function joinedBytes(parts: readonly RangedBytes[]): RangedBytes {
  let length = 0;
  const placed = parts.map((part) => {
    const start = length;
    length += part.length;
    return { part, start, end: length - 1 };
  });
  return {
    length,
    *read(range) {
      for (const { part, start, end } of placed) {
        if (range.end < start || end < range.start || part.length === 0) continue;
        yield* part.read({ start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start });
      }
    },
  };
}

/** The same without its first bytes. */
export const bytesFrom = (bytes: RangedBytes, from: number): RangedBytes => ({
  length: bytes.length - from,
  read: ({ start, end }) => bytes.read({ start: start + from, end: end + from }),
});

// Bytes with random access, at the cost of what is read. An output is composed of such parts, stored or generated.
import type { ByteRange } from './ranges.ts';

export interface RangedBytes {
  readonly length: number;
  /** The range must lie within the bytes. A piece is valid until the next one is requested: the memory can be reused. */
  read(range: ByteRange): Iterable<Buffer>;
  /** Computes in turns what the first reading needs, so that it does not keep others waiting. Optional: reading does it too. */
  prepare?(): Promise<void>;
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

/** The same bytes without the first `from`. */
export const bytesFrom = (bytes: RangedBytes, from: number): RangedBytes => ({
  length: bytes.length - from,
  read: ({ start, end }) => bytes.read({ start: start + from, end: end + from }),
});

/** The bytes of the range alone. */
export const bytesWithin = (bytes: RangedBytes, range: ByteRange): RangedBytes => ({
  length: range.end - range.start + 1,
  read: ({ start, end }) => bytes.read({ start: start + range.start, end: end + range.start }),
});

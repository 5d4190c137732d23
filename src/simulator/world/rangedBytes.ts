// Bytes with random access, at the cost of what is read. An output is composed of such parts, stored or generated.
import type { ByteRange } from './ranges.ts';

export interface RangedBytes {
  readonly length: number;
  /** Whether the bytes are in memory. Others are computed when they are read, which can take seconds. */
  readonly isHeld?: boolean | undefined;
  /** The range must lie within the bytes. A piece is valid until the next one is requested: the memory can be reused. */
  read(range: ByteRange): Iterable<Buffer>;
  /** Computes in turns what the first reading needs, so that other requests do not wait. Optional: reading does it too. */
  readonly prepare?: (() => Promise<void>) | undefined;
}

export const heldBytes = (bytes: Buffer): RangedBytes => ({
  length: bytes.length,
  isHeld: true,
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
    isHeld: parts.every(({ isHeld = false }) => isHeld),
    prepare: parts.some(({ prepare }) => prepare) ? () => prepareAll(parts) : undefined,
    *read(range) {
      for (const { part, start, end } of placed) {
        if (range.end < start || end < range.start || part.length === 0) continue;
        yield* part.read({ start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start });
      }
    },
  };
}

async function prepareAll(parts: readonly RangedBytes[]): Promise<void> {
  for (const part of parts) await part.prepare?.();
}

/** The same bytes without the first `from`. */
export const bytesFrom = (bytes: RangedBytes, from: number): RangedBytes => ({
  isHeld: bytes.isHeld,
  prepare: bytes.prepare,
  length: bytes.length - from,
  read: ({ start, end }) => bytes.read({ start: start + from, end: end + from }),
});

/** The bytes of the range alone. */
export const bytesWithin = (bytes: RangedBytes, range: ByteRange): RangedBytes => ({
  isHeld: bytes.isHeld,
  prepare: bytes.prepare,
  length: range.end - range.start + 1,
  read: ({ start, end }) => bytes.read({ start: start + range.start, end: end + range.start }),
});

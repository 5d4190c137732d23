// A file of rows of the same length that is computed when it is read, so that a range costs what is read of it.
import type { RangedBytes } from '../world/rangedBytes.ts';

/** Rows that are computed at once. */
const PIECE = 1000;

export interface Rows {
  count: number;
  /** Each has the length of the first one. */
  row(index: number): string;
}

export function computedRows({ count, row }: Rows): RangedBytes {
  const size = row(0).length;
  return {
    length: size * count,
    *read({ start, end }) {
      for (let first = Math.floor(start / size); first * size <= end; first += PIECE) {
        const some = Math.min(PIECE, Math.floor(end / size) + 1 - first);
        const rows = Array.from({ length: some }, (_, at) => row(first + at)).join('');
        const before = first * size;
        yield Buffer.from(rows).subarray(Math.max(start - before, 0), end + 1 - before);
      }
    },
  };
}

// The manifest of a job with made-up tasks: CSV that is computed when it is read. All its rows have the same length, so that a range
// costs what is read of it.
import type { BatchTasks } from '../s3control/batch/batchTasks.ts';
import type { RangedBytes } from '../world/rangedBytes.ts';

/** Rows that are computed at once. */
const PIECE = 1000;

export function computedManifest(tasks: BatchTasks): RangedBytes {
  const row = (index: number): string => {
    const { bucket, encodedKey, versionId = '' } = tasks.task(index);
    return `${bucket},${encodedKey},${versionId}\n`;
  };
  const size = row(0).length;
  return {
    length: size * tasks.count,
    *read({ start, end }) {
      for (let first = Math.floor(start / size); first * size <= end; first += PIECE) {
        const count = Math.min(PIECE, Math.floor(end / size) + 1 - first);
        const rows = Array.from({ length: count }, (_, at) => row(first + at)).join('');
        const before = first * size;
        yield Buffer.from(rows).subarray(Math.max(start - before, 0), end + 1 - before);
      }
    },
  };
}

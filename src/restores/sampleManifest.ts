// Objects of a manifest: all of a small one, else a sample that is spread over it. A sample consists of blocks of rows that follow
// one another: those of a sorted manifest are close together in their bucket too, so one list answers a block.
import type { OpenManifest } from '../manifests/manifestPage.ts';
import type { ManifestRow } from '../manifests/readManifestRow.ts';
import type { FilePosition } from '../reports/filePosition.ts';

export interface ManifestSample {
  rows: ManifestRow[];
  /** Whether they are all rows of the manifest. */
  isWhole: boolean;
}

/** S3 lists as many objects in one call. */
const wholeManifest = 1000;

/** How many objects are read. */
export interface SampleSize {
  /** A manifest of up to so many rows is read as a whole. */
  whole: number;
  /** The rows of each block of a sample. */
  block: number;
}

export const sampleSize: SampleSize = { whole: wholeManifest, block: 50 };

const blocks = 10;

/** `total`: the number of rows; null if it is unknown. */
export async function sampleManifest(
  manifest: OpenManifest,
  total: number | null,
  { whole, block }: SampleSize = sampleSize,
): Promise<ManifestSample> {
  const isSmall = total === null || total <= whole;
  const first = await manifest.page({ first: isSmall ? whole : block, after: null });
  if (first.next === null) return { rows: first.rows, isWhole: true };
  const starts = startsOf(manifest, total, first.positions.at(-1) ?? first.next);
  const pages = await Promise.all(starts.map((after) => manifest.page({ first: block, after })));
  return { rows: [...first.rows, ...pages.flatMap(({ rows }) => rows)], isWhole: false };
}

/** The positions of the other blocks. */
function startsOf({ files, isSeekable }: OpenManifest, total: number | null, { after }: FilePosition): FilePosition[] {
  const fractions = Array.from({ length: blocks - 1 }, (_, index) => (index + 1) / blocks);
  if (!isSeekable) {
    const others = new Set(fractions.map((fraction) => Math.floor(fraction * files)).filter((file) => file > 0));
    return [...others].map((file) => ({ file, after: null }));
  }
  if (after === null || total === null) return [];
  // The end of the row is within the first row of the block, which is skipped.
  const size = after.mean * total;
  return fractions
    .map((fraction) => Math.floor(fraction * size))
    .filter((offset) => offset > after.offset)
    .map((offset) => ({ file: 0, after: { ...after, offset, isInRow: true } }));
}

// The number of bytes to request at once: about as many as the page still needs, so that it costs one call and few bytes are
// wasted. A search cannot know what it needs, so it requests more each time. Pure.

export interface RangeNeeds {
  /** The number of archives that the page still needs. */
  missing: number;
  /** The average size of a record in bytes; null before the first record. */
  mean: number | null;
  /** The number of ranges that were read for this page. */
  ranges: number;
  /** Whether a filter may skip records, or no record has been read yet. */
  isSearch: boolean;
  /** The remaining bytes of the output. */
  left: number;
  /** The maximum number of bytes to request. */
  most: number;
  /** Whether the page can end here. If not, it goes on beyond the maximum: a record is longer than the bytes so far. */
  hasProgress: boolean;
}

/** In bytes, with a description of a few hundred bytes. */
const typicalRecord = 512;
/** Records differ in size, and the file has a part before and after the list. */
const slack = 1.1;
const margin = 2048;
const growth = 8;
const largest = 8 * 1024 * 1024;

export function rangeLength({ missing, mean, ranges, isSearch, left, most, hasProgress }: RangeNeeds): number {
  const needed = Math.ceil(Math.max(1, missing) * (mean ?? typicalRecord) * (mean === null ? 1 : slack)) + margin;
  const requested = isSearch ? needed * growth ** ranges : needed;
  const length = Math.min(requested, largest, Math.max(most, hasProgress ? margin : margin * growth ** ranges));
  // A small remainder is not worth a call of its own.
  return left - length < margin ? left : length;
}

// How many bytes to ask for at once: about as many as the page still needs, so that it costs one call and little is read
// in vain. A search does not know what it needs: it asks for more each time. Pure.

export interface RangeNeeds {
  /** How many archives the page still lacks. */
  missing: number;
  /** How many bytes a record has on average; null where none was seen. */
  mean: number | null;
  /** How many ranges were read for this page. */
  ranges: number;
  /** Whether not every record counts, or none has been found yet. */
  isSearch: boolean;
  /** How many bytes the output has from here on. */
  left: number;
  /** How many may be asked for. */
  most: number;
}

/** With a description of some hundred bytes. */
const usualRecord = 512;
/** Records are not all alike, and what is in front of the list and behind it comes besides. */
const slack = 1.1;
const margin = 2048;
const growth = 8;
const largest = 8 * 1024 * 1024;

export function rangeLength({ missing, mean, ranges, isSearch, left, most }: RangeNeeds): number {
  const needed = Math.ceil(Math.max(1, missing) * (mean ?? usualRecord) * (mean === null ? 1 : slack)) + margin;
  const asked = isSearch ? needed * growth ** ranges : needed;
  const length = Math.min(asked, largest, Math.max(most, margin));
  // A remainder so small is not worth a call of its own.
  return left - length < margin ? left : length;
}

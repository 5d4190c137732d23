// Byte ranges (both ends inclusive, as on the wire) and the two alignments of Glacier. Every ranged retrieval needs megabyte
// alignment; tree-hash alignment decides whether a range has a checksum.
export const MEBIBYTE = 1024 * 1024;

export interface ByteRange {
  start: number;
  end: number;
}

/** Parses "0-1048575"; undefined for any other text and for a negative range. */
export function parseRange(text: string): ByteRange | undefined {
  const [, start, end] = /^(\d{1,19})-(\d{1,19})$/.exec(text) ?? [];
  if (start === undefined || end === undefined || Number(start) > Number(end)) return undefined;
  return { start: Number(start), end: Number(end) };
}

export const formatRange = ({ start, end }: ByteRange): string => `${start}-${end}`;

export const lengthOf = ({ start, end }: ByteRange): number => end - start + 1;

/** Starts at a mebibyte boundary and ends at one, or at the end of the content. */
export function isMegabyteAligned({ start, end }: ByteRange, size: number): boolean {
  return start % MEBIBYTE === 0 && ((end + 1) % MEBIBYTE === 0 || end === size - 1);
}

/** Whether the range is one node of the content's hash tree, so that its checksum is a part of that tree. */
export function isTreeHashAligned(range: ByteRange, size: number): boolean {
  if (!isMegabyteAligned(range, size)) return false;
  const chunks = Math.ceil(size / MEBIBYTE);
  const first = range.start / MEBIBYTE;
  const afterLast = Math.ceil((range.end + 1) / MEBIBYTE);
  for (let span = 1; ; span *= 2) {
    if (first % span !== 0) return false;
    if (afterLast === Math.min(first + span, chunks)) return true;
    if (first + span >= chunks) return false;
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The lines of a text in pieces, without their line breaks. Undefined for one that is too long: the last one. */
export function* linesOf(pieces: Iterable<Buffer>, longest: number): Generator<Buffer | undefined> {
  let begun = Buffer.alloc(0);
  for (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, from)) {
      const line = piece.subarray(from, end);
      yield lineOf(begun.length === 0 ? line : Buffer.concat([begun, line]), longest);
      if (begun.length > 0) begun = Buffer.alloc(0);
      from = end + 1;
    }
    if (begun.length + piece.length - from > longest) {
      yield undefined;
      return;
    }
    // The memory of the piece can be reused for the next one.
    if (from < piece.length) begun = Buffer.concat([begun, piece.subarray(from)]);
  }
  if (begun.length > 0) yield lineOf(begun, longest);
}

function lineOf(line: Buffer, longest: number): Buffer | undefined {
  if (line.length > longest) return undefined;
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

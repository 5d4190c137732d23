// The file of failed tasks of a completion report, of any length: a block of rows that is repeated, in chunks as a socket delivers them.

/** Five kinds of failures, with texts of AWS; some are quoted. */
const kinds = [
  '403,AccessDenied,Access Denied',
  '500,InternalError,We encountered an internal error. Please try again.',
  '404,NoSuchKey,The specified key does not exist.',
  '400,InvalidRequest,Task failed due to missing VersionId',
  '200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""no""}"',
];

const rowsOfBlock = 10_000;

const block = Buffer.from(
  Array.from(
    { length: rowsOfBlock },
    (_, index) =>
      `masters,reels/take%20${String(index * 7919).padStart(11, '0')}.mxf,,failed,${kinds[index % kinds.length]}\r\n`,
  ).join(''),
);

/** In bytes. */
const chunk = 65_536;

export const sizeOf = (rows: number): number => (block.length * rows) / rowsOfBlock;

/** The bytes from one offset up to another. */
export function* chunksOf(start: number, end: number): Generator<Buffer, void> {
  for (let at = start; at < end; ) {
    const from = at % block.length;
    const piece = block.subarray(from, from + Math.min(chunk, end - at));
    at += piece.length;
    yield piece;
  }
}

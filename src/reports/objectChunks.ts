// The bytes of an object in S3 from its start, in ranges and constant memory. A range that is cut is resumed.
import { type OpenOutput, readOutput } from '../outputs/readOutput.ts';

/** In bytes, for each GetObject: a range arrives well before its deadline, and few bytes are sent for nothing. */
export const chunkRange = 8 * 1024 ** 2;

export interface ObjectChunk {
  bytes: Buffer;
  /** Whether they are the first ones of the object. */
  isFirst: boolean;
  /** Whether the object certainly ends with them. */
  isLast: boolean;
}

/** A reader that stops early ends the stream at AWS. */
export async function* objectChunks(open: OpenOutput): AsyncGenerator<ObjectChunk, void> {
  let at = 0;
  for (let size: number | null = null; size === null || at < size; ) {
    const { total, bytes: range } = await readOutput(open, { start: at, end: at + chunkRange - 1 });
    size = total;
    for await (const bytes of range) {
      const isFirst = at === 0;
      at += bytes.length;
      yield { bytes, isFirst, isLast: at === size };
    }
    // Without a content range, S3 has sent all bytes.
    size ??= at;
  }
}

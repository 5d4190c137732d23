// A gzip file in S3 that is read from its start, and can be left at any byte. It holds no connection, so it can be continued by
// another request.
import type { OpenOutput } from '../outputs/readOutput.ts';
import { readOutput } from '../outputs/readOutput.ts';
import { Unpacker } from './gunzip.ts';
import { takeBytes } from './readHead.ts';

/** In bytes: what one call reads of the packed file. S3 charges by call, and keys are packed to a tenth: about 10,000 rows. */
const range = 131_072;
/** To reach a page far behind, most bytes are unpacked for nothing. Some of these may be left in memory with the reading. */
const longRange = 8 * range;

export class PackedReading {
  /** The offset of the next unpacked byte. */
  at = 0;
  readonly #unpacker: Unpacker;
  /** Unpacked bytes that nobody has taken. */
  #rest: Buffer | null = null;
  #packedAt = 0;
  /** Of the file; null until S3 has reported it. */
  #size: number | null = null;

  private constructor(unpacker: Unpacker) {
    this.#unpacker = unpacker;
  }

  static async open(): Promise<PackedReading> {
    return new PackedReading(await Unpacker.open());
  }

  /** The next bytes; null at the end of the file. `isFar`: many more are needed. */
  async next(open: OpenOutput, isFar: boolean): Promise<Buffer | null> {
    const chunk = this.#rest ?? (await this.#unpacker.next(() => this.#readPacked(open, isFar ? longRange : range)));
    this.#rest = null;
    this.at += chunk?.length ?? 0;
    return chunk;
  }

  /** Gives back the last bytes of those that were taken. */
  putBack(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#rest = bytes;
    this.at -= bytes.length;
  }

  close(): void {
    this.#unpacker.close();
  }

  async #readPacked(open: OpenOutput, length: number): Promise<Buffer | null> {
    if (this.#size !== null && this.#packedAt >= this.#size) return null;
    const { bytes, total } = await readOutput(open, { start: this.#packedAt, end: this.#packedAt + length - 1 });
    const packed = await takeBytes(bytes, length);
    this.#packedAt += packed.length;
    // Without a content range, S3 has sent all bytes.
    this.#size = total ?? this.#packedAt;
    return packed.length === 0 ? null : packed;
  }
}

// The bytes of a gzip file, unpacked on demand. No more are unpacked than the reader takes, so that a small file that unpacks to
// gigabytes needs no memory, and the reader may pause for as long as it likes.
import type { Gunzip } from 'node:zlib';
import { OutputUnreadableError } from '../core/errors.ts';

/** In bytes: what is unpacked at once. */
const chunkSize = 65_536;

/** The next packed bytes of the file; null at its end. */
export type ReadPacked = () => Promise<Buffer | null>;

export class Unpacker {
  readonly #stream: Gunzip;
  #bytes = 0;
  #error: Error | null = null;
  /** Whether the unpacker has taken all that was written to it. */
  #isHungry = true;
  #hasEnded = false;
  #wake = () => {};

  private constructor(stream: Gunzip) {
    this.#stream = stream;
    stream.on('readable', () => this.#wake());
    stream.on('end', () => {
      this.#hasEnded = true;
      this.#wake();
    });
    stream.on('error', (error) => {
      this.#error = error;
      this.#wake();
    });
  }

  /** `isCut`: the file continues after the bytes that are read. */
  static async open({ isCut = false } = {}): Promise<Unpacker> {
    // Few gateways read inventories.
    const { constants, createGunzip } = await import('node:zlib');
    return new Unpacker(createGunzip({ chunkSize, finishFlush: isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH }));
  }

  /** The next unpacked bytes; null at the end. Packed bytes are read only if those that were read before are used up. */
  async next(readPacked: ReadPacked): Promise<Buffer | null> {
    for (;;) {
      if (this.#error) throw new OutputUnreadableError('it is not a gzip file, or it is damaged', this.#bytes);
      const chunk: Buffer | null = this.#stream.read();
      if (chunk) {
        this.#bytes += chunk.length;
        return chunk;
      }
      if (this.#hasEnded) return null;
      if (this.#isHungry) this.#write(await readPacked());
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      // What it has done meanwhile woke nobody.
      if (!this.#error && !this.#hasEnded && !this.#isHungry && this.#stream.readableLength === 0) await woken;
    }
  }

  close(): void {
    this.#stream.destroy();
  }

  #write(packed: Buffer | null): void {
    this.#isHungry = false;
    if (packed === null) this.#stream.end();
    else
      this.#stream.write(packed, () => {
        this.#isHungry = true;
        this.#wake();
      });
  }
}

/** A reader that stops early ends the stream of the packed bytes. */
export async function* gunzip(packed: AsyncIterable<Buffer>, { isCut = false } = {}): AsyncGenerator<Buffer, void> {
  const unpacker = await Unpacker.open({ isCut });
  const source = packed[Symbol.asyncIterator]();
  const readPacked = async () => {
    const { done, value } = await source.next();
    return done ? null : value;
  };
  try {
    for (let chunk = await unpacker.next(readPacked); chunk; chunk = await unpacker.next(readPacked)) yield chunk;
  } finally {
    unpacker.close();
    await source.return?.();
  }
}

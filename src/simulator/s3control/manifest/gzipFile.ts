// A gzip file of one member that is written in pieces: each is packed when it is added.
// https://www.rfc-editor.org/rfc/rfc1952
import { constants, crc32, deflateRawSync } from 'node:zlib';

/** Deflate, without a name, a time or other members. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

export class GzipFile {
  readonly #pieces = [HEADER];
  #crc = 0;
  #length = 0;

  add(text: string): void {
    const bytes = Buffer.from(text);
    this.#crc = crc32(bytes, this.#crc);
    this.#length += bytes.length;
    // Ends at a whole byte, and others can follow.
    this.#pieces.push(deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }));
  }

  /** The file. Nothing can be added afterwards. */
  end(): Buffer {
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.#crc, 0);
    trailer.writeUInt32LE(this.#length % 2 ** 32, 4);
    return Buffer.concat([...this.#pieces, deflateRawSync(''), trailer]);
  }
}

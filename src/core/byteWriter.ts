// A buffer that grows while bytes are written to it.

/** In bytes. Up to it, a loop takes less time than a native copy, with the garbage of that. */
const shortRange = 256;

export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What was written. The writer must not be used any more. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for so many bytes in all, if that is known. */
  reserve(length: number): void {
    if (length > this.#bytes.length) this.#resize(Math.ceil(length));
  }

  /** The bytes of another buffer from one index to another. */
  copy(source: Uint8Array, from: number, to: number): void {
    const end = this.#length + to - from;
    if (end > this.#bytes.length) this.#grow(end);
    const bytes = this.#bytes;
    if (to - from > shortRange) {
      bytes.set(source.subarray(from, to), this.#length);
    } else {
      for (let at = this.#length, index = from; index < to; at += 1, index += 1) bytes[at] = source[index] as number;
    }
    this.#length = end;
  }

  byte(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow(this.#length + 1);
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  /** A text in UTF-8. */
  text(text: string): void {
    const end = this.#length + Buffer.byteLength(text);
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.write(text, this.#length);
    this.#length = end;
  }

  #grow(needed: number): void {
    this.#resize(Math.max(needed, 2 * this.#bytes.length));
  }

  #resize(length: number): void {
    const larger = Buffer.allocUnsafeSlow(length);
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}

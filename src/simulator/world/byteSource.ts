// A body of known length that is generated while it is sent: Content-Length is known, and nothing large is held.
export interface ByteSource {
  length: number;
  /** A chunk is valid until the next one is requested: the memory can be reused. */
  chunks(): Iterable<Buffer>;
}

export const bytesOf = (buffer: Buffer): ByteSource => ({ length: buffer.length, chunks: () => [buffer] });

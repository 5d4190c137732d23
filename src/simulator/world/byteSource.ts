// A body of known length that is made while it is sent: Content-Length can be promised, and nothing large is held.
export interface ByteSource {
  length: number;
  /** A chunk holds until the next one is asked for: it may be made in the same memory. */
  chunks(): Iterable<Buffer>;
}

export const bytesOf = (buffer: Buffer): ByteSource => ({ length: buffer.length, chunks: () => [buffer] });

// A body of known length that is made while it is sent: Content-Length can be promised, and nothing large is held.
export interface ByteSource {
  length: number;
  chunks(): Iterable<Buffer>;
}

export const bytesOf = (buffer: Buffer): ByteSource => ({ length: buffer.length, chunks: () => [buffer] });

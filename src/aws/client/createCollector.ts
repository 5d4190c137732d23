// Reads the body of a response as a whole, for the SDK. Its size is limited, and while it is read it counts in the byte budget
// of the process. Outputs of jobs are streams and do not come here.
import type { Readable } from 'node:stream';
import type { StreamCollector } from '@smithy/types';
import type { ByteBudget } from '../../limits/byteBudget.ts';

export interface CollectorOptions {
  maxBytes: number;
  budget: ByteBudget;
}

/** A body was not read to its end. The SDK adds a sentence of its own to the message. */
export class UnreadBodyError extends Error {
  override readonly name = 'UnreadBodyError';

  constructor(readonly reason: string) {
    super(reason);
  }
}

const tooLarge = (maxBytes: number) =>
  new UnreadBodyError(
    `The response of AWS is larger than ${maxBytes} bytes (MAX_AWS_RESPONSE_BYTES). Check for a proxy in front of AWS.`,
  );

const noMemory = () =>
  new UnreadBodyError('The gateway has no memory for the response of AWS at the moment. Retry later.');

/** The bytes of a body as they arrive. */
export interface BodyBytes {
  /** Throws if the body is too large. */
  add(chunk: Buffer): void;
  /** All of them. */
  join(): Buffer;
  /** Returns the memory to the budget. */
  close(): void;
}

/** `stop` is called when the budget needs the memory for others. */
export function openBody({ maxBytes, budget }: CollectorOptions, stop: (reason: UnreadBodyError) => void): BodyBytes {
  const holder = budget.open({ owner: null, disconnect: () => stop(noMemory()) });
  const charge = holder.charge();
  const chunks: Buffer[] = [];
  return {
    add: (chunk) => {
      charge.add(chunk.length);
      if (charge.bytes > maxBytes) throw tooLarge(maxBytes);
      chunks.push(chunk);
    },
    join: () => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)),
    close: () => holder.close(),
  };
}

export const createCollector =
  (options: CollectorOptions): StreamCollector =>
  async (stream: Readable | Uint8Array) => {
    // What a middleware has read before.
    if (stream instanceof Uint8Array) return stream;
    const body = openBody(options, (reason) => void stream.destroy(reason));
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) body.add(chunk);
      return body.join();
    } finally {
      body.close();
    }
  };

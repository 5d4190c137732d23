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

export const createCollector =
  ({ maxBytes, budget }: CollectorOptions): StreamCollector =>
  async (stream: Readable | Uint8Array) => {
    // What a middleware has read before.
    if (stream instanceof Uint8Array) return stream;
    const holder = budget.open({ owner: null, disconnect: () => void stream.destroy(noMemory()) });
    const charge = holder.charge();
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        charge.add(chunk.length);
        if (charge.bytes > maxBytes) throw tooLarge(maxBytes);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } finally {
      holder.close();
    }
  };

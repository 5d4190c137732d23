// The streamed body of a response. It ends with its caller, after too long a silence of AWS, and when its reader stops
// early. A slow reader blocks nothing but a connection.
import type { Readable } from 'node:stream';
import { systemClock } from '../../core/clock.ts';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { translateError } from './translateError.ts';

export interface AwsBodyOptions {
  /** Milliseconds that AWS may send nothing to a waiting reader. */
  maxSilence: number;
  /** Aborts the request, and so the stream. */
  signal: AbortSignal;
  /** Called once, at the end of the stream. */
  onEnd: () => void;
}

export class AwsBody implements AsyncIterableIterator<Buffer> {
  readonly #stream: Readable;
  readonly #options: AwsBodyOptions;
  #chunks: AsyncIterator<Buffer> | undefined;
  #ended = false;

  constructor(stream: Readable, options: AwsBodyOptions) {
    this.#stream = stream;
    this.#options = options;
    // The reader receives the error from next(), and may not have called it yet.
    stream.on('error', () => undefined);
    stream.once('close', () => this.#end());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    const { maxSilence, signal } = this.#options;
    this.#chunks ??= this.#stream[Symbol.asyncIterator]();
    const disarm = systemClock.after(maxSilence, () => this.#stream.destroy(silenceError()));
    try {
      const { done, value } = await this.#chunks.next();
      return done ? { done, value: undefined } : { done: false, value };
    } catch (error) {
      throw signal.aborted ? signal.reason : translateError(error);
    } finally {
      disarm();
    }
  }

  /** Ends the stream at AWS: its reader wants no more. */
  async return(): Promise<IteratorResult<Buffer, undefined>> {
    this.#stream.destroy();
    this.#end();
    return { done: true, value: undefined };
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#options.onEnd();
  }
}

const silenceError = () =>
  new ServiceUnavailableError('AWS stopped sending the output.', undefined, 'DEADLINE_EXCEEDED');

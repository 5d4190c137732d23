// The body of an answer as it flows. It ends with its caller, when AWS falls silent, and when its reader stops early;
// a reader who is slow is waited for, and holds nothing but a connection.
import type { Readable } from 'node:stream';
import { systemClock } from '../../core/clock.ts';
import { ServiceUnavailableError } from '../../core/errors.ts';
import { translateError } from './translateError.ts';

export interface AwsBodyOptions {
  /** For how many milliseconds AWS may send nothing to a reader who waits. */
  silence: number;
  /** Once aborted it has ended the request, and so the stream too. */
  signal: AbortSignal;
  /** Called once, when nothing more will come. */
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
    // Whatever goes wrong is told to the reader, who may not have begun.
    stream.on('error', () => undefined);
    stream.once('close', () => this.#end());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    const { silence, signal } = this.#options;
    this.#chunks ??= this.#stream[Symbol.asyncIterator]();
    const disarm = systemClock.after(silence, () => this.#stream.destroy(fellSilent()));
    try {
      const { done, value } = await this.#chunks.next();
      return done ? { done, value: undefined } : { done: false, value };
    } catch (error) {
      throw signal.aborted ? signal.reason : translateError(error);
    } finally {
      disarm();
    }
  }

  /** Ends the stream at AWS; for a reader who wants no more. */
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

const fellSilent = () => new ServiceUnavailableError('AWS stopped sending an output.', undefined, 'DEADLINE_EXCEEDED');

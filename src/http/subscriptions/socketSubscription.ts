// A subscription on a WebSocket: to graphql-ws a sequence that has no results and ends when the subscription does, to a
// broadcast a sink whose events go straight to the socket.
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import { systemClock } from '../../core/clock.ts';
import type { Broadcast, BroadcastEvent, Sink, Subscriber } from './broadcast.ts';

/** Bytes on their way to a reader from which on it is behind. */
const highWaterMark = 64 * 1024;

export class SocketSubscription implements Sink, AsyncIterableIterator<ExecutionResult> {
  readonly #socket: WebSocket;
  readonly #prefix: string;
  readonly #reader: Subscriber;
  readonly #finished: Promise<IteratorReturnResult<undefined>>;
  #finish = () => {};
  /** Those of the same socket that are behind, of which this may be one. */
  readonly #waiting: Set<SocketSubscription>;
  /** Since when the reader has not taken what it was sent, where it is behind. */
  blockedSince = 0;

  constructor(socket: WebSocket, id: string, broadcast: Broadcast, waiting: Set<SocketSubscription>) {
    this.#socket = socket;
    this.#waiting = waiting;
    this.#finished = new Promise((resolve) => {
      this.#finish = () => {
        waiting.delete(this);
        resolve({ done: true, value: undefined });
      };
    });
    this.#prefix = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    this.#reader = broadcast.subscribe(this, null);
  }

  send({ json }: BroadcastEvent): boolean {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return true;
    socket.send(`${this.#prefix}${json}}`, () => {
      if (socket.bufferedAmount > highWaterMark) return;
      for (const one of this.#waiting) one.#drained();
    });
    if (socket.bufferedAmount <= highWaterMark) return true;
    this.blockedSince = systemClock.now();
    this.#waiting.add(this);
    return false;
  }

  #drained(): void {
    this.#waiting.delete(this);
    this.#reader.resume();
  }

  complete(): void {
    this.#finish();
  }

  next(): Promise<IteratorResult<ExecutionResult>> {
    return this.#finished;
  }

  /** The client wants no more, or has gone. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#reader.unsubscribe();
    this.#finish();
    return this.#finished;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

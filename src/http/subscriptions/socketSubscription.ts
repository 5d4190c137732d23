// A subscription on a WebSocket. For graphql-ws it is an iterator without results that ends with the subscription; for the
// broadcast it is a sink that sends events directly to the WebSocket.
import type { ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import type { Broadcast } from './broadcast.ts';
import type { Sink, Subscriber } from './broadcastSubscriber.ts';
import type { ConnectionTimer } from './connectionTimer.ts';
import type { BroadcastEvent } from './renderings.ts';

/** Buffered bytes beyond which the client is slow. */
const highWaterMark = 64 * 1024;

export class SocketSubscription implements Sink, AsyncIterableIterator<ExecutionResult> {
  readonly #socket: WebSocket;
  readonly #prefix: string;
  readonly #subscriber: Subscriber;
  readonly #finished: Promise<IteratorReturnResult<undefined>>;
  #finish = () => {};
  /** The blocked subscriptions of the same WebSocket. */
  readonly #blocked: Set<SocketSubscription>;
  readonly #timer: ConnectionTimer;
  /** Since when the client has left sent data unread, in the time of the timer, while it is blocked. */
  blockedSince = 0;

  constructor(
    socket: WebSocket,
    id: string,
    broadcast: Broadcast,
    blocked: Set<SocketSubscription>,
    timer: ConnectionTimer,
  ) {
    this.#socket = socket;
    this.#timer = timer;
    this.#blocked = blocked;
    this.#finished = new Promise((resolve) => {
      this.#finish = () => {
        blocked.delete(this);
        resolve({ done: true, value: undefined });
      };
    });
    this.#prefix = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    this.#subscriber = broadcast.subscribe(this, null);
  }

  send({ json }: BroadcastEvent): boolean {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return true;
    socket.send(`${this.#prefix}${json}}`, () => {
      if (socket.bufferedAmount > highWaterMark) return;
      for (const subscription of this.#blocked) subscription.#resume();
    });
    if (socket.bufferedAmount <= highWaterMark) return true;
    this.blockedSince = this.#timer.now();
    this.#blocked.add(this);
    return false;
  }

  #resume(): void {
    this.#blocked.delete(this);
    this.#subscriber.resume();
  }

  complete(): void {
    this.#finish();
  }

  next(): Promise<IteratorResult<ExecutionResult>> {
    return this.#finished;
  }

  /** The client has unsubscribed or disconnected. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#subscriber.unsubscribe();
    this.#finish();
    return this.#finished;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

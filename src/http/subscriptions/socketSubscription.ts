// A subscription on a WebSocket. For graphql-ws it is an iterator without results that ends with the subscription; for the
// broadcast it is a sink that sends events directly to the WebSocket.
import type { ExecutionResult } from 'graphql';
import type { Broadcast } from './broadcast.ts';
import type { Sink, Subscriber } from './broadcastSubscriber.ts';
import { beginNext } from './nextMessage.ts';
import type { BroadcastEvent } from './renderings.ts';

/** The connection that carries the subscription. */
export interface SubscriptionTransport {
  /** False for back-pressure. */
  send(data: string): boolean;
  /** The subscriptions to resume when it can take more. */
  readonly blocked: Set<SocketSubscription>;
  /** Whether events are dropped, because the connection is about to be closed. */
  readonly isLeaving: boolean;
}

export class SocketSubscription implements Sink, AsyncIterableIterator<ExecutionResult> {
  readonly #transport: SubscriptionTransport;
  readonly #prefix: string;
  readonly #subscriber: Subscriber;
  readonly #finished: Promise<IteratorReturnResult<undefined>>;
  #finish = () => {};

  constructor(transport: SubscriptionTransport, id: string, broadcast: Broadcast) {
    this.#transport = transport;
    this.#finished = new Promise((resolve) => {
      this.#finish = () => {
        transport.blocked.delete(this);
        resolve({ done: true, value: undefined });
      };
    });
    this.#prefix = beginNext(id);
    this.#subscriber = broadcast.subscribe(this, null);
  }

  send({ json }: BroadcastEvent): boolean {
    if (this.#transport.isLeaving) return true;
    if (this.#transport.send(`${this.#prefix}${json}}`)) return true;
    this.#transport.blocked.add(this);
    return false;
  }

  resume(): void {
    this.#transport.blocked.delete(this);
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

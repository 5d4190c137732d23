// The result of a query or mutation on a WebSocket. For graphql-ws it is an iterator without results, which the library reads
// unless the client has unsubscribed. It sends the result itself: the library would parse parts that are JSON already, and
// write them again.
import type { ExecutionResult } from 'graphql';
import { stringifyResult } from '../../execution/stringifyResult.ts';
import { nextMessage } from './nextMessage.ts';

/** The connection that carries the result. */
export interface ResultTransport {
  send(data: string): unknown;
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

export class SocketResult implements AsyncIterableIterator<ExecutionResult> {
  readonly #transport: ResultTransport;
  readonly #id: string;
  #result: ExecutionResult | null;

  constructor(transport: ResultTransport, id: string, result: ExecutionResult) {
    this.#transport = transport;
    this.#id = id;
    this.#result = result;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    if (this.#result) this.#transport.send(nextMessage(this.#id, stringifyResult(this.#result)));
    this.#result = null;
    return done;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#result = null;
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

// One request and its response over a pool of connections. It ends with its signal, and when no headers come in time. The body
// is limited as every body of AWS (createCollector.ts), unless it is a stream.
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { systemClock } from '../../core/clock.ts';
import type { WorkInTurns } from '../../core/workInTurns.ts';
import type { ConnectionPool } from '../../egress/connectionPool.ts';
import { type BodyBytes, type CollectorOptions, openBody } from '../client/createCollector.ts';
import { connectionError, timeoutError } from './connectionError.ts';
import { type ResponseHead, ResponseStream } from './streamedOutput.ts';

export interface ExchangeRequest {
  path: string;
  headers: Record<string, string>;
}

export interface ExchangeOptions {
  signal: AbortSignal;
  /** Milliseconds until the headers of the response. */
  timeout: number;
  /** Named by errors of the connection. */
  host: string;
  collector: CollectorOptions;
  /** In bytes: bodies that come at one moment are not read in one turn of the event loop. */
  turns: WorkInTurns;
  /** Whether the body of this response is a stream for its reader. */
  isStreamed?: ((head: ResponseHead) => boolean) | undefined;
}

/** What came. `failure` is why there is no response, or why its body did not come to its end. */
export type Outcome = { failure: unknown } | Received;

/** A stream ends with the signal too. */
export interface Streamed extends ResponseHead {
  stream: Readable;
}

export interface Received extends ResponseHead {
  body: Buffer;
  failure?: unknown;
}

/** In bytes. A description is read at once: it need not wait behind long lists. */
const shortBody = 8 * 1024;

type HeaderValues = Record<string, string | string[] | undefined>;

/** Rejects only with the reason of the signal. */
export const exchange = (
  pool: ConnectionPool,
  request: ExchangeRequest,
  options: ExchangeOptions,
): Promise<Outcome | Streamed> =>
  new Promise((resolve, reject) => {
    const { signal } = options;
    if (signal.aborted) return reject(signal.reason);
    const handler = new ExchangeHandler(options, resolve, reject);
    pool.dispatch({ method: 'GET', path: request.path, headers: request.headers }, handler);
  });

class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions;
  readonly #resolve: (outcome: Outcome | Streamed) => void;
  readonly #disarm: () => void;
  readonly #leave: () => void;
  readonly #body: BodyBytes;
  #controller: Dispatcher.DispatchController | undefined;
  #head: ResponseHead | undefined;
  #stream: ResponseStream | undefined;
  #isOver = false;

  constructor(
    options: ExchangeOptions,
    resolve: (outcome: Outcome | Streamed) => void,
    reject: (reason: unknown) => void,
  ) {
    const { signal, timeout, host, collector } = options;
    this.#options = options;
    this.#resolve = resolve;
    this.#body = openBody(collector, (reason) => this.#fail(reason));
    this.#disarm = systemClock.after(timeout, () => this.#fail(timeoutError(timeout, host)));
    this.#leave = () => {
      if (this.#stream) this.#stream.destroy(signal.reason);
      else if (this.#end()) reject(signal.reason);
      this.#controller?.abort(new Error('aborted'));
    };
    signal.addEventListener('abort', this.#leave, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // It ended while it waited for a connection: nothing is sent.
    if (this.#isOver) controller.abort(new Error('aborted'));
    this.#controller = controller;
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number, headers: HeaderValues): void {
    // Before the response, there may be others that announce it.
    if (statusCode < 200) return;
    this.#disarm();
    this.#head = { statusCode, headers: joinHeaders(headers) };
    if (this.#isOver || !this.#options.isStreamed?.(this.#head)) return;
    this.#body.close();
    this.#stream = new ResponseStream(controller, () => this.#end());
    this.#resolve({ ...this.#head, stream: this.#stream });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    if (this.#stream) {
      this.#stream.add(chunk);
      return;
    }
    try {
      this.#body.add(chunk);
    } catch (error) {
      this.#fail(error);
    }
  }

  onResponseEnd(): void {
    if (this.#stream) {
      this.#stream.push(null);
      return;
    }
    const body = this.#body.join();
    const { turns } = this.#options;
    if (body.length < shortBody || turns.takeNow(body.length)) this.#succeed(body);
    // Until then, it counts in the byte budget, and the caller can go away.
    else void turns.take(body.length).then(() => this.#succeed(body));
  }

  #succeed(body: Buffer): void {
    if (this.#head && this.#end()) this.#resolve({ ...this.#head, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#isOver) return;
    const failure = connectionError(error, this.#options.host);
    if (this.#stream) this.#stream.destroy(failure);
    else this.#fail(failure);
  }

  #fail(failure: unknown): void {
    if (this.#end()) this.#resolve(this.#head ? { ...this.#head, body: Buffer.alloc(0), failure } : { failure });
    this.#controller?.abort(failure as Error);
  }

  /** False if it has ended before. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#disarm();
    this.#options.signal.removeEventListener('abort', this.#leave);
    this.#body.close();
    return true;
  }
}

/** Of these, Node keeps the first one. */
const single = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);

/** Headers with one name, as node:http and the SDK join them. Node also leaves out the space after a value. */
function joinHeaders(headers: HeaderValues): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(headers)) {
    if (typeof value === 'string') joined[name] = withoutEnd(value);
    else if (single.has(name)) joined[name] = withoutEnd(value[0] ?? '');
    else {
      const separator = name === 'cookie' ? '; ' : name === 'set-cookie' ? ',' : ', ';
      joined[name] = value.map(withoutEnd).join(separator);
    }
  }
  return joined;
}

function withoutEnd(value: string): string {
  let end = value.length;
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end -= 1;
  return value.slice(0, end);
}

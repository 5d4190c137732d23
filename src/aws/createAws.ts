// The one way to AWS. Every call has a slot, a deadline, a retry rule and a translation of its errors, and is counted;
// equal reads under way at the same moment are one call.
import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { MetadataBearer } from '@smithy/types';
import type { Caller } from '../access/caller.ts';
import { deadline } from '../clock.ts';
import { type GatewayError, IndeterminateError, ServiceUnavailableError } from '../errors.ts';
import { AwsBody } from './awsBody.ts';
import type { AwsCall } from './awsCall.ts';
import type { AwsObserver, PlaceGauges } from './awsObserver.ts';
import type { Backend } from './backend.ts';
import { type AwsTimeouts, type ClientPool, type Clients, createClientPool, type Repeat } from './clients.ts';
import { Flights } from './flights.ts';
import { locationKey } from './location.ts';
import { checkPermission } from './permission.ts';
import { neverSent } from './retry.ts';
import { attemptsOf, translateError } from './translateError.ts';

/** What a request has cost upstream so far. */
export interface AwsUsage {
  /** Requests sent to AWS, repeats included. */
  calls: number;
  byOperation: Record<string, number>;
  /** Answers that were kept from an earlier call. */
  cached: number;
  /** Answers of calls that another request had under way. */
  coalesced: number;
}

/** AWS as one request of a caller sees it: its calls are counted on it and end with it. */
export interface AwsSession {
  /** For whom it is. */
  readonly caller: Caller;
  /** AWS's ids of the requests that changed something, in the order of their answers. */
  readonly changes: readonly string[];
  readonly usage: AwsUsage;
  /** Sends a read; `map` turns the answer into our record, once for all who share the call. */
  read<O, R>(call: AwsCall<O>, map: (output: O) => R): Promise<R>;
  /** Sends a write that AWS lets be repeated without effect. */
  write<O>(call: AwsCall<O>): Promise<O & MetadataBearer>;
  /**
   * Sends a write that must not happen twice: in one try, and a lost answer is INDETERMINATE. With any other error it
   * was certainly not executed. `leave` is waited for when it is the call's turn; where it rejects, nothing is sent.
   */
  start<O>(call: AwsCall<O>, leave?: () => Promise<void>): Promise<O & MetadataBearer>;
  /**
   * Sends a read whose answer is a stream: it belongs to this caller alone and ends with them. The deadline of the call
   * holds until its headers are there; from then on AWS must not fall silent for as long.
   */
  stream<O extends { body?: unknown }>(call: AwsCall<O>): Promise<{ output: O; body: AwsBody }>;
}

export interface Aws {
  /** The signal ends the session's reads when its caller goes away. */
  session(caller: Caller, signal: AbortSignal): AwsSession;
  /** Of the places that were asked so far. */
  gauges(): readonly PlaceGauges[];
  close(): void;
}

export interface AwsOptions {
  observer?: AwsObserver | undefined;
}

export function createAws(backend: Backend, timeouts: AwsTimeouts, { observer }: AwsOptions = {}): Aws {
  const pool = createClientPool(backend, timeouts);
  const flights = new Flights();
  return {
    session: (caller, signal) => new Session({ pool, flights, timeouts, observer }, caller, signal),
    gauges: () => [],
    close: pool.close,
  };
}

interface Shared {
  pool: ClientPool;
  flights: Flights;
  timeouts: AwsTimeouts;
  observer: AwsObserver | undefined;
}

/** The signal of a call that no caller ends. */
const never = new AbortController().signal;

class Session implements AwsSession {
  readonly usage: AwsUsage = { calls: 0, byOperation: {}, cached: 0, coalesced: 0 };
  readonly changes: string[] = [];
  readonly #shared: Shared;
  readonly #gone: AbortSignal;

  constructor(
    shared: Shared,
    readonly caller: Caller,
    gone: AbortSignal,
  ) {
    // Whoever wants to know of many things at once listens with each of them.
    setMaxListeners(0, gone);
    this.#shared = shared;
    this.#gone = gone;
  }

  async read<O, R>(call: AwsCall<O>, map: (output: O) => R): Promise<R> {
    checkPermission(call, this.caller.access);
    const key = `${locationKey(call.location)} ${call.operation} ${JSON.stringify(call.input)}`;
    const { answer, joined } = this.#shared.flights.board(key, this.#gone, async (riders) => {
      try {
        return map(await this.#send('repeatable', call, riders));
      } catch (error) {
        riders.throwIfAborted();
        throw translateError(error);
      }
    });
    if (joined) this.usage.coalesced += 1;
    return answer;
  }

  async write<O>(call: AwsCall<O>): Promise<O & MetadataBearer> {
    return this.#change(call, 'repeatable', translateError);
  }

  async start<O>(call: AwsCall<O>, leave: () => Promise<void> = async () => undefined): Promise<O & MetadataBearer> {
    const translate = (error: unknown) => {
      const translated = translateError(error);
      return certainlyNotExecuted(error, translated) ? translated : lostAnswer(translated);
    };
    return this.#change(call, 'once', translate, leave);
  }

  async #change<O>(
    call: AwsCall<O>,
    repeat: Repeat,
    translate: (error: unknown) => GatewayError,
    leave?: () => Promise<void>,
  ): Promise<O & MetadataBearer> {
    checkPermission(call, this.caller.access);
    let hasLeft = false;
    // A caller who has gone away changes nothing more, but does not end a change under way: it would be done all the same.
    const depart = async () => {
      this.#gone.throwIfAborted();
      await leave?.();
      this.#gone.throwIfAborted();
      hasLeft = true;
    };
    try {
      const output = await this.#send(repeat, call, never, depart);
      const { requestId } = output.$metadata;
      if (requestId !== undefined) this.changes.push(requestId);
      return output;
    } catch (error) {
      throw hasLeft ? translate(error) : error;
    } finally {
      this.#shared.flights.close(locationKey(call.location));
    }
  }

  async stream<O extends { body?: unknown }>(call: AwsCall<O>): Promise<{ output: O; body: AwsBody }> {
    checkPermission(call, this.caller.access);
    const { pool, timeouts } = this.#shared;
    // Not AbortSignal.any: the deadline must let go of a stream that flows.
    const ending = new AbortController();
    const leave = () => ending.abort(this.#gone.reason);
    this.#gone.throwIfAborted();
    this.#gone.addEventListener('abort', leave, { once: true });
    const onEnd = () => this.#gone.removeEventListener('abort', leave);
    try {
      const output = await pool.at(call.location).slots[call.service](async () => {
        const late = deadline(timeouts.call);
        const expire = () => ending.abort(late.reason);
        late.addEventListener('abort', expire);
        try {
          return await this.#counted(call, pool.at(call.location).streams(), ending.signal);
        } finally {
          late.removeEventListener('abort', expire);
        }
      });
      const stream = output.body;
      if (!(stream instanceof Readable)) throw new ServiceUnavailableError('AWS answered without a body.');
      return { output, body: new AwsBody(stream, { silence: timeouts.call, signal: ending.signal, onEnd }) };
    } catch (error) {
      onEnd();
      this.#gone.throwIfAborted();
      throw translateError(error);
    }
  }

  /** `depart` is waited for when it is the call's turn; where it rejects, nothing is sent. */
  #send<O>(
    repeat: Repeat,
    call: AwsCall<O>,
    signal: AbortSignal,
    depart?: () => Promise<void>,
  ): Promise<O & MetadataBearer> {
    const { pool, timeouts } = this.#shared;
    const { clients, slots } = pool.at(call.location);
    const time = repeat === 'once' ? timeouts.attempt : timeouts.call;
    return slots[call.service](async () => {
      if (depart) await depart();
      // What is changed, is changed in the caller's name. A read may be answered to several at once: it is the gateway's.
      const named = depart && pool.named(call.location, this.caller.id);
      return this.#counted(call, (named ?? clients)[repeat], AbortSignal.any([signal, deadline(time)]));
    });
  }

  /** Sends the call and counts its tries, whatever comes of them. */
  async #counted<O>(call: AwsCall<O>, clients: Clients, signal: AbortSignal): Promise<O & MetadataBearer> {
    signal.throwIfAborted();
    try {
      const output = await call.send(clients, signal);
      this.#count(call.operation, output.$metadata.attempts ?? 1);
      return output;
    } catch (error) {
      this.#count(call.operation, attemptsOf(error));
      throw error;
    }
  }

  #count(operation: string, requests: number): void {
    this.usage.calls += requests;
    this.usage.byOperation[operation] = (this.usage.byOperation[operation] ?? 0) + requests;
  }
}

/** AWS refused it with an answer of its own, or the request never left. */
function certainlyNotExecuted(thrown: unknown, error: GatewayError): boolean {
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'string' && neverSent.has(code)) return true;
  if (error.code === 'SERVICE_UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED') return false;
  return error.awsCode !== null || error.code === 'FORBIDDEN' || error.code === 'THROTTLED';
}

const lostAnswer = (cause: GatewayError): IndeterminateError =>
  new IndeterminateError(
    'The start was sent, but its answer is lost: the job may have been started. Look for it in the jobs of the vault before starting it again.',
    { awsCode: cause.awsCode, awsRequestId: cause.awsRequestId },
  );

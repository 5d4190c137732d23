// The one way to AWS. Every call has a turn at the gate of its place, a deadline, a retry rule and a translation of its
// errors, and is counted and told of; equal reads under way at the same moment are one call.
import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { MetadataBearer } from '@smithy/types';
import type { Caller } from '../../access/caller.ts';
import { defaultConfig } from '../../config/options.ts';
import { deadline, type Within, within } from '../../core/clock.ts';
import { type GatewayError, IndeterminateError, ServiceUnavailableError, ThrottledError } from '../../core/errors.ts';
import { type Location, locationKey } from '../../core/location.ts';
import type { Backend } from '../backend.ts';
import type { GlacierJobRecord } from '../glacier/glacierJob.ts';
import { type LimiterSettings, limiterSettingsOf } from '../limiter/limiterSettings.ts';
import { Waiters } from '../limiter/waiters.ts';
import { AwsBody } from './awsBody.ts';
import type { AwsCall } from './awsCall.ts';
import type { AwsObserver, LocationGauges } from './awsObserver.ts';
import { type AwsTimeouts, type ClientPool, createClientPool, type Place } from './clientPool.ts';
import { gaugesOf } from './gauges.ts';
import { observe } from './observe.ts';
import { RequestCoalescer } from './requestCoalescer.ts';
import { checkPermission } from './requiredActions.ts';
import { isNeverSent, type Repeat } from './retry.ts';
import { type Sending, type Spent, sendCall } from './sendCall.ts';
import { translateError } from './translateError.ts';

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
  /** Tells whoever waits for such a job that AWS has shown it. */
  readonly onJobSeen: (job: GlacierJobRecord) => void;
  /** Sends a read; `map` turns the answer into our record, once for all who share the call. */
  read<O, R>(call: AwsCall<O>, map: (output: O) => R): Promise<R>;
  /** Sends a write that AWS lets be repeated without effect. */
  write<O>(call: AwsCall<O>): Promise<O & MetadataBearer>;
  /**
   * Sends a write that must not happen twice: in one try, and a lost answer is INDETERMINATE. With any other error it
   * was certainly not executed. `leave` is waited for when it is the call's turn; where it rejects, nothing is sent.
   */
  start<O>(call: AwsCall<O>, leave?: () => Promise<void>): Promise<O & MetadataBearer>;
  /** Whether what this error came of may be sent again there, as far as the place's budget goes; it is then spent. */
  affordsRepeat(location: Location, error: GatewayError): boolean;
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
  gauges(): readonly LocationGauges[];
  close(): void;
}

export interface AwsOptions {
  limits?: LimiterSettings | undefined;
  /** Told of each job of a vault that AWS shows. */
  saw?: ((job: GlacierJobRecord) => void) | undefined;
  observer?: AwsObserver | undefined;
}

export function createAws(
  backend: Backend,
  timeouts: AwsTimeouts,
  { limits = limiterSettingsOf(defaultConfig()), saw = () => undefined, observer }: AwsOptions = {},
): Aws {
  const pool = createClientPool(backend, timeouts, limits);
  const flights = new RequestCoalescer();
  const shared = { pool, flights, timeouts, wait: limits.wait, saw, observer };
  return {
    session: (caller, signal) => new Session(shared, caller, signal),
    gauges: () => gaugesOf(pool.places()),
    close: pool.close,
  };
}

interface Shared {
  pool: ClientPool;
  flights: RequestCoalescer;
  timeouts: AwsTimeouts;
  wait: number;
  saw: (job: GlacierJobRecord) => void;
  observer: AwsObserver | undefined;
}

/** The signal of a call that no caller ends. */
const never = new AbortController().signal;
setMaxListeners(0, never);

class Session implements AwsSession {
  readonly usage: AwsUsage = { calls: 0, byOperation: {}, cached: 0, coalesced: 0 };
  readonly changes: string[] = [];
  readonly onJobSeen: AwsSession['onJobSeen'];
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
    this.onJobSeen = shared.saw;
  }

  async read<O, R>(call: AwsCall<O>, map: (output: O) => R): Promise<R> {
    checkPermission(call, this.caller.access);
    const key = `${locationKey(call.location)} ${call.operation} ${JSON.stringify(call.input)}`;
    const { answer, joined } = this.#shared.flights.join(
      key,
      this.#gone,
      async (signal, riders) => {
        try {
          return map(await this.#send(call, { riders, signal }));
        } catch (error) {
          signal.throwIfAborted();
          throw translateError(error);
        }
      },
      this.caller.id,
    );
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

  affordsRepeat(location: Location, error: GatewayError): boolean {
    return this.#shared.pool.at(location).budget.spend(error instanceof ThrottledError ? 'throttled' : 'transient');
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
      const output = await this.#send(call, { repeat, depart });
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
    const { timeouts } = this.#shared;
    // Not AbortSignal.any: the deadline must let go of a stream that flows.
    const ending = new AbortController();
    const leave = () => ending.abort(this.#gone.reason);
    this.#gone.throwIfAborted();
    this.#gone.addEventListener('abort', leave, { once: true });
    const onEnd = () => this.#gone.removeEventListener('abort', leave);
    let late: AbortSignal | undefined;
    const expire = () => ending.abort(late?.reason);
    try {
      const output = await this.#send(call, {
        signal: this.#gone,
        expiry: (milliseconds) => {
          late = deadline(milliseconds);
          late.addEventListener('abort', expire);
          return ending.signal;
        },
      });
      late?.removeEventListener('abort', expire);
      const stream = output.body;
      if (!(stream instanceof Readable)) throw new ServiceUnavailableError('AWS answered without a body.');
      return { output, body: new AwsBody(stream, { silence: timeouts.call, signal: ending.signal, onEnd }) };
    } catch (error) {
      onEnd();
      this.#gone.throwIfAborted();
      throw translateError(error);
    }
  }

  /** Sends the call, counts its tries, whatever comes of them, and tells of it. */
  async #send<O>(call: AwsCall<O>, given: Partial<Sending>) {
    const { timeouts, wait, observer } = this.#shared;
    const { signal = never, repeat = 'repeatable', riders = new Waiters(this.caller.id) } = given;
    let ending: Within | undefined;
    const sending: Sending = {
      repeat,
      riders,
      signal,
      wait,
      time: repeat === 'once' ? timeouts.attempt : timeouts.call,
      expiry: (milliseconds) => {
        ending = within(milliseconds, signal);
        return ending.signal;
      },
      ...given,
    };
    const spent: Spent = { attempts: 0, waited: 0 };
    const observed = observer && observe(observer, call, this.caller.id);
    try {
      const output = await sendCall(call, this.#placeOf(call, given), sending, spent);
      observed?.(spent, 'OK', { awsCode: null, awsRequestId: output.$metadata.requestId ?? null });
      return output;
    } catch (error) {
      if (observed) {
        const translated = translateError(error);
        observed(spent, signal.aborted ? 'GONE' : translated.code, translated);
      }
      throw error;
    } finally {
      ending?.done();
      this.#count(call.operation, spent.attempts);
    }
  }

  /** What is changed, is changed in the caller's name. A read may be answered to several at once: it is the gateway's. */
  #placeOf({ location }: AwsCall<unknown>, { depart }: Partial<Sending>): Place {
    const { pool } = this.#shared;
    const named = depart && pool.named(location, this.caller.id);
    return named ? { ...pool.at(location), ...named } : pool.at(location);
  }

  #count(operation: string, requests: number): void {
    if (requests === 0) return;
    this.usage.calls += requests;
    this.usage.byOperation[operation] = (this.usage.byOperation[operation] ?? 0) + requests;
  }
}

/** AWS refused it with an answer of its own, or the request never left. */
function certainlyNotExecuted(thrown: unknown, error: GatewayError): boolean {
  if (isNeverSent(thrown)) return true;
  if (error.code === 'SERVICE_UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED') return false;
  return error.awsCode !== null || error.code === 'FORBIDDEN' || error.code === 'THROTTLED';
}

const lostAnswer = (cause: GatewayError): IndeterminateError =>
  new IndeterminateError(
    'The start was sent, but its answer is lost: the job may have been started. Look for it in the jobs of the vault before starting it again.',
    { awsCode: cause.awsCode, awsRequestId: cause.awsRequestId },
  );

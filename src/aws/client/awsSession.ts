// AWS for one request of a caller. Each call is checked against the caller's rights, limited, timed out and retried as its
// operation declares, and its errors are translated. Calls are counted, and equal reads in flight share one call.
import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { MetadataBearer } from '@smithy/types';
import type { Caller } from '../../access/caller.ts';
import { type Within, within } from '../../core/clock.ts';
import {
  type ErrorCode,
  GatewayError,
  IndeterminateError,
  ServiceUnavailableError,
  ThrottledError,
} from '../../core/errors.ts';
import { type Location, locationKey } from '../../core/location.ts';
import type { ByteBudget } from '../../limits/byteBudget.ts';
import type { CallAllowance } from '../../limits/subscriptionBudget.ts';
import type { OperationForecast } from '../limiter/serviceLimiter.ts';
import { Waiters } from '../limiter/waiters.ts';
import { AwsBody } from './awsBody.ts';
import type { AwsCall } from './awsCall.ts';
import type { AwsObserver } from './awsObserver.ts';
import { checkPermission } from './checkPermission.ts';
import type { AwsTimeouts, ClientPool, LocationClients } from './clientPool.ts';
import type { AwsOperation } from './defineOperation.ts';
import type { LeftUpload } from './leftUpload.ts';
import { observeCall } from './observeCall.ts';
import type { RequestCoalescer } from './requestCoalescer.ts';
import { isNeverSent, isUnwritable } from './retry.ts';
import type { SeenJob } from './seenJob.ts';
import { type CallCost, type SendOptions, sendCall } from './sendCall.ts';
import { isResponse, translateError } from './translateError.ts';

/** What a request has cost upstream so far. */
export interface AwsUsage {
  /** Requests sent to AWS, retries included. */
  calls: number;
  byOperation: Record<string, number>;
  /** Results that were cached from an earlier call. */
  cached: number;
  /** Results of calls that another request had in flight. */
  coalesced: number;
}

/** Calls are counted on the session, and reads end with it. */
export interface AwsSession {
  readonly caller: Caller;
  /** AWS's request ids of the writes, in the order of their responses. */
  readonly changes: readonly string[];
  readonly usage: AwsUsage;
  /** The regions of buckets, as S3 has reported them; those of other buckets are not known. */
  readonly bucketRegions: BucketRegions;
  /** The memory that its larger writes hold. */
  readonly budget: ByteBudget;
  /** How many of its calls were pages of lists. */
  readonly sentPages: number;
  /** Reports an upload whose parts could not be removed: S3 keeps and bills them. */
  readonly onUploadLeft: (upload: LeftUpload) => void;
  /** Reports each job that AWS returned. */
  readonly onJobSeen: (job: SeenJob) => void;
  /** Sends a read. `map` turns the output into our record, once for all callers that share the call. */
  read<O, R>(call: AwsCall<O>, map: (output: O) => R): Promise<R>;
  /**
   * Sends a write. An operation that must happen once gets one attempt, and a lost response is INDETERMINATE; with any
   * other error it was certainly not executed. `beforeSend` is awaited after the limiter admitted the call. If it
   * rejects, nothing is sent.
   */
  write<O>(call: AwsCall<O>, beforeSend?: () => Promise<void>): Promise<O & MetadataBearer>;
  /** Sends a write that removes what an earlier one left behind, even if the caller has disconnected. */
  undo(call: AwsCall<unknown>): Promise<void>;
  /** What can be expected of more calls of an operation. */
  forecast(operation: AwsOperation, location: Location): OperationForecast;
  /** Whether the location's retry budget pays for a retry after this error; the budget is then spent. */
  spendRetry(location: Location, error: GatewayError): boolean;
  /**
   * Sends a read whose output is a stream, at `bodyOf`. It belongs to this caller alone and ends with the session. The timeout of the
   * call applies until the response headers; from then on it is the longest time that AWS may send nothing.
   */
  stream<O>(call: AwsCall<O>, bodyOf: (output: O) => unknown): Promise<{ output: O; body: AwsBody }>;
}

/** The region of a bucket by its partition and name. */
export interface BucketRegions {
  get(bucket: string): string | undefined;
  set(bucket: string, region: string): unknown;
}

/** What all sessions share. */
export interface SessionServices {
  pool: ClientPool;
  bucketRegions: BucketRegions;
  budget: ByteBudget;
  coalescer: RequestCoalescer;
  timeouts: AwsTimeouts;
  /** Milliseconds that a call may be queued. */
  queueTimeout: number;
  onUploadLeft: (upload: LeftUpload) => void;
  onJobSeen: (job: SeenJob) => void;
  observer: AwsObserver | undefined;
}

/** The signal of a call that no caller ends. */
const never = new AbortController().signal;
setMaxListeners(0, never);

/** Ends when the caller goes away. An AbortController costs more than a small query, so it may be created on use. */
export type CallerSignal = AbortSignal | (() => AbortSignal);

/** The signal ends the reads. Without an allowance, the number of calls is not limited. `queue` is whose calls take turns with it. */
export const createSession = (
  services: SessionServices,
  caller: Caller,
  signal: CallerSignal,
  allowance?: CallAllowance,
  queue = caller.id,
): AwsSession => new Session(services, caller, signal, allowance, queue);

class Session implements AwsSession {
  readonly usage: AwsUsage = { calls: 0, byOperation: {}, cached: 0, coalesced: 0 };
  readonly bucketRegions: BucketRegions;
  readonly budget: ByteBudget;
  sentPages = 0;
  readonly changes: string[] = [];
  readonly onUploadLeft: AwsSession['onUploadLeft'];
  readonly onJobSeen: AwsSession['onJobSeen'];
  readonly #services: SessionServices;
  readonly #callerSignal: CallerSignal;
  #knownSignal: AbortSignal | null = null;
  readonly #allowance: CallAllowance | undefined;
  readonly #queue: string;

  constructor(
    services: SessionServices,
    readonly caller: Caller,
    signal: CallerSignal,
    allowance: CallAllowance | undefined,
    queue: string,
  ) {
    this.#queue = queue;
    this.#services = services;
    this.#callerSignal = signal;
    this.#allowance = allowance;
    this.onUploadLeft = services.onUploadLeft;
    this.onJobSeen = services.onJobSeen;
    this.bucketRegions = services.bucketRegions;
    this.budget = services.budget;
  }

  get #signal(): AbortSignal {
    if (this.#knownSignal) return this.#knownSignal;
    const signal = typeof this.#callerSignal === 'function' ? this.#callerSignal() : this.#callerSignal;
    // A request listens once for each of its calls.
    setMaxListeners(0, signal);
    this.#knownSignal = signal;
    return signal;
  }

  async read<O, R>(call: AwsCall<O>, map: (output: O) => R): Promise<R> {
    checkPermission(call, this.caller.access);
    // Before the call is shared: others who join it have allowances of their own.
    this.#allowance?.check();
    const key = `${locationKey(call.location)} ${call.operation.id} ${JSON.stringify(call.input)}`;
    const { result, joined } = this.#services.coalescer.join(
      key,
      this.#signal,
      async (signal, waiters) => {
        try {
          return map(await this.#send(call, { waiters, signal }));
        } catch (error) {
          signal.throwIfAborted();
          throw translateError(error);
        }
      },
      this.#queue,
    );
    if (joined) this.usage.coalesced += 1;
    else this.#allowance?.spend(1);
    return result;
  }

  async write<O>(call: AwsCall<O>, beforeSend?: () => Promise<void>): Promise<O & MetadataBearer> {
    checkPermission(call, this.caller.access);
    let isSent = false;
    try {
      const output = await this.#send(call, {
        // After the caller has gone away, no write starts. One in flight goes on: AWS would execute it anyway.
        beforeSend: async () => {
          this.#signal.throwIfAborted();
          await beforeSend?.();
          this.#signal.throwIfAborted();
          isSent = true;
        },
      });
      const { requestId } = output.$metadata;
      if (requestId !== undefined) this.changes.push(requestId);
      return output;
    } catch (error) {
      if (!isSent) throw error;
      const translated = translateError(error);
      const isLost = call.operation.retry === 'once' && !certainlyNotExecuted(error, translated);
      throw isLost ? lostResponse(translated) : translated;
    } finally {
      this.#services.coalescer.close(locationKey(call.location));
    }
  }

  async undo(call: AwsCall<unknown>): Promise<void> {
    checkPermission(call, this.caller.access);
    try {
      await this.#send(call, {});
    } catch (error) {
      throw translateError(error);
    }
  }

  forecast(operation: AwsOperation, location: Location): OperationForecast {
    return this.#services.pool.at(location).limiters[operation.service].forecast(operation);
  }

  spendRetry(location: Location, error: GatewayError): boolean {
    const { retryBudget } = this.#services.pool.at(location);
    return retryBudget.spend(error instanceof ThrottledError ? 'throttled' : 'transient');
  }

  async stream<O>(call: AwsCall<O>, bodyOf: (output: O) => unknown): Promise<{ output: O; body: AwsBody }> {
    checkPermission(call, this.caller.access);
    this.#allowance?.check();
    this.#allowance?.spend(1);
    const { timeouts } = this.#services;
    // Not AbortSignal.any: once the stream flows, the deadline must no longer apply.
    const abort = new AbortController();
    const leave = () => abort.abort(this.#signal.reason);
    this.#signal.throwIfAborted();
    this.#signal.addEventListener('abort', leave, { once: true });
    const onEnd = () => this.#signal.removeEventListener('abort', leave);
    let timer: Within | undefined;
    try {
      const output = await this.#send(call, {
        signal: this.#signal,
        startTimeout: (milliseconds) => {
          timer = within(milliseconds, this.#signal);
          timer.signal.addEventListener('abort', () => abort.abort(timer?.signal.reason));
          return abort.signal;
        },
      });
      timer?.done();
      const stream = bodyOf(output);
      if (!(stream instanceof Readable)) throw new ServiceUnavailableError('AWS sent a response without a body.');
      return { output, body: new AwsBody(stream, { maxSilence: timeouts.call, signal: abort.signal, onEnd }) };
    } catch (error) {
      timer?.done();
      onEnd();
      this.#signal.throwIfAborted();
      throw translateError(error);
    }
  }

  /** Sends the call, counts its attempts, and reports it to the observer. */
  async #send<O>(call: AwsCall<O>, given: Partial<SendOptions>) {
    const { timeouts, queueTimeout, observer } = this.#services;
    const { signal = never } = given;
    let timer: Within | undefined;
    const cost: CallCost = { attempts: 0, waited: 0 };
    const options: SendOptions = {
      waiters: new Waiters(this.#queue),
      signal,
      queueTimeout,
      timeout: call.operation.retry === 'once' ? timeouts.attempt : timeouts.call,
      onAttempt: () => this.#count(call.operation, cost.attempts),
      startTimeout: (milliseconds) => {
        timer = within(milliseconds, signal);
        return timer.signal;
      },
      ...given,
    };
    const report = observer && observeCall(observer, call, this.caller.id);
    try {
      const output = await sendCall(call, this.#clientsFor(call), options, cost);
      report?.(cost, 'OK', { awsCode: null, awsRequestId: output.$metadata.requestId ?? null });
      return output;
    } catch (error) {
      if (report) {
        const translated = translateError(error);
        report(cost, signal.aborted ? 'GONE' : translated.code, translated, causeOf(error));
      }
      throw error;
    } finally {
      timer?.done();
    }
  }

  /** Writes are sent with the caller's credentials. A read may be shared by several callers: it uses the gateway's. */
  #clientsFor({ operation, location }: AwsCall<unknown>): LocationClients {
    const { pool } = this.#services;
    const ofCaller = operation.isRead ? undefined : pool.ofCaller(location, this.caller.id);
    return ofCaller ? { ...pool.at(location), ...ofCaller } : pool.at(location);
  }

  /** Counts an attempt. Not at the end of the call: a request may end before it. */
  #count({ id, list }: AwsOperation, attempt: number): void {
    this.usage.calls += 1;
    if (list !== undefined) this.sentPages += 1;
    // The allowance pays for the first attempt before the call is shared.
    if (attempt > 1) this.#allowance?.spend(1);
    this.usage.byOperation[id] = (this.usage.byOperation[id] ?? 0) + 1;
  }
}

/** What an error was translated from; undefined if the gateway itself made it. */
const causeOf = (error: unknown): unknown => (error instanceof GatewayError ? error.cause : error);

/** Errors of the gateway and of the SDK before a request is sent. */
const neverExecuted: ReadonlySet<ErrorCode> = new Set(['FORBIDDEN', 'GATEWAY_CREDENTIALS', 'THROTTLED']);

/**
 * AWS refused it with a response of its own, or the request was never sent. A refusal without AWS's request ID is that of a
 * proxy, which can come after AWS has executed the request.
 */
function certainlyNotExecuted(thrown: unknown, error: GatewayError): boolean {
  if (isNeverSent(thrown) || isUnwritable(thrown)) return true;
  if (error.code === 'SERVICE_UNAVAILABLE' || error.code === 'DEADLINE_EXCEEDED') return false;
  if (isResponse(thrown) && error.awsRequestId === null) return false;
  return error.awsCode !== null || neverExecuted.has(error.code);
}

const lostResponse = (cause: GatewayError): IndeterminateError =>
  new IndeterminateError(
    'The start was sent, but its response was lost: the job may have been started. List the jobs of the vault before you start it again.',
    { awsCode: cause.awsCode, awsRequestId: cause.awsRequestId },
  );

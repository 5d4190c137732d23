// Rate, concurrency and failure limits of one service in one account and region. A call is admitted if no breaker is open,
// its operation's rate allows it, and the service and the operation have room. Otherwise it queues, round-robin over
// callers and operations, or is refused. Each permit reports the result of its call, and the limits adapt to it.
import { type Clock, idleClock } from '../../core/clock.ts';
import { type GatewayError, ServiceUnavailableError, ThrottledError } from '../../core/errors.ts';
import { CircuitBreaker } from './circuitBreaker.ts';
import type { LimitedOperation } from './limiterSettings.ts';
import { OperationLimiter, type QueuedCall } from './operationLimiter.ts';
import type { Waiters } from './waiters.ts';

/** `unreachable` is a failure of the whole service; a cancelled call says nothing about it. */
export type CallResult = 'success' | 'throttled' | 'failure' | 'unreachable' | 'cancelled';

export interface Permit {
  /** `retryAfter` is the pause that AWS asks for, in milliseconds. */
  release(result: CallResult, retryAfter?: number): void;
}

export interface ServiceLimiterSettings {
  /** Calls in flight at once: of all operations, and of one. */
  concurrency: number;
  operationConcurrency: number;
  /** Calls per second of an operation. */
  rateOf(operation: LimitedOperation): number;
  /** How many calls may be queued. */
  queueLength: number;
}

/** What can be expected of more calls of an operation. */
export interface OperationForecast {
  /** Milliseconds from the permit to the response, as far as the process was idle meanwhile; null while it is unknown. */
  responseTime: number | null;
  /** Calls in flight at once. */
  concurrency: number;
  /** Calls that are queued already. */
  queued: number;
  /** How many more calls its rate allows at once. */
  available: number;
}

/**
 * How long throttling may delay a call, in milliseconds. While AWS accepts some calls, the wait can be calculated; without
 * any, it is a guess.
 */
export const maxThrottlingDelay = { accepted: 10_000, unknown: 1_000 };

const throttlingDelayOf = ({ bucket }: OperationLimiter, now: number): number =>
  bucket.hasRecentSuccess(now) ? maxThrottlingDelay.accepted : maxThrottlingDelay.unknown;

/** Failed connections in a row that open the service's breaker. */
const failureThreshold = 5;

export class ServiceLimiter {
  readonly #settings: ServiceLimiterSettings;
  readonly #clock: Clock;
  readonly #idleClock: Pick<Clock, 'now'>;
  /** One per operation of the service that was called: a few dozen at most. */
  readonly #operations = new Map<string, OperationLimiter>();
  /** Operations with queued calls, in round-robin order. */
  readonly #queued = new Set<OperationLimiter>();
  readonly #breaker = new CircuitBreaker(failureThreshold);
  #inFlight = 0;
  #waiting = 0;
  #disarm: (() => void) | undefined;

  /**
   * Response times are measured on the idle clock: the process waits for AWS while it has nothing else to do. Under load, its
   * own work would look like a slow AWS, and plans with more calls would add to it.
   */
  constructor(settings: ServiceLimiterSettings, clock: Clock, idle: Pick<Clock, 'now'> = idleClock) {
    this.#settings = settings;
    this.#clock = clock;
    this.#idleClock = idle;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Operations whose breaker is open; `*` for the service's. */
  get open(): string[] {
    const open = [...this.#operations.values()].filter(({ breaker }) => breaker.isOpen);
    return [...(this.#breaker.isOpen ? ['*'] : []), ...open.map(({ id }) => id)];
  }

  forecast(operation: LimitedOperation): OperationForecast {
    const now = this.#clock.now();
    const { responseTime, concurrency, waiting, bucket } = this.#limiterOf(operation, now);
    return {
      responseTime: responseTime.at(now),
      concurrency,
      queued: waiting,
      available: Math.max(0, bucket.available(now) - waiting),
    };
  }

  /** Waits at most `wait` milliseconds. The signal aborts when nobody wants the call any more. */
  async acquire(operation: LimitedOperation, waiters: Waiters, wait: number, signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    const now = this.#clock.now();
    const limiter = this.#limiterOf(operation, now);
    this.#refuseIfOpen(limiter, now);
    if (limiter.queue.isEmpty && this.#inFlight < this.#settings.concurrency && limiter.isReady(now)) {
      return this.#admit(limiter, now);
    }
    const [callerId = ''] = waiters.callerIds;
    const delay = limiter.bucket.wait(now, limiter.queue.lengthOf(callerId));
    if (delay > Math.min(wait, maxThrottlingDelay.accepted)) throw rateLimited(delay);
    if (this.#waiting >= this.#settings.queueLength) this.#dropFromLongestQueue(callerId);
    return this.#enqueue(limiter, waiters, wait, signal);
  }

  #limiterOf(operation: LimitedOperation, now: number): OperationLimiter {
    let limiter = this.#operations.get(operation.id);
    if (!limiter) {
      const { operationConcurrency, rateOf } = this.#settings;
      limiter = new OperationLimiter(operation.id, operationConcurrency, rateOf(operation), now);
      this.#operations.set(operation.id, limiter);
    }
    return limiter;
  }

  #refuseIfOpen(limiter: OperationLimiter, now: number): void {
    for (const breaker of [this.#breaker, limiter.breaker]) {
      if (!breaker.admits(now)) throw circuitOpen(breaker.retryAfter(now));
    }
  }

  #admit(limiter: OperationLimiter, now: number): Permit {
    limiter.bucket.take(now);
    limiter.inFlight += 1;
    this.#inFlight += 1;
    const isProbe = { service: this.#breaker.admit(), operation: limiter.breaker.admit() };
    const sentAt = this.#idleClock.now();
    return {
      release: (result, retryAfter = 0) => {
        if (result === 'success') limiter.responseTime.record(this.#clock.now(), this.#idleClock.now() - sentAt);
        limiter.inFlight -= 1;
        this.#inFlight -= 1;
        this.#record(limiter, isProbe, result, retryAfter);
        this.#dispatch();
      },
    };
  }

  #record(
    limiter: OperationLimiter,
    isProbe: { service: boolean; operation: boolean },
    result: CallResult,
    retryAfter: number,
  ): void {
    const now = this.#clock.now();
    if (result === 'cancelled') {
      if (isProbe.service) this.#breaker.cancelProbe();
      if (isProbe.operation) limiter.breaker.cancelProbe();
      return;
    }
    if (result === 'throttled') {
      limiter.bucket.recordThrottle(now, retryAfter);
      const admissible = limiter.bucket.within(now, throttlingDelayOf(limiter, now));
      const tooLate = limiter.queue.beyond(Math.max(0, admissible));
      for (const call of tooLate) call.refuse(rateLimited(limiter.bucket.wait(now, tooLate.size)));
    }
    if (result === 'success') limiter.bucket.recordSuccess(now);
    if (result === 'success' || result === 'throttled') {
      this.#breaker.recordSuccess();
      limiter.breaker.recordSuccess();
      return;
    }
    if (result === 'unreachable' && this.#breaker.recordFailure(now, isProbe.service)) this.#refuseAll(now);
    if (result === 'failure' && isProbe.service) this.#breaker.open(now);
    if (!limiter.breaker.recordFailure(now, isProbe.operation)) return;
    const reason = circuitOpen(limiter.breaker.retryAfter(now));
    for (const call of limiter.queue.all()) call.refuse(reason);
    // A second operation that always fails means that the service does.
    const failing = [...this.#operations.values()].filter(({ breaker }) => breaker.isOpen);
    if (this.#breaker.isOpen || failing.length < 2) return;
    this.#breaker.open(now);
    this.#refuseAll(now);
  }

  #enqueue(limiter: OperationLimiter, waiters: Waiters, wait: number, signal: AbortSignal): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const cancel = () => call.refuse(signal.reason);
      const done = () => {
        disarm();
        signal.removeEventListener('abort', cancel);
        this.#dequeue(call);
      };
      const call: QueuedCall = {
        limiter,
        waiters,
        admit: () => {
          done();
          resolve(this.#admit(limiter, this.#clock.now()));
        },
        refuse: (reason) => {
          done();
          reject(reason);
        },
      };
      const disarm = this.#clock.after(wait, () => {
        const delay = limiter.bucket.wait(this.#clock.now());
        call.refuse(delay > 0 ? rateLimited(delay) : queueTimeout());
      });
      signal.addEventListener('abort', cancel, { once: true });
      waiters.onJoin = (callerId) => limiter.queue.add(callerId, call);
      for (const callerId of waiters.callerIds) limiter.queue.add(callerId, call);
      this.#waiting += 1;
      limiter.waiting += 1;
      this.#queued.add(limiter);
      this.#dispatch();
    });
  }

  #dequeue(call: QueuedCall): void {
    const { limiter, waiters } = call;
    waiters.onJoin = undefined;
    for (const callerId of waiters.callerIds) limiter.queue.remove(callerId, call);
    this.#waiting -= 1;
    limiter.waiting -= 1;
    if (limiter.queue.isEmpty) this.#queued.delete(limiter);
  }

  /** Admits queued calls while there is room, one of each operation in turn. */
  #dispatch(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    if (this.#queued.size === 0) return;
    const now = this.#clock.now();
    while (this.#inFlight < this.#settings.concurrency) {
      const limiter = this.#nextReady(now);
      if (!limiter) break;
      this.#queued.delete(limiter);
      this.#queued.add(limiter);
      const call = limiter.queue.next();
      const open = [this.#breaker, limiter.breaker].find((breaker) => !breaker.admits(now));
      if (open) call?.refuse(circuitOpen(open.retryAfter(now)));
      else call?.admit();
    }
    this.#armForRates(now);
  }

  #nextReady(now: number): OperationLimiter | undefined {
    for (const limiter of this.#queued) if (limiter.isReady(now)) return limiter;
    return undefined;
  }

  /** The end of a call dispatches calls that wait for room; a timer dispatches calls that wait only for their rate. */
  #armForRates(now: number): void {
    if (this.#inFlight >= this.#settings.concurrency) return;
    let soonest = Number.POSITIVE_INFINITY;
    for (const { inFlight, concurrency, bucket } of this.#queued) {
      if (inFlight < concurrency) soonest = Math.min(soonest, bucket.wait(now));
    }
    if (soonest < Number.POSITIVE_INFINITY) this.#disarm = this.#clock.after(soonest, () => this.#dispatch());
  }

  /** The caller with the longest queue loses its first call, or the new one if it is that caller's. */
  #dropFromLongestQueue(callerId: string): void {
    let longest: { callerId: string; calls: ReadonlySet<QueuedCall> } | null = null;
    for (const { queue } of this.#queued) {
      const candidate = queue.longest();
      if (candidate && candidate.calls.size > (longest?.calls.size ?? 0)) longest = candidate;
    }
    const [first] = longest?.calls ?? [];
    if (!first || longest?.callerId === callerId) throw queueFull();
    first.refuse(queueFull());
  }

  #refuseAll(now: number): void {
    const reason = circuitOpen(this.#breaker.retryAfter(now));
    for (const { queue } of [...this.#queued]) for (const call of queue.all()) call.refuse(reason);
  }
}

// Errors of calls that were not admitted. Each says that the request was not sent, so that a caller may repeat it.

const toSeconds = (milliseconds: number) => Math.max(1, Math.ceil(milliseconds / 1000));

const circuitOpen = (wait: number): GatewayError =>
  new ServiceUnavailableError(
    'Circuit open after repeated AWS failures; the request was not sent.',
    undefined,
    'SERVICE_UNAVAILABLE',
    toSeconds(wait),
  );

const rateLimited = (wait: number): GatewayError =>
  new ThrottledError(
    'Rate limited: AWS accepts fewer calls of this operation than requested; the request was not sent.',
    undefined,
    toSeconds(wait),
  );

const queueFull = (): GatewayError =>
  new ThrottledError('Queue full: too many calls wait for AWS; the request was not sent.', undefined, 1);

const queueTimeout = (): GatewayError =>
  new ServiceUnavailableError(
    'Queue timeout: AWS is too slow for the number of calls; the request was not sent.',
    undefined,
    'DEADLINE_EXCEEDED',
  );

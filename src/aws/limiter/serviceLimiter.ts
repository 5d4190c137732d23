// The one gate to a service in one account and region. A call goes when its operation is not known to fail, when its rate
// allows it, and when there is room at the service and for the operation; else it waits, in turn with the other callers
// and operations, or is refused. Whoever is let in ends the turn, and the gate learns from how.
import type { Clock } from '../../core/clock.ts';
import { CircuitBreaker } from './circuitBreaker.ts';
import { circuitOpen, queueFull, queueTimeout, rateLimited } from './limiterErrors.ts';
import { OperationLimiter, type Waiter } from './operationLimiter.ts';
import type { Waiters } from './waiters.ts';

/** What came of a turn; 'unreachable' is a failure of the whole service, and nothing is known of one that was given up. */
export type CallResult = 'answered' | 'throttled' | 'failed' | 'unreachable' | 'givenUp';

export interface Permit {
  /** `retryAfter` is for how many milliseconds AWS asks not to be called. */
  release(how: CallResult, retryAfter?: number): void;
}

export interface ServiceLimiterSettings {
  /** Calls under way at once: of all operations, and of one. */
  concurrency: number;
  concurrencyOfOne: number;
  /** Calls a second of an operation. */
  rateOf(operation: string): number;
  /** How many calls may wait. */
  waiting: number;
}

/** Milliseconds that throttling may hold up a call: while AWS answers some it will come to all, else that is a guess. */
const patience = { answered: 10_000, unanswered: 1_000 };

const patienceWith = ({ bucket }: OperationLimiter, now: number): number =>
  bucket.isAnswered(now) ? patience.answered : patience.unanswered;

/** Connections in a row that could not be made. */
const opensAfter = 5;

export class ServiceLimiter {
  readonly #settings: ServiceLimiterSettings;
  readonly #clock: Clock;
  /** One for each operation of the service that was called: a few dozen at most. */
  readonly #lanes = new Map<string, OperationLimiter>();
  /** Lanes somebody waits in, in the order in which they are served next. */
  readonly #wanted = new Set<OperationLimiter>();
  readonly #breaker = new CircuitBreaker(opensAfter);
  #underWay = 0;
  #waiting = 0;
  #disarm: (() => void) | undefined;

  constructor(settings: ServiceLimiterSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  get inFlight(): number {
    return this.#underWay;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Operations whose breaker is open; `*` for the service's. */
  get open(): string[] {
    const lanes = [...this.#lanes.values()].filter(({ breaker }) => breaker.isOpen);
    return [...(this.#breaker.isOpen ? ['*'] : []), ...lanes.map(({ operation }) => operation)];
  }

  /** Waits `wait` milliseconds at most; the signal says that nobody wants the call any more. */
  async acquire(operation: string, riders: Waiters, wait: number, signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    const now = this.#clock.now();
    const lane = this.#lane(operation, now);
    this.#refuseWhereOpen(lane, now);
    if (lane.queue.isEmpty && this.#underWay < this.#settings.concurrency && lane.isReady(now)) {
      return this.#admit(lane, now);
    }
    const [callerId = ''] = riders.callerIds;
    const least = lane.bucket.wait(now, lane.queue.lengthOf(callerId));
    if (least > Math.min(wait, patience.answered)) throw rateLimited(least);
    if (this.#waiting >= this.#settings.waiting) this.#makeRoom(callerId);
    return this.#queue(lane, riders, wait, signal);
  }

  #lane(operation: string, now: number): OperationLimiter {
    let lane = this.#lanes.get(operation);
    if (!lane) {
      const { concurrencyOfOne, rateOf } = this.#settings;
      lane = new OperationLimiter(operation, concurrencyOfOne, rateOf(operation), now);
      this.#lanes.set(operation, lane);
    }
    return lane;
  }

  #refuseWhereOpen(lane: OperationLimiter, now: number): void {
    for (const breaker of [this.#breaker, lane.breaker]) {
      if (!breaker.admits(now)) throw circuitOpen(breaker.retryAfter(now));
    }
  }

  #admit(lane: OperationLimiter, now: number): Permit {
    lane.bucket.take(now);
    lane.underWay += 1;
    this.#underWay += 1;
    const probes = { service: this.#breaker.enter(), lane: lane.breaker.enter() };
    return {
      release: (how, retryAfter = 0) => {
        lane.underWay -= 1;
        this.#underWay -= 1;
        this.#learn(lane, probes, how, retryAfter);
        this.#serve();
      },
    };
  }

  #learn(
    lane: OperationLimiter,
    probes: { service: boolean; lane: boolean },
    how: CallResult,
    retryAfter: number,
  ): void {
    const now = this.#clock.now();
    if (how === 'givenUp') {
      if (probes.service) this.#breaker.abandoned();
      if (probes.lane) lane.breaker.abandoned();
      return;
    }
    if (how === 'throttled') {
      lane.bucket.throttled(now, retryAfter);
      const hopeless = lane.queue.behind(Math.max(0, lane.bucket.within(now, patienceWith(lane, now))));
      for (const waiter of hopeless) waiter.refuse(rateLimited(lane.bucket.wait(now, hopeless.size)));
    }
    if (how === 'answered') lane.bucket.answered(now);
    if (how === 'answered' || how === 'throttled') {
      this.#breaker.answered();
      lane.breaker.answered();
      return;
    }
    if (how === 'unreachable' && this.#breaker.failed(now, probes.service)) this.#refuseAll(now);
    if (how === 'failed' && probes.service) this.#breaker.open(now);
    if (!lane.breaker.failed(now, probes.lane)) return;
    const reason = circuitOpen(lane.breaker.retryAfter(now));
    for (const waiter of lane.queue.all()) waiter.refuse(reason);
    // Where a second operation fails each time, it is the service.
    const failing = [...this.#lanes.values()].filter(({ breaker }) => breaker.isOpen);
    if (this.#breaker.isOpen || failing.length < 2) return;
    this.#breaker.open(now);
    this.#refuseAll(now);
  }

  #queue(lane: OperationLimiter, riders: Waiters, wait: number, signal: AbortSignal): Promise<Permit> {
    return new Promise((resolve, reject) => {
      const leave = () => waiter.refuse(signal.reason);
      const done = () => {
        disarm();
        signal.removeEventListener('abort', leave);
        this.#forget(waiter);
      };
      const waiter: Waiter = {
        lane,
        riders,
        admit: () => {
          done();
          resolve(this.#admit(lane, this.#clock.now()));
        },
        refuse: (reason) => {
          done();
          reject(reason);
        },
      };
      const disarm = this.#clock.after(wait, () => {
        const left = lane.bucket.wait(this.#clock.now());
        waiter.refuse(left > 0 ? rateLimited(left) : queueTimeout());
      });
      signal.addEventListener('abort', leave, { once: true });
      riders.joined = (callerId) => lane.queue.add(callerId, waiter);
      for (const callerId of riders.callerIds) lane.queue.add(callerId, waiter);
      this.#waiting += 1;
      this.#wanted.add(lane);
      this.#serve();
    });
  }

  #forget(waiter: Waiter): void {
    const { lane, riders } = waiter;
    riders.joined = undefined;
    for (const callerId of riders.callerIds) lane.queue.remove(callerId, waiter);
    this.#waiting -= 1;
    if (lane.queue.isEmpty) this.#wanted.delete(lane);
  }

  /** Lets in whoever can go now, one of each operation in turn. */
  #serve(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    if (this.#wanted.size === 0) return;
    const now = this.#clock.now();
    while (this.#underWay < this.#settings.concurrency) {
      const lane = this.#readyLane(now);
      if (!lane) break;
      this.#wanted.delete(lane);
      this.#wanted.add(lane);
      const waiter = lane.queue.next();
      const shut = [this.#breaker, lane.breaker].find((breaker) => !breaker.admits(now));
      if (shut) waiter?.refuse(circuitOpen(shut.retryAfter(now)));
      else waiter?.admit();
    }
    this.#armForRates(now);
  }

  #readyLane(now: number): OperationLimiter | undefined {
    for (const lane of this.#wanted) if (lane.isReady(now)) return lane;
    return undefined;
  }

  /** An end of a call serves those who wait for room; for those who wait for nothing but their rate, time does. */
  #armForRates(now: number): void {
    if (this.#underWay >= this.#settings.concurrency) return;
    let soonest = Number.POSITIVE_INFINITY;
    for (const { underWay, concurrency, bucket } of this.#wanted) {
      if (underWay < concurrency) soonest = Math.min(soonest, bucket.wait(now));
    }
    if (soonest < Number.POSITIVE_INFINITY) this.#disarm = this.#clock.after(soonest, () => this.#serve());
  }

  /** Whoever has the most waiting loses one, be it the call that has just come. */
  #makeRoom(callerId: string): void {
    let most: { callerId: string; line: ReadonlySet<Waiter> } | null = null;
    for (const { queue } of this.#wanted) {
      const longest = queue.longest();
      if (longest && longest.line.size > (most?.line.size ?? 0)) most = longest;
    }
    const [first] = most?.line ?? [];
    if (!first || most?.callerId === callerId) throw queueFull();
    first.refuse(queueFull());
  }

  #refuseAll(now: number): void {
    const reason = circuitOpen(this.#breaker.retryAfter(now));
    for (const { queue } of [...this.#wanted]) for (const waiter of queue.all()) waiter.refuse(reason);
  }
}

// The order in which callers use the event loop. What is ready in one turn of the loop would all be done in that turn, however
// long it takes. So an execution takes a turn when it begins, and again within long lists. Work begins until a turn of the
// loop has taken its time; the rest waits, and the caller that has used the least CPU time is next. The lists of one caller
// thus delay those of another by 1,000 fields at most. While others are served, a caller whose parts are long also rests between
// them: an AWS call takes many turns of the loop, and each of them would else be as long as a part.

import type { Clock } from '../core/clock.ts';
import { RateLimitedError } from '../core/errors.ts';
import { isPromise, type MaybePromise } from '../core/maybePromise.ts';
import type { QueryCost } from '../core/queryCost.ts';
import type { CpuBudget } from './cpuBudget.ts';

/** Work for a caller: a query, a mutation, an event, or the beginning of a subscription. */
export interface Execution {
  /** What it will contain, once that is known. */
  expect(cost: QueryCost): void;
  /** Resolves when its next part may be done. */
  takeTurn(): Promise<void>;
  end(): void;
}

/** Time, and the CPU time of the process so far, in milliseconds. */
export interface TurnReadings {
  clock: Pick<Clock, 'now' | 'after'>;
  cpuTime(): number;
}

/** In milliseconds. */
const turnLength = 10;

/**
 * How long the executions of a caller may wait for their turns, in milliseconds of CPU time, before its new ones are refused. On
 * a machine that is busy with others, all wait longer.
 */
const maxWait = 2_000;

/** The longest rest, in milliseconds. A part that takes longer is an accident. */
const maxRest = 1_000;

/**
 * In milliseconds. The CPU time is read once in this time at most: the system call takes up to 27 us, which was 18 % of the
 * smallest query. A part that is longer than a turn gets its share of what was used since the last reading before it.
 */
const readingInterval = 5;

/** The number of rests from which on those that have ended are forgotten. */
const maxRests = 100;

interface Waiting {
  /** The number of the execution; 0 for one that has not begun. */
  order: number;
  /** The CPU time of the process by then. */
  since: number;
  resume(): void;
}

/** The CPU time of the process at a time. */
interface Reading {
  at: number;
  cpuTime: number;
}

/** What an execution does at once. */
interface Part {
  owner: string;
  startedAt: number;
  /** The last one before it. */
  reading: Reading;
}

/** What one caller waits for, in the order of arrival. */
class CallerQueue {
  readonly beginnings: Waiting[] = [];
  readonly parts: Waiting[] = [];

  add(waiting: Waiting): void {
    (waiting.order === 0 ? this.beginnings : this.parts).push(waiting);
  }

  get isEmpty(): boolean {
    return this.beginnings.length + this.parts.length === 0;
  }

  get oldest(): number {
    const [beginning, part] = [this.beginnings[0]?.since, this.parts[0]?.since];
    return Math.min(beginning ?? Number.POSITIVE_INFINITY, part ?? Number.POSITIVE_INFINITY);
  }

  /** Of the execution that began first: many half-done executions would take much memory. */
  take(): Waiting | undefined {
    if (this.parts.length === 0) return this.beginnings.shift();
    let first = 0;
    for (let index = 1; index < this.parts.length; index += 1) {
      if ((this.parts[index]?.order ?? 0) < (this.parts[first]?.order ?? 0)) first = index;
    }
    return this.parts.splice(first, 1)[0];
  }
}

export class ExecutionTurns {
  readonly #cpu: CpuBudget;
  readonly #readings: TurnReadings;
  /** By caller. No queue is empty. */
  readonly #waiting = new Map<string, CallerQueue>();
  #executions = 0;
  /** A part has begun and not ended. One that was let go may not have done anything yet. */
  #isWorking = false;
  /** By caller: how many executions have begun and not ended. */
  readonly #running = new Map<string, number>();
  /** By caller: the time until which it rests. */
  readonly #rests = new Map<string, number>();
  #cancelRest = () => {};
  #lastReading: Reading = { at: Number.NEGATIVE_INFINITY, cpuTime: 0 };
  /** Null until work begins in this turn of the loop. */
  #turnEndsAt: number | null = null;

  constructor(cpu: CpuBudget, readings: TurnReadings) {
    this.#cpu = cpu;
    this.#readings = readings;
  }

  /**
   * Does the work of an execution when it may begin. The execution ends with the work. Work that waits for nothing is done at
   * once, without a promise. `refuse` has the result for a caller that is refused.
   */
  run<T>(
    owner: string,
    work: (execution: Execution) => MaybePromise<T>,
    refuse: (refusal: RateLimitedError) => T,
  ): MaybePromise<T> {
    const refusal = this.refusalOf(owner);
    if (refusal) return refuse(refusal);
    if (!this.#mayGoOn(owner)) {
      return this.#wait(owner, 0).then(() => {
        // It may be refused by now because of what it has waited for.
        const refusal = this.#cpu.refusalOf(owner);
        return refusal ? refuse(refusal) : this.#execute(owner, work);
      });
    }
    const part = this.#beginPart(owner);
    let result: MaybePromise<T> | undefined;
    try {
      result = this.#execute(owner, work);
      return result;
    } finally {
      if (isPromise(result)) this.#endPartLater(part);
      else this.#endPart(part);
    }
  }

  /** Resolves when the execution may begin; its end must be reported. Rejects with a RateLimitedError if the caller is refused. */
  async begin(owner: string): Promise<Execution> {
    const refusal = this.refusalOf(owner);
    if (refusal) throw refusal;
    await this.#takeTurn(owner, 0);
    // It may be refused by now because of what it has waited for.
    const later = this.#cpu.refusalOf(owner);
    if (later) throw later;
    return this.#executionOf(owner);
  }

  /** The same for an event, which is never refused: a client would miss it. */
  async beginEvent(owner: string): Promise<Execution> {
    await this.#takeTurn(owner, 0);
    return this.#executionOf(owner);
  }

  /** Why a caller gets no further work now; null if it does. */
  refusalOf(owner: string): RateLimitedError | null {
    const refusal = this.#cpu.refusalOf(owner);
    if (refusal) return refusal;
    const queue = this.#waiting.get(owner);
    if (!queue || this.#cpu.consumed - queue.oldest <= maxWait || !this.#cpu.isAnotherPresent(owner)) return null;
    return tooMuchWaits();
  }

  #execute<T>(owner: string, work: (execution: Execution) => MaybePromise<T>): MaybePromise<T> {
    const execution = this.#executionOf(owner);
    let result: MaybePromise<T> | undefined;
    try {
      result = work(execution);
      return isPromise(result) ? result.finally(() => execution.end()) : result;
    } finally {
      if (!isPromise(result)) execution.end();
    }
  }

  #executionOf(owner: string): Execution {
    const work = this.#cpu.begin(owner);
    this.#executions += 1;
    const order = this.#executions;
    this.#running.set(owner, (this.#running.get(owner) ?? 0) + 1);
    let hasEnded = false;
    return {
      expect: (cost) => work.expect(cost),
      takeTurn: () => this.#takeTurn(owner, order),
      end: () => {
        if (hasEnded) return;
        hasEnded = true;
        work.end();
        this.#leave(owner);
      },
    };
  }

  async #takeTurn(owner: string, order: number): Promise<void> {
    if (this.#mayGoOn(owner)) this.#endPartLater(this.#beginPart(owner));
    else await this.#wait(owner, order);
  }

  #mayGoOn(owner: string): boolean {
    return this.#waiting.size === 0 && !this.#isWorking && !this.#isResting(owner) && this.#hasTime();
  }

  #wait(owner: string, order: number): Promise<void> {
    return new Promise<void>((resume) => {
      const queue = this.#waiting.get(owner) ?? new CallerQueue();
      queue.add({ order, since: this.#cpu.consumed, resume });
      this.#waiting.set(owner, queue);
      if (!this.#isWorking) this.#hasTime();
    });
  }

  #leave(owner: string): void {
    const left = (this.#running.get(owner) ?? 0) - 1;
    if (left > 0) this.#running.set(owner, left);
    else this.#running.delete(owner);
    // Nobody needs the rest of the others any more.
    if (this.#running.size <= 1 && this.#waiting.size > 0) setImmediate(() => this.#resumeNext());
  }

  #isResting(owner: string): boolean {
    const until = this.#rests.get(owner);
    if (until === undefined) return false;
    if (this.#clock.now() < until && this.#isAnotherServed(owner)) return true;
    this.#rests.delete(owner);
    return false;
  }

  #isAnotherServed(owner: string): boolean {
    return this.#running.size > (this.#running.has(owner) ? 1 : 0);
  }

  get #clock(): TurnReadings['clock'] {
    return this.#readings.clock;
  }

  #hasTime(): boolean {
    const now = this.#clock.now();
    if (this.#turnEndsAt === null) {
      this.#turnEndsAt = now + turnLength;
      setImmediate(() => {
        this.#turnEndsAt = null;
        this.#resumeNext();
      });
    }
    return now < this.#turnEndsAt;
  }

  #resumeNext(): void {
    if (this.#waiting.size === 0 || this.#isWorking) return;
    const owner = this.#nextOwner();
    if (owner === null) this.#awaitRest();
    else if (this.#hasTime()) {
      this.#takeFirst(owner)?.resume();
      this.#endPartLater(this.#beginPart(owner));
    }
  }

  #rest(owner: string, worked: number): void {
    if (worked <= turnLength) return;
    const now = this.#clock.now();
    if (this.#rests.size >= maxRests)
      for (const [other, until] of this.#rests) if (until <= now) this.#rests.delete(other);
    this.#rests.set(owner, now + Math.min(worked * this.#cpu.restPerWork, maxRest));
  }

  #awaitRest(): void {
    this.#cancelRest();
    const next = Math.min(...[...this.#waiting.keys()].map((owner) => this.#rests.get(owner) ?? 0));
    this.#cancelRest = this.#clock.after(next - this.#clock.now(), () => this.#resumeNext());
  }

  /** One is let go. The next one is when all that this one does at once is done. */
  #beginPart(owner: string): Part {
    this.#isWorking = true;
    const startedAt = this.#clock.now();
    return { owner, startedAt, reading: this.#readingAt(startedAt) };
  }

  #endPart({ owner, startedAt, reading }: Part): void {
    this.#isWorking = false;
    const now = this.#clock.now();
    const took = now - startedAt;
    if (took > turnLength) {
      // Other processes may have had the CPU meanwhile.
      const used = (this.#readings.cpuTime() - reading.cpuTime) * (took / (now - reading.at));
      this.#rest(owner, Math.min(took, used));
    }
    if (this.#waiting.size > 0) process.nextTick(() => this.#resumeNext());
  }

  /** Ticks come after all promises that are settled by now, and after what these cause. */
  #endPartLater(part: Part): void {
    queueMicrotask(() => process.nextTick(() => this.#endPart(part)));
  }

  #readingAt(now: number): Reading {
    if (now - this.#lastReading.at >= readingInterval)
      this.#lastReading = { at: now, cpuTime: this.#readings.cpuTime() };
    return this.#lastReading;
  }

  /** Of those that do not rest, the caller with the least CPU time. */
  #nextOwner(): string | null {
    let next: string | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const owner of this.#waiting.keys()) {
      const used = this.#cpu.usedBy(owner);
      if (used >= least || this.#isResting(owner)) continue;
      next = owner;
      least = used;
    }
    return next;
  }

  #takeFirst(owner: string): Waiting | undefined {
    const queue = this.#waiting.get(owner);
    const next = queue?.take();
    if (queue?.isEmpty) this.#waiting.delete(owner);
    return next;
  }
}

const tooMuchWaits = () =>
  new RateLimitedError(
    `The gateway is busy with your earlier requests, which have waited for more than ${maxWait / 1000} s of CPU time. Request less at once, or less often.`,
    maxWait / 1000,
  );

// The turns of AWS calls on the event loop. To prepare, send or deliver one takes up to a millisecond, and hundreds may be ready
// at once. One is done after the other, for some milliseconds in each turn of the loop, so that other requests go on in between.
// Callers alternate: a caller with one call does not wait for all calls of another.
import { type Clock, steadyClock } from '../../core/clock.ts';
import { FairQueue } from '../limiter/fairQueue.ts';

/** Of one turn of the loop: milliseconds, and calls. What resumes with a call can go on after it. */
const turnLength = 5;
const maxPerTurn = 64;

export class CallTurns {
  readonly #waiting = new FairQueue<() => void>();
  #isWorking = false;
  /** Null until a call has its turn in this turn of the loop. */
  #turnEndsAt: number | null = null;
  #begun = 0;

  constructor(readonly clock: Pick<Clock, 'now'> = steadyClock) {}

  /** Resolves when a call of these callers may go on; undefined if that is now. */
  take(callerIds: Iterable<string>): Promise<void> | undefined {
    if (!this.#isWorking && this.#waiting.isEmpty && this.#hasTime()) {
      this.#begin();
      return undefined;
    }
    return new Promise((resolve) => {
      const resume = () => {
        for (const callerId of callers) this.#waiting.remove(callerId, resume);
        resolve();
      };
      const callers = [...callerIds];
      for (const callerId of callers) this.#waiting.add(callerId, resume);
    });
  }

  #hasTime(): boolean {
    const now = this.clock.now();
    if (this.#turnEndsAt === null) {
      this.#turnEndsAt = now + turnLength;
      setImmediate(() => {
        this.#turnEndsAt = null;
        this.#begun = 0;
        this.#resumeNext();
      });
    }
    return now < this.#turnEndsAt && this.#begun < maxPerTurn;
  }

  #resumeNext(): void {
    if (this.#isWorking || this.#waiting.isEmpty || !this.#hasTime()) return;
    this.#begin();
    this.#waiting.next()?.();
  }

  /** The next one is when all that this one does at once is done: ticks come after all promises that are settled by then. */
  #begin(): void {
    this.#isWorking = true;
    this.#begun += 1;
    queueMicrotask(() =>
      process.nextTick(() => {
        this.#isWorking = false;
        this.#resumeNext();
      }),
    );
  }
}

// Limits how many callers of a shared call resume in one turn of the event loop. A thousand at once would delay everybody
// else until the last of them is done. The limit adapts to the duration of the turns.
import { steadyClock } from '../../core/clock.ts';

/** In milliseconds. */
const longTurn = 20;
const shortTurn = 5;
/** Callers per turn. */
const maxPerTurn = 64;

export class ResumeLimiter {
  readonly #waiting: (() => void)[] = [];
  #perTurn = 16;
  #resumed = 0;
  #turnStartedAt = 0;

  /** Undefined if the caller may resume at once. */
  turn(): Promise<void> | undefined {
    if (this.#resumed === 0) this.#startTurn();
    if (this.#resumed < this.#perTurn && this.#waiting.length === 0) {
      this.#resumed += 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #startTurn(): void {
    this.#turnStartedAt = steadyClock.now();
    setImmediate(() => this.#endTurn());
  }

  /** The callers that resumed in this turn have run. */
  #endTurn(): void {
    const duration = steadyClock.now() - this.#turnStartedAt;
    if (duration > longTurn) this.#perTurn = Math.max(1, this.#perTurn >> 1);
    else if (duration < shortTurn) this.#perTurn = Math.min(maxPerTurn, this.#perTurn + 1);
    const next = this.#waiting.splice(0, this.#perTurn);
    this.#resumed = next.length;
    if (next.length === 0) return;
    this.#startTurn();
    for (const resume of next) resume();
  }
}

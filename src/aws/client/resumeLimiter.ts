// Lets those who waited for an answer go on, some in each turn of the event loop: a thousand at once would keep everybody
// else waiting until the last of them had what it asked for. How many, follows from how long the turns take.
import { steadyClock } from '../../core/clock.ts';

/** In milliseconds. */
const longTurn = 20;
const shortTurn = 5;
/** Of those who go on in one turn. */
const most = 64;

export class ResumeLimiter {
  readonly #waiting: (() => void)[] = [];
  #perTurn = 16;
  #landed = 0;
  #turnBegan = 0;

  /** Undefined for who may go on at once. */
  turn(): Promise<void> | undefined {
    if (this.#landed === 0) this.#begin();
    if (this.#landed < this.#perTurn && this.#waiting.length === 0) {
      this.#landed += 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #begin(): void {
    this.#turnBegan = steadyClock.now();
    setImmediate(() => this.#end());
  }

  /** All that could be done for those of this turn is done. */
  #end(): void {
    const took = steadyClock.now() - this.#turnBegan;
    if (took > longTurn) this.#perTurn = Math.max(1, this.#perTurn >> 1);
    else if (took < shortTurn) this.#perTurn = Math.min(most, this.#perTurn + 1);
    const next = this.#waiting.splice(0, this.#perTurn);
    this.#landed = next.length;
    if (next.length === 0) return;
    this.#begin();
    for (const goOn of next) goOn();
  }
}

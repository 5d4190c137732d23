// Keeps calls away from what fails each time. Closed, all may go; open, none, but for one each second that finds out
// whether it is over, and on whose answer nobody waits. Errors that a caller caused, and throttling, are answers here.

/** Milliseconds between two calls that find out. */
const pause = 1_000;

export class CircuitBreaker {
  readonly #opensAfter: number;
  #inARow = 0;
  #open = false;
  #openUntil = 0;
  #probing = false;

  /** `opensAfter` is how many failures in a row are too many. */
  constructor(opensAfter: number) {
    this.#opensAfter = opensAfter;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  admits(now: number): boolean {
    return !this.#open || (!this.#probing && now >= this.#openUntil);
  }

  /** A call goes; true for the one that finds out. Only where it admits. */
  enter(): boolean {
    this.#probing ||= this.#open;
    return this.#open;
  }

  /** Milliseconds until it is worth asking again. */
  retryAfter(now: number): number {
    return this.#probing ? pause : Math.max(0, this.#openUntil - now);
  }

  answered(): void {
    this.#inARow = 0;
    this.#open = false;
    this.#probing = false;
  }

  /** True where it opens by this. Calls from before it opened tell an open one nothing new, unless they found out. */
  failed(now: number, probe: boolean): boolean {
    this.#inARow += 1;
    if (this.#open) {
      if (probe) this.open(now);
      return false;
    }
    if (this.#inARow < this.#opensAfter) return false;
    this.open(now);
    return true;
  }

  open(now: number): void {
    this.#open = true;
    this.#openUntil = now + pause;
    this.#probing = false;
  }

  /** The call that was to find out was given up: the next one may. */
  abandoned(): void {
    this.#probing = false;
  }
}

// Circuit breaker: refuses calls to what keeps failing. Closed, it admits all calls. Open, it admits one probe per second,
// whose result closes it or keeps it open; no other call waits for the probe. Errors that a caller caused, and
// throttling, count as successes here.

/** Milliseconds between two probes. */
const probeInterval = 1_000;

export class CircuitBreaker {
  readonly #failureThreshold: number;
  #failuresInARow = 0;
  #open = false;
  #openUntil = 0;
  #probing = false;

  /** Opens after so many failures in a row. */
  constructor(failureThreshold: number) {
    this.#failureThreshold = failureThreshold;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  admits(now: number): boolean {
    return !this.#open || (!this.#probing && now >= this.#openUntil);
  }

  /** Admits a call, provided that `admits`. True if the call is the probe. */
  admit(): boolean {
    this.#probing ||= this.#open;
    return this.#open;
  }

  /** Milliseconds until another call may be admitted. */
  retryAfter(now: number): number {
    return this.#probing ? probeInterval : Math.max(0, this.#openUntil - now);
  }

  recordSuccess(): void {
    this.#failuresInARow = 0;
    this.#open = false;
    this.#probing = false;
  }

  /** True if this failure opens it. To an open breaker, only the failure of the probe is news. */
  recordFailure(now: number, isProbe: boolean): boolean {
    this.#failuresInARow += 1;
    if (this.#open) {
      if (isProbe) this.open(now);
      return false;
    }
    if (this.#failuresInARow < this.#failureThreshold) return false;
    this.open(now);
    return true;
  }

  open(now: number): void {
    this.#open = true;
    this.#openUntil = now + probeInterval;
    this.#probing = false;
  }

  /** The probe was cancelled: the next call may be one. */
  cancelProbe(): void {
    this.#probing = false;
  }
}

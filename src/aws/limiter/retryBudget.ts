// Retry budget of an account and region: successful calls refill it, retries spend it. If nothing succeeds it is soon
// empty, and a failing call costs one request instead of three.

/** In retries of a broken connection or a 5xx: as many calls as can fail together. */
const capacity = 40;

/** The cost of a retry. A throttled one costs more: AWS has asked for fewer calls, and calls are throttled in groups. */
const cost = { transient: 1, throttled: 4 };

/** The refund of a successful call. */
const refund = 2;

export class RetryBudget {
  #left = capacity;

  /** From 0 to 1. */
  get left(): number {
    return this.#left / capacity;
  }

  /** False if the budget cannot pay for the retry. */
  spend(kind: keyof typeof cost): boolean {
    if (this.#left < cost[kind]) return false;
    this.#left -= cost[kind];
    return true;
  }

  refund(): void {
    this.#left = Math.min(capacity, this.#left + refund);
  }
}

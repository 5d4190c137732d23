// How many repeats an account and region can afford: answers fill the budget, repeats spend it. Where nothing is answered
// it is soon empty, and a call in trouble costs one request instead of three.

/** In repeats of a broken connection or a 5xx: as many as can break together. */
const capacity = 40;

/** What a repeat costs: AWS has asked for fewer calls, and a throttled call comes seldom alone. */
const cost = { transient: 1, throttled: 4 };

/** What an answer gives back. */
const refund = 2;

export class RetryBudget {
  #left = capacity;

  /** From 0 to 1. */
  get left(): number {
    return this.#left / capacity;
  }

  /** False where the repeat cannot be afforded. */
  spend(kind: keyof typeof cost): boolean {
    if (this.#left < cost[kind]) return false;
    this.#left -= cost[kind];
    return true;
  }

  answered(): void {
    this.#left = Math.min(capacity, this.#left + refund);
  }
}

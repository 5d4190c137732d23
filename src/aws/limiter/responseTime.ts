// The usual response time of an operation of AWS in one account and region: a moving average of its calls. Lookups plan with
// it. It is forgotten after a minute without a call, so that one bad minute does not decide for longer.

/** Milliseconds, while nothing is known. */
export const assumedResponseTime = 50;

/** The weight of a new call is at least this. The first calls have more, so that the assumption is soon replaced. */
const minWeight = 1 / 8;

/** Milliseconds. */
const validFor = 60_000;

export class ResponseTime {
  #average = assumedResponseTime;
  #count = 0;
  #recordedAt = Number.NEGATIVE_INFINITY;

  /** In milliseconds; null if no call was recorded in the last minute. */
  at(now: number): number | null {
    return now - this.#recordedAt > validFor ? null : this.#average;
  }

  record(now: number, milliseconds: number): void {
    const known = this.at(now);
    const before = known ?? assumedResponseTime;
    // The assumption counts as one call.
    this.#count = known === null ? 1 : this.#count + 1;
    this.#average = before + (milliseconds - before) * Math.max(minWeight, 1 / (this.#count + 1));
    this.#recordedAt = now;
  }
}

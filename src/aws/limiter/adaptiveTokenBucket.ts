// Token bucket with an adaptive rate, in calls per second of one operation. AWS publishes no rates for most operations. So
// the bucket starts at its ceiling. After repeated throttling it falls to the rate that AWS accepted recently, and then
// recovers.

/** The lowest rate after throttling, in calls per second: enough to notice that it is over. */
const minRate = 5;

/** Growth of the rate per second without throttling. */
const growth = 1.5;

/** Throttled calls in two seconds that indicate a rate limit: one or two are chance. */
const throttlesBeforeCut = 3;

/** The longest Retry-After that is respected, in milliseconds. */
const longestPause = 60_000;

/** The results of the calls of one second. */
interface Second {
  number: number;
  successes: number;
  throttles: number;
}

const nothing: Second = { number: Number.NEGATIVE_INFINITY, successes: 0, throttles: 0 };

export class AdaptiveTokenBucket {
  readonly #ceiling: number;
  #rate: number;
  #tokens: number;
  #at: number;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #cutAt = Number.NEGATIVE_INFINITY;
  #second = nothing;
  #previous = nothing;

  constructor(ceiling: number, now: number) {
    this.#ceiling = ceiling;
    this.#rate = ceiling;
    this.#tokens = ceiling;
    this.#at = now;
  }

  /** Milliseconds until a call may be sent that has so many calls ahead of it. */
  wait(now: number, ahead = 0): number {
    this.#refill(now);
    const lacking = ahead + 1 - this.#tokens;
    return Math.max(0, this.#pausedUntil - now, lacking <= 0 ? 0 : Math.ceil((lacking / this.#rate) * 1000));
  }

  /** How many calls may be sent at once. */
  available(now: number): number {
    this.#refill(now);
    return now < this.#pausedUntil ? 0 : Math.max(0, Math.floor(this.#tokens));
  }

  /** How many calls may be sent within so many milliseconds. */
  within(now: number, milliseconds: number): number {
    this.#refill(now);
    const time = Math.max(0, now + milliseconds - Math.max(now, this.#pausedUntil));
    return time === 0 ? 0 : Math.max(0, Math.floor(this.#tokens + (this.#rate * time) / 1000));
  }

  take(now: number): void {
    this.#refill(now);
    this.#tokens -= 1;
  }

  /** Whether AWS accepted a call in this second or the one before. */
  hasRecentSuccess(now: number): boolean {
    return this.#secondOf(now).successes + this.#previous.successes > 0;
  }

  recordSuccess(now: number): void {
    this.#secondOf(now).successes += 1;
  }

  /** AWS asked for fewer calls. Calls that were sent together are throttled together, and cut the rate once. */
  recordThrottle(now: number, retryAfter: number): void {
    this.#refill(now);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(retryAfter, longestPause));
    const second = this.#secondOf(now);
    second.throttles += 1;
    if (now - this.#cutAt < 1000 || second.throttles + this.#previous.throttles < throttlesBeforeCut) return;
    this.#cutAt = now;
    const accepted = Math.max(second.successes, this.#previous.successes);
    this.#rate = Math.min(this.#rate, this.#ceiling, Math.max(minRate, accepted));
    this.#tokens = Math.min(this.#tokens, this.#rate);
  }

  #secondOf(now: number): Second {
    const number = Math.floor(now / 1000);
    if (number !== this.#second.number) {
      this.#previous = number === this.#second.number + 1 ? this.#second : nothing;
      this.#second = { number, successes: 0, throttles: 0 };
    }
    return this.#second;
  }

  #refill(now: number): void {
    const seconds = Math.max(0, now - this.#at) / 1000;
    if (seconds === 0) return;
    this.#at = now;
    if (this.#rate < this.#ceiling) this.#rate = Math.min(this.#ceiling, this.#rate * growth ** seconds);
    this.#tokens = Math.min(this.#rate, this.#tokens + this.#rate * seconds);
  }
}

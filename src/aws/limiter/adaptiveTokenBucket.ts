// How many calls of an operation leave in a second. AWS publishes no rates for most of its operations, so the bucket
// begins at its ceiling and learns: throttled again and again, it goes down to what AWS answered of late, and grows back.

/** The least rate that throttling leaves, in calls a second: a way to find out that it is over. */
const least = 5;

/** Times as much after each second without throttling. */
const growth = 1.5;

/** Throttled calls in two seconds that tell of a rate: one or two are bad luck. */
const tell = 3;

/** What AWS asks for by Retry-After is kept up to here, in milliseconds. */
const longestPause = 60_000;

/** What became of the calls of a second. */
interface Second {
  number: number;
  answered: number;
  throttled: number;
}

const nothing: Second = { number: Number.NEGATIVE_INFINITY, answered: 0, throttled: 0 };

export class AdaptiveTokenBucket {
  readonly #ceiling: number;
  #rate: number;
  #tokens: number;
  #at: number;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #cutAt = Number.NEGATIVE_INFINITY;
  #second = nothing;
  #before = nothing;

  constructor(ceiling: number, now: number) {
    this.#ceiling = ceiling;
    this.#rate = ceiling;
    this.#tokens = ceiling;
    this.#at = now;
  }

  /** Milliseconds until another call may leave, when so many are to leave before it. */
  wait(now: number, ahead = 0): number {
    this.#refill(now);
    const lacking = ahead + 1 - this.#tokens;
    return Math.max(0, this.#pausedUntil - now, lacking <= 0 ? 0 : Math.ceil((lacking / this.#rate) * 1000));
  }

  /** How many calls may leave within so many milliseconds. */
  within(now: number, milliseconds: number): number {
    this.#refill(now);
    const time = Math.max(0, now + milliseconds - Math.max(now, this.#pausedUntil));
    return time === 0 ? 0 : Math.max(0, Math.floor(this.#tokens + (this.#rate * time) / 1000));
  }

  take(now: number): void {
    this.#refill(now);
    this.#tokens -= 1;
  }

  /** Whether AWS has answered any call in this second or the one before. */
  isAnswered(now: number): boolean {
    return this.#secondOf(now).answered + this.#before.answered > 0;
  }

  answered(now: number): void {
    this.#secondOf(now).answered += 1;
  }

  /** AWS asked for fewer calls; what was sent together is throttled together, and counts once. */
  throttled(now: number, retryAfter: number): void {
    this.#refill(now);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(retryAfter, longestPause));
    const second = this.#secondOf(now);
    second.throttled += 1;
    if (now - this.#cutAt < 1000 || second.throttled + this.#before.throttled < tell) return;
    this.#cutAt = now;
    const answered = Math.max(second.answered, this.#before.answered);
    this.#rate = Math.min(this.#rate, this.#ceiling, Math.max(least, answered));
    this.#tokens = Math.min(this.#tokens, this.#rate);
  }

  #secondOf(now: number): Second {
    const number = Math.floor(now / 1000);
    if (number !== this.#second.number) {
      this.#before = number === this.#second.number + 1 ? this.#second : nothing;
      this.#second = { number, answered: 0, throttled: 0 };
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

// What is known of one operation at a gate: its calls under way, its rate, whether it fails, and who waits for it.

import { TokenBucket } from './adaptiveTokenBucket.ts';
import { Breaker } from './circuitBreaker.ts';
import { FairQueue } from './fairQueue.ts';
import type { Riders } from './waiters.ts';

/** A call that waits. */
export interface Waiter {
  lane: Lane;
  riders: Riders;
  admit(): void;
  refuse(reason: unknown): void;
}

/** Failures in a row of one operation that open its breaker: many, as a bad day of AWS's fails every third call. */
const opensAfter = 10;

export class Lane {
  readonly breaker = new Breaker(opensAfter);
  readonly queue = new FairQueue<Waiter>();
  readonly bucket: TokenBucket;
  underWay = 0;

  constructor(
    readonly operation: string,
    readonly concurrency: number,
    rate: number,
    now: number,
  ) {
    this.bucket = new TokenBucket(rate, now);
  }

  isReady(now: number): boolean {
    return this.underWay < this.concurrency && this.bucket.wait(now) === 0;
  }
}

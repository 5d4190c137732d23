// What is known of one operation at a gate: its calls under way, its rate, whether it fails, and who waits for it.

import { AdaptiveTokenBucket } from './adaptiveTokenBucket.ts';
import { CircuitBreaker } from './circuitBreaker.ts';
import { FairQueue } from './fairQueue.ts';
import type { Waiters } from './waiters.ts';

/** A call that waits. */
export interface Waiter {
  lane: OperationLimiter;
  riders: Waiters;
  admit(): void;
  refuse(reason: unknown): void;
}

/** Failures in a row of one operation that open its breaker: many, as a bad day of AWS's fails every third call. */
const opensAfter = 10;

export class OperationLimiter {
  readonly breaker = new CircuitBreaker(opensAfter);
  readonly queue = new FairQueue<Waiter>();
  readonly bucket: AdaptiveTokenBucket;
  underWay = 0;

  constructor(
    readonly operation: string,
    readonly concurrency: number,
    rate: number,
    now: number,
  ) {
    this.bucket = new AdaptiveTokenBucket(rate, now);
  }

  isReady(now: number): boolean {
    return this.underWay < this.concurrency && this.bucket.wait(now) === 0;
  }
}

// The limits of one operation: calls in flight, rate, circuit breaker and queue. It also knows its usual response time.

import { AdaptiveTokenBucket } from './adaptiveTokenBucket.ts';
import { CircuitBreaker } from './circuitBreaker.ts';
import { FairQueue } from './fairQueue.ts';
import { ResponseTime } from './responseTime.ts';
import type { Waiters } from './waiters.ts';

export interface QueuedCall {
  limiter: OperationLimiter;
  waiters: Waiters;
  admit(): void;
  refuse(reason: unknown): void;
}

/** Failures in a row that open the breaker of one operation: many, as AWS fails every third call on a bad day. */
const failureThreshold = 10;

export class OperationLimiter {
  readonly breaker = new CircuitBreaker(failureThreshold);
  readonly queue = new FairQueue<QueuedCall>();
  readonly bucket: AdaptiveTokenBucket;
  readonly responseTime = new ResponseTime();
  inFlight = 0;
  waiting = 0;

  constructor(
    readonly id: string,
    readonly concurrency: number,
    rate: number,
    now: number,
  ) {
    this.bucket = new AdaptiveTokenBucket(rate, now);
  }

  isReady(now: number): boolean {
    return this.inFlight < this.concurrency && this.bucket.wait(now) === 0;
  }
}

// The service limiter alone, on a clock that the tests control: the order of calls, refusals, and what it learns.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AdaptiveTokenBucket } from '../../../src/aws/limiter/adaptiveTokenBucket.ts';
import { type Permit, ServiceLimiter, type ServiceLimiterSettings } from '../../../src/aws/limiter/serviceLimiter.ts';
import { Waiters } from '../../../src/aws/limiter/waiters.ts';
import { createClock } from '../../../src/core/clock.ts';
import { equal } from '../../support/equal.ts';

/** Settled promises have called their callbacks. */
const settled = () => new Promise(setImmediate);

/** A limiter, and the names of the admitted calls in order; each is in flight until the test ends it. */
function limiterWith(settings: Partial<ServiceLimiterSettings> = {}) {
  const clock = createClock({ speed: 0, startAt: 0 });
  const limiter = new ServiceLimiter(
    { concurrency: 4, operationConcurrency: 3, rateOf: () => 1000, queueLength: 100_000, ...settings },
    clock,
  );
  const admitted: string[] = [];
  const permits: Permit[] = [];
  const refused: Record<string, { code: string; message: string; retryAfterSeconds: number | null }> = {};
  const acquire = (
    caller: string,
    {
      operation = 'glacier.DescribeJob',
      name = caller,
      wait = 5_000,
      // One for each call: Node compares a listener with all that a signal has.
      signal = new AbortController().signal,
      waiters = new Waiters(caller),
    } = {},
  ) =>
    limiter.acquire({ id: operation, isRead: true }, waiters, wait, signal).then(
      (permit) => {
        admitted.push(name);
        permits.push(permit);
      },
      (error) => {
        refused[name] = error;
      },
    );
  const end = async (result: Parameters<Permit['release']>[0] = 'success', retryAfter = 0) => {
    permits.shift()?.release(result, retryAfter);
    await settled();
  };
  return { limiter, clock, admitted, permits, refused, acquire, end };
}

describe('the queue of the limiter', () => {
  test('does not let 10,000 calls of one caller delay the single call of another', async () => {
    const { limiter, admitted, acquire, end } = limiterWith({ rateOf: () => 1e6 });
    for (let index = 0; index < 10_003; index += 1) void acquire('greedy');
    void acquire('modest');
    await settled();
    expect([admitted.length, limiter.waiting]).toEqual([3, 10_001]);
    await end();
    await end();
    expect(admitted.slice(3)).toEqual(['greedy', 'modest']);
  });

  test('serves callers round-robin, each in the order of its calls, and forgets none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 }), async (callers) => {
        const { limiter, admitted, acquire, end, permits } = limiterWith({ concurrency: 1, operationConcurrency: 1 });
        const seen: Record<string, number> = {};
        for (const caller of callers) {
          seen[caller] = (seen[caller] ?? 0) + 1;
          void acquire(caller, { name: `${caller}${seen[caller]}` });
        }
        await settled();
        while (permits.length > 0) await end();
        equal(admitted.toSorted(), callers.map((_, index) => admitted[index]).toSorted());
        expect(admitted).toHaveLength(callers.length);
        equal(limiter.waiting, 0);
        for (const caller of new Set(callers)) {
          const own = admitted.filter((name) => name.startsWith(caller));
          equal(
            own,
            own.map((_, index) => `${caller}${index + 1}`),
          );
        }
        // Of two callers with queued calls, neither is served twice in a row.
        const waiting = admitted.slice(1);
        for (const [index, name] of waiting.entries()) {
          const again = waiting.findIndex((other, at) => at > index && other[0] === name[0]);
          if (again < 0) continue;
          const between = new Set(waiting.slice(index + 1, again).map((other) => other[0]));
          const stillThere = new Set(waiting.slice(again).map((other) => other[0]));
          for (const other of stillThere) if (other !== name[0]) expect(between).toContain(other);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('also counts a queued call in the queue of a caller who joins it', async () => {
    const { admitted, acquire, end } = limiterWith({ concurrency: 1, operationConcurrency: 1 });
    for (let index = 0; index < 50; index += 1) void acquire('greedy');
    const shared = new Waiters('greedy');
    void acquire('greedy', { name: 'shared', waiters: shared });
    await settled();
    shared.join('modest');
    await end();
    await end();
    expect(admitted.slice(1)).toEqual(['greedy', 'shared']);
  });

  test('removes the calls of a caller who has admitted away', async () => {
    const { limiter, acquire, refused } = limiterWith({ concurrency: 1, operationConcurrency: 1 });
    const leaving = new AbortController();
    void acquire('first');
    void acquire('second', { signal: leaving.signal });
    await settled();
    leaving.abort(new Error('gone'));
    await settled();
    expect([limiter.waiting, refused['second']?.message]).toEqual([0, 'gone']);
  });
});

describe('the limits of an operation', () => {
  test('leave room for other operations while one is slow', async () => {
    const { admitted, acquire } = limiterWith();
    for (let index = 0; index < 9; index += 1) void acquire('one', { name: 'slow' });
    void acquire('one', { name: 'other', operation: 'glacier.ListVaults' });
    await settled();
    expect(admitted).toEqual(['slow', 'slow', 'slow', 'other']);
  });

  test('delay the calls beyond the rate', async () => {
    const { clock, admitted, acquire, end } = limiterWith({ rateOf: () => 2 });
    for (let index = 0; index < 4; index += 1) void acquire('one');
    await settled();
    await end();
    await end();
    expect(admitted).toHaveLength(2);
    clock.advance(500);
    await settled();
    expect(admitted).toHaveLength(3);
  });

  test('never exceed the rate, whatever is requested and throttled', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.record({ pause: fc.integer({ min: 0, max: 700 }), throttled: fc.boolean() }), { maxLength: 200 }),
        (rate, steps) => {
          const bucket = new AdaptiveTokenBucket(rate, 0);
          let now = 0;
          let sent = 0;
          for (const { pause, throttled } of steps) {
            now += pause;
            if (bucket.wait(now) === 0) {
              bucket.take(now);
              sent += 1;
            }
            if (throttled) bucket.recordThrottle(now, 0);
            expect(sent).toBeLessThanOrEqual(rate + (rate * now) / 1000 + 1e-6);
            expect(bucket.wait(now)).toBeLessThanOrEqual(1001);
          }
        },
      ),
    );
  });

  test('fall to the rate that AWS accepts after repeated throttling, and recover', () => {
    const bucket = new AdaptiveTokenBucket(1000, 0);
    for (let index = 0; index < 20; index += 1) bucket.recordSuccess(0);
    bucket.recordThrottle(0, 0);
    bucket.recordThrottle(0, 0);
    expect(bucket.within(0, 1000)).toBe(2000);
    bucket.recordThrottle(0, 0);
    expect(bucket.within(0, 1000)).toBe(40);
    expect(bucket.within(60_000, 1000)).toBe(2000);
  });

  test('keep the rate if AWS accepts most calls and throttles a few', () => {
    const bucket = new AdaptiveTokenBucket(100, 0);
    let sent = 0;
    for (let now = 0; now < 30_000; now += 5) {
      if (bucket.wait(now) > 0) continue;
      bucket.take(now);
      sent += 1;
      if (sent % 10 === 0) bucket.recordThrottle(now, 0);
      else bucket.recordSuccess(now);
    }
    expect(sent).toBeGreaterThan(2_400);
  });

  test('respect Retry-After: a call is queued if its timeout allows it, else refused at once', async () => {
    const { clock, admitted, refused, acquire, end } = limiterWith();
    void acquire('first');
    await settled();
    await end('throttled', 4_000);
    void acquire('hasty', { wait: 3_000 });
    void acquire('patient', { wait: 5_000 });
    await settled();
    expect(refused['hasty']).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 4 });
    expect(refused['hasty']?.message).toContain('the request was not sent');
    clock.advance(4_000);
    await settled();
    expect(admitted).toEqual(['first', 'patient']);
  });
});

describe('a queued call', () => {
  test('is refused at its queue timeout, and the message says that the request was not sent', async () => {
    const { limiter, clock, refused, acquire } = limiterWith({ concurrency: 1, operationConcurrency: 1 });
    void acquire('first');
    void acquire('second', { wait: 3_000 });
    await settled();
    clock.advance(2_999);
    await settled();
    expect(refused).toEqual({});
    clock.advance(1);
    await settled();
    expect(refused['second']).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(refused['second']?.message).toContain('the request was not sent');
    expect(limiter.waiting).toBe(0);
  });

  test('displaces a call of the caller with the longest queue if the queue is full', async () => {
    const { limiter, refused, acquire } = limiterWith({ concurrency: 1, operationConcurrency: 1, queueLength: 3 });
    void acquire('greedy');
    for (let index = 1; index <= 3; index += 1) void acquire('greedy', { name: `greedy${index}` });
    void acquire('modest');
    void acquire('greedy', { name: 'one more' });
    await settled();
    expect(Object.keys(refused).toSorted()).toEqual(['greedy1', 'one more']);
    expect(refused['one more']).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 1 });
    expect(limiter.waiting).toBe(3);
  });
});

describe('the circuit breaker', () => {
  const fail = async (
    it: ReturnType<typeof limiterWith>,
    operation: string,
    times: number,
    result: 'failure' | 'unreachable' = 'failure',
  ) => {
    for (let index = 0; index < times; index += 1) {
      await it.acquire('one', { operation });
      await it.end(result);
    }
  };

  test('of an operation opens after ten failures in a row, refuses queued calls, and admits a probe per second', async () => {
    const it = limiterWith({ operationConcurrency: 1 });
    await fail(it, 'glacier.ListJobs', 9);
    void it.acquire('last', { operation: 'glacier.ListJobs' });
    void it.acquire('waiting', { operation: 'glacier.ListJobs' });
    await settled();
    await it.end('failure');
    await it.acquire('later', { operation: 'glacier.ListJobs' });
    expect(it.refused['waiting']).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 });
    expect(it.refused['later']).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 });
    expect(it.limiter.open).toEqual(['glacier.ListJobs']);

    it.admitted.length = 0;
    await it.acquire('other', { operation: 'glacier.ListVaults' });
    await it.end();
    it.clock.advance(1_000);
    await it.acquire('probe', { operation: 'glacier.ListJobs' });
    await it.acquire('beside', { operation: 'glacier.ListJobs' });
    expect(it.admitted).toEqual(['other', 'probe']);
    expect(it.refused['beside']).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await it.end('failure');
    await it.acquire('too soon', { operation: 'glacier.ListJobs' });
    it.clock.advance(1_000);
    await it.acquire('probe', { operation: 'glacier.ListJobs' });
    await it.end('success');
    await it.acquire('after', { operation: 'glacier.ListJobs' });
    expect(it.admitted).toEqual(['other', 'probe', 'probe', 'after']);
    expect(it.limiter.open).toEqual([]);
  });

  test('of a service opens if no connection can be made, and if a second operation always fails', async () => {
    const refused = limiterWith();
    await fail(refused, 'glacier.ListJobs', 5, 'unreachable');
    expect(refused.limiter.open).toEqual(['*']);
    const hung = limiterWith();
    await fail(hung, 'glacier.ListJobs', 10);
    expect(hung.limiter.open).toEqual(['glacier.ListJobs']);
    await fail(hung, 'glacier.DescribeJob', 10);
    expect(hung.limiter.open[0]).toBe('*');
    hung.clock.advance(1_000);
    await hung.acquire('probe', { operation: 'glacier.ListVaults' });
    await hung.end('success');
    expect(hung.limiter.open).not.toContain('*');
  });

  test('does not open for errors of callers or throttling, and one success resets the count', async () => {
    const it = limiterWith();
    await fail(it, 'glacier.ListJobs', 9);
    await it.acquire('one', { operation: 'glacier.ListJobs' });
    await it.end('success');
    await fail(it, 'glacier.ListJobs', 9);
    for (let index = 0; index < 30; index += 1) {
      await it.acquire('one', { operation: 'glacier.ListVaults', wait: 60_000 });
      await it.end('throttled');
      it.clock.advance(1_000);
      await settled();
    }
    expect(it.limiter.open).toEqual([]);
  });

  test('admits another probe if the probe was cancelled', async () => {
    const it = limiterWith();
    await fail(it, 'glacier.ListJobs', 10);
    it.clock.advance(1_000);
    await it.acquire('leaving', { operation: 'glacier.ListJobs' });
    await it.end('cancelled');
    it.admitted.length = 0;
    await it.acquire('next', { operation: 'glacier.ListJobs' });
    expect(it.admitted).toEqual(['next']);
  });
});

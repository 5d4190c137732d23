import { describe, expect, test } from 'vitest';
import { ResponseTime } from '../../../src/aws/limiter/responseTime.ts';
import { ServiceLimiter } from '../../../src/aws/limiter/serviceLimiter.ts';
import { Waiters } from '../../../src/aws/limiter/waiters.ts';
import { createClock } from '../../../src/core/clock.ts';

describe('the response time of an operation', () => {
  test('is null while nothing is known', () => {
    expect(new ResponseTime().at(0)).toBeNull();
  });

  test('is the mean of the first calls and of the assumed 50 ms', () => {
    const time = new ResponseTime();
    time.record(0, 150);
    expect(time.at(0)).toBe(100);
    time.record(1, 250);
    expect(time.at(1)).toBe(150);
  });

  test('follows AWS within some dozen calls, and one late call changes it by an eighth', () => {
    const time = new ResponseTime();
    for (let call = 0; call < 50; call += 1) time.record(call, 10);
    expect(time.at(50)).toBeCloseTo(10, 0);
    time.record(50, 810);
    expect(time.at(50)).toBeCloseTo(110, 0);
  });

  test('is forgotten after a minute without a call', () => {
    const time = new ResponseTime();
    time.record(0, 5_000);
    expect(time.at(60_000)).toBe(2_525);
    expect(time.at(60_001)).toBeNull();
    time.record(60_001, 150);
    expect(time.at(60_001)).toBe(100);
  });
});

describe('the forecast of the limiter', () => {
  const describeJob = { id: 'glacier.DescribeJob', isRead: true };
  const listJobs = { id: 'glacier.ListJobs', isRead: true };

  function start() {
    const clock = createClock({ speed: 0, startAt: 0 });
    const idle = createClock({ speed: 0, startAt: 0 });
    const settings = { concurrency: 4, operationConcurrency: 3, rateOf: () => 10, queueLength: 100 };
    const limiter = new ServiceLimiter(settings, clock, idle);
    const acquire = (operation = describeJob) =>
      limiter.acquire(operation, new Waiters('caller'), 5_000, new AbortController().signal);
    return { clock, idle, limiter, acquire };
  }

  test('has the idle time of successful calls, for each operation', async () => {
    const { clock, idle, limiter, acquire } = start();
    const [first, page] = [await acquire(), await acquire(listJobs)];
    clock.advance(1_000);
    idle.advance(250);
    first.release('success');
    expect(limiter.forecast(describeJob)).toMatchObject({ responseTime: 150, concurrency: 3 });
    for (const result of ['throttled', 'failure', 'cancelled'] as const) {
      const permit = await acquire();
      idle.advance(100);
      permit.release(result);
      expect(limiter.forecast(describeJob).responseTime).toBe(150);
    }
    expect(limiter.forecast(listJobs).responseTime).toBeNull();
    page.release('success');
    expect(limiter.forecast(listJobs).responseTime).toBe(300);
  });

  test('has the calls that the rate allows at once, without those that are queued', async () => {
    const { clock, limiter, acquire } = start();
    expect(limiter.forecast(describeJob)).toMatchObject({ queued: 0, available: 10 });
    const permits = [await acquire(), await acquire(), await acquire()];
    const queued = [acquire(), acquire()];
    expect(limiter.forecast(describeJob)).toMatchObject({ queued: 2, available: 5 });
    expect(limiter.forecast(listJobs)).toMatchObject({ queued: 0, available: 10 });
    permits[0]?.release('throttled', 500);
    expect(limiter.forecast(describeJob)).toMatchObject({ available: 0 });
    clock.advance(500);
    await Promise.all(queued.slice(0, 1));
    expect(limiter.forecast(describeJob)).toMatchObject({ queued: 1, available: 8 });
  });
});

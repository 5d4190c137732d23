// The gate alone, on a clock that the tests move: who goes when, who is refused, and what it learns.
import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AdaptiveTokenBucket } from '../../../src/aws/limiter/adaptiveTokenBucket.ts';
import { type Permit, ServiceLimiter, type ServiceLimiterSettings } from '../../../src/aws/limiter/serviceLimiter.ts';
import { Waiters } from '../../../src/aws/limiter/waiters.ts';
import { createClock } from '../../../src/core/clock.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);
/** Whatever was settled has been told. */
const settled = () => new Promise(setImmediate);

/** A gate, and the names of who went through it in order; each goes on until it is ended. */
function gateWith(settings: Partial<ServiceLimiterSettings> = {}) {
  const clock = createClock({ speed: 0, startAt: 0 });
  const gate = new ServiceLimiter(
    { concurrency: 4, concurrencyOfOne: 3, rateOf: () => 1000, waiting: 100_000, ...settings },
    clock,
  );
  const gone: string[] = [];
  const turns: Permit[] = [];
  const refused: Record<string, { code: string; message: string; retryAfterSeconds: number | null }> = {};
  const enter = (
    caller: string,
    {
      operation = 'glacier.DescribeJob',
      name = caller,
      wait = 5_000,
      signal = never,
      riders = new Waiters(caller),
    } = {},
  ) =>
    gate.acquire(operation, riders, wait, signal).then(
      (turn) => {
        gone.push(name);
        turns.push(turn);
      },
      (error) => {
        refused[name] = error;
      },
    );
  const end = async (how: Parameters<Permit['release']>[0] = 'answered', retryAfter = 0) => {
    turns.shift()?.release(how, retryAfter);
    await settled();
  };
  return { gate, clock, gone, turns, refused, enter, end };
}

describe('callers', () => {
  test('with 10,000 waiting calls do not delay the single one of another', async () => {
    const { gate, gone, enter, end } = gateWith({ rateOf: () => 1e6 });
    for (let index = 0; index < 10_003; index += 1) void enter('greedy');
    void enter('modest');
    await settled();
    expect([gone.length, gate.waiting]).toEqual([3, 10_001]);
    await end();
    await end();
    expect(gone.slice(3)).toEqual(['greedy', 'modest']);
  });

  test('go in turn, each in the order of asking, and nobody is forgotten', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 }), async (callers) => {
        const { gate, gone, enter, end, turns } = gateWith({ concurrency: 1, concurrencyOfOne: 1 });
        const seen: Record<string, number> = {};
        for (const caller of callers) {
          seen[caller] = (seen[caller] ?? 0) + 1;
          void enter(caller, { name: `${caller}${seen[caller]}` });
        }
        await settled();
        while (turns.length > 0) await end();
        expect(gone.toSorted()).toEqual(callers.map((_, index) => gone[index]).toSorted());
        expect(gone).toHaveLength(callers.length);
        expect(gate.waiting).toBe(0);
        for (const caller of new Set(callers)) {
          const own = gone.filter((name) => name.startsWith(caller));
          expect(own).toEqual(own.map((_, index) => `${caller}${index + 1}`));
        }
        // Of two who both wait, neither goes twice while the other does not go.
        const waiting = gone.slice(1);
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

  test('who come along with a waiting call bring it into their own line', async () => {
    const { gone, enter, end } = gateWith({ concurrency: 1, concurrencyOfOne: 1 });
    for (let index = 0; index < 50; index += 1) void enter('greedy');
    const shared = new Waiters('greedy');
    void enter('greedy', { name: 'shared', riders: shared });
    await settled();
    shared.join('modest');
    await end();
    await end();
    expect(gone.slice(1)).toEqual(['greedy', 'shared']);
  });

  test('who have gone wait no more', async () => {
    const { gate, enter, refused } = gateWith({ concurrency: 1, concurrencyOfOne: 1 });
    const leaving = new AbortController();
    void enter('first');
    void enter('second', { signal: leaving.signal });
    await settled();
    leaving.abort(new Error('gone'));
    await settled();
    expect([gate.waiting, refused['second']?.message]).toEqual([0, 'gone']);
  });
});

describe('an operation', () => {
  test('that is slow leaves room for the others', async () => {
    const { gone, enter } = gateWith();
    for (let index = 0; index < 9; index += 1) void enter('one', { name: 'slow' });
    void enter('one', { name: 'other', operation: 'glacier.ListVaults' });
    await settled();
    expect(gone).toEqual(['slow', 'slow', 'slow', 'other']);
  });

  test('has its rate: what is beyond it leaves when time has passed', async () => {
    const { clock, gone, enter, end } = gateWith({ rateOf: () => 2 });
    for (let index = 0; index < 4; index += 1) void enter('one');
    await settled();
    await end();
    await end();
    expect(gone).toHaveLength(2);
    clock.advance(500);
    await settled();
    expect(gone).toHaveLength(3);
  });

  test('never leaves more often than its rate allows, whatever is asked and throttled', () => {
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
            if (throttled) bucket.throttled(now, 0);
            expect(sent).toBeLessThanOrEqual(rate + (rate * now) / 1000 + 1e-6);
            expect(bucket.wait(now)).toBeLessThanOrEqual(1001);
          }
        },
      ),
    );
  });

  test('that is throttled again and again slows down to what AWS answers, and grows back', () => {
    const bucket = new AdaptiveTokenBucket(1000, 0);
    for (let index = 0; index < 20; index += 1) bucket.answered(0);
    bucket.throttled(0, 0);
    bucket.throttled(0, 0);
    expect(bucket.within(0, 1000)).toBe(2000);
    bucket.throttled(0, 0);
    expect(bucket.within(0, 1000)).toBe(40);
    expect(bucket.within(60_000, 1000)).toBe(2000);
  });

  test('that AWS answers for the most part keeps its rate, though some calls are throttled by bad luck', () => {
    const bucket = new AdaptiveTokenBucket(100, 0);
    let sent = 0;
    for (let now = 0; now < 30_000; now += 5) {
      if (bucket.wait(now) > 0) continue;
      bucket.take(now);
      sent += 1;
      if (sent % 10 === 0) bucket.throttled(now, 0);
      else bucket.answered(now);
    }
    expect(sent).toBeGreaterThan(2_400);
  });

  test('that AWS wants left alone for a while is refused at once where that is too long, and waits where it is not', async () => {
    const { clock, gone, refused, enter, end } = gateWith();
    void enter('first');
    await settled();
    await end('throttled', 4_000);
    void enter('hasty', { wait: 3_000 });
    void enter('patient', { wait: 5_000 });
    await settled();
    expect(refused['hasty']).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 4 });
    expect(refused['hasty']?.message).toContain('nothing was sent');
    clock.advance(4_000);
    await settled();
    expect(gone).toEqual(['first', 'patient']);
  });
});

describe('a call that cannot leave', () => {
  test('before its time is over is refused then, and says that nothing was sent', async () => {
    const { gate, clock, refused, enter } = gateWith({ concurrency: 1, concurrencyOfOne: 1 });
    void enter('first');
    void enter('second', { wait: 3_000 });
    await settled();
    clock.advance(2_999);
    await settled();
    expect(refused).toEqual({});
    clock.advance(1);
    await settled();
    expect(refused['second']).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    expect(refused['second']?.message).toContain('nothing was sent');
    expect(gate.waiting).toBe(0);
  });

  test('because too many wait takes the place of one of whoever has the most', async () => {
    const { gate, refused, enter } = gateWith({ concurrency: 1, concurrencyOfOne: 1, waiting: 3 });
    void enter('greedy');
    for (let index = 1; index <= 3; index += 1) void enter('greedy', { name: `greedy${index}` });
    void enter('modest');
    void enter('greedy', { name: 'one more' });
    await settled();
    expect(Object.keys(refused).toSorted()).toEqual(['greedy1', 'one more']);
    expect(refused['one more']).toMatchObject({ code: 'THROTTLED', retryAfterSeconds: 1 });
    expect(gate.waiting).toBe(3);
  });
});

describe('the breaker', () => {
  const fail = async (
    gate: ReturnType<typeof gateWith>,
    operation: string,
    times: number,
    how: 'failed' | 'unreachable' = 'failed',
  ) => {
    for (let index = 0; index < times; index += 1) {
      await gate.enter('one', { operation });
      await gate.end(how);
    }
  };

  test('of an operation opens after ten failures in a row, refuses who waits, and lets one find out each second', async () => {
    const it = gateWith({ concurrencyOfOne: 1 });
    await fail(it, 'glacier.ListJobs', 9);
    void it.enter('last', { operation: 'glacier.ListJobs' });
    void it.enter('waiting', { operation: 'glacier.ListJobs' });
    await settled();
    await it.end('failed');
    await it.enter('later', { operation: 'glacier.ListJobs' });
    expect(it.refused['waiting']).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 });
    expect(it.refused['later']).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 });
    expect(it.gate.open).toEqual(['glacier.ListJobs']);

    it.gone.length = 0;
    await it.enter('other', { operation: 'glacier.ListVaults' });
    await it.end();
    it.clock.advance(1_000);
    await it.enter('probe', { operation: 'glacier.ListJobs' });
    await it.enter('beside', { operation: 'glacier.ListJobs' });
    expect(it.gone).toEqual(['other', 'probe']);
    expect(it.refused['beside']).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await it.end('failed');
    await it.enter('too soon', { operation: 'glacier.ListJobs' });
    it.clock.advance(1_000);
    await it.enter('probe', { operation: 'glacier.ListJobs' });
    await it.end('answered');
    await it.enter('after', { operation: 'glacier.ListJobs' });
    expect(it.gone).toEqual(['other', 'probe', 'probe', 'after']);
    expect(it.gate.open).toEqual([]);
  });

  test('of a service opens where it cannot be connected to, and where a second operation fails each time', async () => {
    const refused = gateWith();
    await fail(refused, 'glacier.ListJobs', 5, 'unreachable');
    expect(refused.gate.open).toEqual(['*']);
    const hung = gateWith();
    await fail(hung, 'glacier.ListJobs', 10);
    expect(hung.gate.open).toEqual(['glacier.ListJobs']);
    await fail(hung, 'glacier.DescribeJob', 10);
    expect(hung.gate.open[0]).toBe('*');
    hung.clock.advance(1_000);
    await hung.enter('probe', { operation: 'glacier.ListVaults' });
    await hung.end('answered');
    expect(hung.gate.open).not.toContain('*');
  });

  test('opens neither for what callers cause nor for throttling, and one answer begins the count anew', async () => {
    const it = gateWith();
    await fail(it, 'glacier.ListJobs', 9);
    await it.enter('one', { operation: 'glacier.ListJobs' });
    await it.end('answered');
    await fail(it, 'glacier.ListJobs', 9);
    for (let index = 0; index < 30; index += 1) {
      await it.enter('one', { operation: 'glacier.ListVaults', wait: 60_000 });
      await it.end('throttled');
      it.clock.advance(1_000);
      await settled();
    }
    expect(it.gate.open).toEqual([]);
  });

  test('has the next one find out where nobody waits any more for the call that was to', async () => {
    const it = gateWith();
    await fail(it, 'glacier.ListJobs', 10);
    it.clock.advance(1_000);
    await it.enter('leaving', { operation: 'glacier.ListJobs' });
    await it.end('givenUp');
    it.gone.length = 0;
    await it.enter('next', { operation: 'glacier.ListJobs' });
    expect(it.gone).toEqual(['next']);
  });
});

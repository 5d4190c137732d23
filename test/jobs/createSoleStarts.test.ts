// Who starts, with leases and time in the test's hand: what the front door cannot bring about.
import { describe, expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/clock.ts';
import { IndeterminateError, ServiceUnavailableError, ThrottledError } from '../../src/errors.ts';
import { createSoleStarts } from '../../src/jobs/createSoleStarts.ts';

/** Instances that share leases, and a thing that is there once somebody has started it. */
function world() {
  const clock = createClock({ speed: 0 });
  const leases = new Map<string, number>();
  const state = { thing: null as string | null, starts: 0 };
  const once = async (id: string, seconds: number) => {
    if ((leases.get(id) ?? 0) > clock.now()) return false;
    leases.set(id, clock.now() + seconds * 1000);
    return true;
  };
  const wanted = (by: string, start: () => Promise<void> = async () => undefined) => ({
    key: 'thing',
    find: async () => ({ found: state.thing, state: String(state.thing) }),
    start: async () => {
      state.starts += 1;
      await start();
      state.thing = `of ${by}`;
      return state.thing;
    },
    join: (started: string) => `${started}, joined`,
  });
  return { clock, once, state, wanted, instance: () => createSoleStarts({ once, callTimeout: 5_000, clock }) };
}

/** Lets time pass until the promise has come to an end. */
async function passing<T>(clock: AdjustableClock, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  while (!isOver) {
    clock.advance(100);
    await new Promise(setImmediate);
  }
  return promise;
}

describe('a sole start', () => {
  test('of an instance that dies is taken over when its lease is over, and not before', async () => {
    const { clock, once, state, wanted, instance } = world();
    await once('start thing null', 30);
    const began = clock.now();
    await expect(passing(clock, instance().findOrStart(wanted('a')))).rejects.toThrow(ServiceUnavailableError);
    expect(clock.now() - began).toBeLessThan(20_000);
    expect(state.starts).toBe(0);
    expect(await passing(clock, instance().findOrStart(wanted('a')))).toBe('of a');
    expect(clock.now() - began).toBeGreaterThanOrEqual(30_000);
    expect(state.starts).toBe(1);
  });

  test('that certainly did not happen may be tried again here, within the lease', async () => {
    const { clock, state, wanted, instance } = world();
    const one = instance();
    const throttled = wanted('a', () => Promise.reject(new ThrottledError('less often')));
    await expect(one.findOrStart(throttled)).rejects.toThrow(ThrottledError);
    await expect(one.findOrStart(throttled)).rejects.toThrow(ThrottledError);
    await expect(passing(clock, instance().findOrStart(wanted('b')))).rejects.toThrow(ServiceUnavailableError);
    expect(state.starts).toBe(2);
  });

  test('that may have happened is not repeated before the lease is over', async () => {
    const { clock, state, wanted, instance } = world();
    const one = instance();
    await expect(one.findOrStart(wanted('a', () => Promise.reject(new IndeterminateError('lost'))))).rejects.toThrow(
      IndeterminateError,
    );
    await expect(passing(clock, one.findOrStart(wanted('a')))).rejects.toThrow(ServiceUnavailableError);
    expect(state.starts).toBe(1);
  });

  test('is not made on a look that is too old to rely on', async () => {
    const { clock, state, wanted, instance } = world();
    let looks = 0;
    const slow = {
      ...wanted('a'),
      find: async () => {
        looks += 1;
        // Another instance starts it while the answer of the first look is on its way.
        const seen = { found: state.thing, state: 'as before' };
        if (looks === 1) {
          clock.advance(60_000);
          state.thing = 'of another';
        }
        return seen;
      },
    };
    expect(await passing(clock, instance().findOrStart(slow))).toBe('of another');
    expect(state.starts).toBe(0);
  });

  test('whose caller goes away before it is sent is made by one of those who waited', async () => {
    const { clock, state, wanted, instance } = world();
    const one = instance();
    let leave = () => {};
    const leaving = new Promise<void>((_, reject) => {
      leave = () => reject(new DOMException('gone', 'AbortError'));
    });
    const gone = one.findOrStart(wanted('a', () => leaving));
    const others = [one.findOrStart(wanted('b')), one.findOrStart(wanted('c'))];
    await expect.poll(() => state.starts).toBe(1);
    leave();
    await expect(gone).rejects.toThrow('gone');
    expect((await passing(clock, Promise.all(others))).map((thing) => thing.slice(0, 4))).toEqual(['of b', 'of b']);
    expect(state.starts).toBe(2);
  });
});

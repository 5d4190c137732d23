// The time of the reservations: it runs as fast as the clocks of the instances, and never makes an age much too long.
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import {
  maxAgeError,
  openReservationMemory,
  type ReservationMemory,
} from '../../src/storage/redis/reservationMemory.ts';

const log = pino({ level: 'silent' });
const touch = { lua: '', sha: 'touch' };

/** A Redis that keeps the time as reservationPrelude.lua does. Each call and each answer travels for some time. */
function createServer(clock: AdjustableClock) {
  let time = 1_000_000;
  let delays = { call: 0, answer: 0 };
  const travel = (milliseconds: number) => new Promise<void>((resolve) => clock.after(milliseconds, resolve));
  /** What the memory said and when that was, by the clock. */
  const readings: { time: number; at: number }[] = [];
  const open = (): Promise<ReservationMemory> =>
    openReservationMemory(
      {
        onConnect: () => undefined,
        run: async (_, __, [epoch, reported]) => {
          const { call, answer } = delays;
          if (call > 0) await travel(call);
          if (epoch === 'epoch') time = Math.max(time, Number(reported));
          readings.push({ time, at: clock.now() });
          const result = ['epoch', time, 0, 'empty'];
          if (answer > 0) await travel(answer);
          return result;
        },
      },
      { clock, settledAfter: 70_000, touch, log },
    );
  return {
    open,
    readings,
    delay: (call: number, answer: number) => {
      delays = { call, answer };
    },
  };
}

const settled = async () => {
  for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
};

test.each([
  [1, 0],
  [1, 5],
  [5, 20],
  [1, 100],
  [100, 400],
])('the time advances with a call each %i ms and answers after %i ms', async (interval, delay) => {
  const clock = createClock({ speed: 0, startAt: 0 });
  const server = createServer(clock);
  const memory = await server.open();
  server.delay(delay / 2, delay / 2);
  const before = server.readings.at(-1);
  for (let passed = 0; passed < 10_000; passed += interval) {
    clock.advance(interval);
    void memory.run(touch, [], []);
    await settled();
  }
  memory.close();
  const after = server.readings.at(-1);
  if (!before || !after) throw new Error('the server got no call');
  expect(after.time - before.time).toBeGreaterThanOrEqual(after.at - before.at - delay - 1);
});

test('an age is never too long by more than its greatest error, however calls are delayed, and instances silent or new', async () => {
  const step = fc.record({
    instance: fc.nat(2),
    isRestart: fc.nat(4).map((each) => each === 0),
    pause: fc.oneof(fc.nat(50), fc.nat(1_500), fc.nat(20_000)),
    call: fc.nat(1_000),
    answer: fc.nat(3_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = createClock({ speed: 0, startAt: 0 });
      const server = createServer(clock);
      // They touch the memory only when the steps say so.
      const open = async () => {
        server.delay(0, 0);
        const memory = await server.open();
        memory.close();
        return memory;
      };
      const instances = [await open(), await open(), await open()];
      for (const { instance, isRestart, pause, call, answer } of steps) {
        // In small steps, so that what a call leads to happens at its time.
        for (let left = pause; left > 0; left -= 100) {
          clock.advance(Math.min(100, left));
          await settled();
        }
        if (isRestart) instances[instance] = await open();
        server.delay(call, answer);
        void instances[instance]?.run(touch, [], []);
        await settled();
      }
      const faults = server.readings.flatMap((reading, index) =>
        server.readings
          .slice(index)
          .filter((later) => later.time - reading.time > later.at - reading.at + maxAgeError)
          .map((later) => ({ reading, later })),
      );
      expect(faults).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

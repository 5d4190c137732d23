import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';

test('a callback that is due already is called, also with speed 0, and never synchronously', async () => {
  const clock = createClock({ speed: 0, startAt: 1_000 });
  const called: string[] = [];
  clock.after(0, () => called.push('now'));
  clock.after(-5, () => called.push('before'));
  clock.after(0, () => called.push('cancelled'))();
  clock.after(1, () => called.push('later'));
  expect(called).toEqual([]);
  await expect.poll(() => called).toEqual(['now', 'before']);
  clock.advance(1);
  expect(called).toEqual(['now', 'before', 'later']);
});

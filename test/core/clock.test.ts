import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';

test('who waits for a time that has come is called, also on a clock that stands still, and never inside the call', async () => {
  const clock = createClock({ speed: 0, startAt: 1_000 });
  const called: string[] = [];
  clock.after(0, () => called.push('now'));
  clock.after(-5, () => called.push('before'));
  clock.after(0, () => called.push('called off'))();
  clock.after(1, () => called.push('later'));
  expect(called).toEqual([]);
  await expect.poll(() => called).toEqual(['now', 'before']);
  clock.advance(1);
  expect(called).toEqual(['now', 'before', 'later']);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff, equalJitter, fullJitter } from '../../src/core/backoff.ts';

test('backoff doubles with each attempt, up to the longest pause', () => {
  const pauses = [1, 2, 3, 4, 5, 6].map((attempts) => backoff(attempts, { first: 100, longest: 1_000 }));
  expect(pauses).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  expect(backoff(11, { first: 1 })).toBe(1024);
  expect(backoff(5_000, { first: 1, longest: 30 })).toBe(30);
});

test('full jitter lies between zero and the pause, equal jitter between half the pause and the pause', () => {
  const luck = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(luck, fc.integer({ min: 1, max: 1_000_000 }), (random, pause) => {
      expect(fullJitter(pause, () => random)).toBe(random * pause);
      expect(equalJitter(pause, () => random)).toBeGreaterThanOrEqual(pause / 2);
      expect(equalJitter(pause, () => random)).toBeLessThanOrEqual(pause);
    }),
  );
  expect(equalJitter(100, () => 0)).toBe(50);
});

test('jitter is random if nothing else is given', () => {
  const drawn = new Set(Array.from({ length: 20 }, () => fullJitter(1)));
  expect(drawn.size).toBeGreaterThan(1);
});

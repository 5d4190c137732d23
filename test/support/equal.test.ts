import { expect, test } from 'vitest';
import { equal } from './equal.ts';

test('what is equal to expect() passes', () => {
  equal({ a: [1, new Date(0)] }, { a: [1, new Date(0)] });
  equal({ a: 1, b: undefined }, { a: 1 });
  equal({ a: 1 }, { a: expect.any(Number) });
});

test('what differs fails with its message', () => {
  expect(() => equal([1, 2], [1, 3], 'the numbers')).toThrow('the numbers: expected [ 1, 2 ] to deeply equal [ 1, 3 ]');
  for (const [actual, wanted] of [
    [1, '1'],
    [null, undefined],
    [new Date(0), new Date(1)],
    [[], [undefined]],
  ]) {
    expect(() => equal(actual, wanted)).toThrow();
  }
});

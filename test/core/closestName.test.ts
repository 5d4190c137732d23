import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closestName } from '../../src/core/closestName.ts';

const known = ['port', 'host', 'poll-min-seconds', 'poll-max-seconds'];

test.each([
  ['prot', 'port'],
  ['PORT', 'port'],
  ['hots', 'host'],
  ['poll-min-second', 'poll-min-seconds'],
  ['pol-max-seconds', 'poll-max-seconds'],
  ['poll-mix-seconds', 'poll-min-seconds'],
])('closestName(%s) is %s', (name, closest) => expect(closestName(name, known)).toBe(closest));

test.each(['', 'x', 'nonsense', 'seconds', 'poll'])('nothing known is close to %j', (name) => {
  expect(closestName(name, known)).toBeUndefined();
});

test('the number of edits can be bounded', () => {
  expect(closestName('poll-min-secs', known, 2)).toBeUndefined();
  expect(closestName('poll-min-secs', known, 3)).toBe('poll-min-seconds');
});

/** The number of edits, without a bound. */
function editsOf(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const replaced = editsOf(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1);
  const isSwap = a.length > 1 && a[0] === b[1] && a[1] === b[0];
  const swapped = isSwap ? editsOf(a.slice(2), b.slice(2)) + 1 : replaced;
  return Math.min(replaced, swapped, editsOf(a.slice(1), b) + 1, editsOf(a, b.slice(1)) + 1);
}

test('a name is close if its edits are within the bound, however the comparison is cut short', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 5 });
  fc.assert(
    fc.property(word, word, fc.nat(4), (name, other, most) => {
      return (closestName(name, [other], most) === other) === editsOf(name, other) <= most;
    }),
    { numRuns: 500 },
  );
});

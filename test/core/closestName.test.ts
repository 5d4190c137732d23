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

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTaskRules } from '../../../src/simulator/s3control/tasks/parseTaskRules.ts';
import { matchesPattern } from '../../../src/simulator/s3control/tasks/taskRules.ts';

test.each([
  ['{', 'The body must be a JSON list of task results'],
  ['{}', 'The body must be a JSON list of task results'],
  ['[1]', 'tasks[0] must be an object'],
  ['[{"keys":"a"}]', 'tasks[0].keys is not a member of a task result'],
  ['[{"key":1}]', 'tasks[0].key must be a text'],
  ['[{"key":"a"}]', 'tasks[0] needs errorCode, or resultCode as one of Succeeded, TemporaryFailure, PermanentFailure'],
  ['[{"resultCode":"Failed"}]', 'tasks[0] needs errorCode, or resultCode as one of'],
  ['[{"errorCode":"X"}]', 'tasks[0].httpStatusCode must be a whole number from 100 to 599'],
  ['[{"errorCode":"X","httpStatusCode":"500"}]', 'tasks[0].httpStatusCode must be a whole number from 100 to 599'],
  ['[{"resultCode":"Succeeded","httpStatusCode":"abc"}]', 'tasks[0].httpStatusCode needs errorCode'],
  [
    '[{"errorCode":"X","httpStatusCode":500,"resultCode":"Succeeded"}]',
    'tasks[0].resultCode cannot be given with errorCode',
  ],
  [`[${Array(1001).fill('{"resultCode":"Succeeded"}')}]`, 'At most 1000 task results are allowed'],
])('refuses %.100s', (json, message) => {
  expect(() => parseTaskRules(json)).toThrow(message);
});

test('matches keys as a regular expression would', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });
  fc.assert(
    fc.property(text, text, (key, pattern) => {
      const expression = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
      expect(matchesPattern(key, pattern)).toBe(new RegExp(`^${expression.join('.*')}$`, 's').test(key));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

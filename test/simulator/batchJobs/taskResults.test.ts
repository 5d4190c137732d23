import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SharedResult, TaskResults } from '../../../src/simulator/s3control/tasks/taskResults.ts';

const known = ['a', 'b', 'c'].map(
  (message): SharedResult => ({ status: 'succeeded', httpStatusCode: 200, errorCode: '', message }),
);

test('returns the result of each task, in whatever order results change', () => {
  const run = fc.tuple(fc.constantFrom(...known), fc.integer({ min: 1, max: 900 }));
  fc.assert(
    fc.property(fc.array(run, { maxLength: 8 }), (runs) => {
      const results = new TaskResults();
      const expected = runs.flatMap(([result, times]) => Array<SharedResult>(times).fill(result));
      for (const result of expected) results.add(result);
      expect(results.count).toBe(expected.length);
      expect(expected.findIndex((result, index) => results.at(index) !== result)).toBe(-1);
      expect(() => results.at(expected.length)).toThrow('has not run');
    }),
    { seed: 1, numRuns: 50 },
  );
});

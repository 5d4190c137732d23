// The end of the CI log: which tests failed and why, in few lines, and the counts on the last line.
import { describe, expect, test } from 'vitest';
import { type Failure, type Step, summarizeCi } from '../../scripts/summarizeCi.ts';

const failure = (more: Partial<Failure> = {}): Failure => ({
  name: 'test/a.test.ts > a suite > a test',
  reason: 'AssertionError: expected 1 to be 2\nat test/a.test.ts:7',
  tests: 1,
  ...more,
});

const step = (more: Partial<Step> = {}): Step => ({
  name: 'npm test',
  kind: 'tests',
  exitCode: 0,
  output: '',
  reports: [{ passed: 3, failures: [] }],
  ...more,
});

const failing = (...failures: Failure[]) => step({ exitCode: 1, reports: [{ passed: 3, failures }] });

const check = (more: Partial<Step> = {}) => step({ name: 'npm run check', kind: 'check', reports: [], ...more });

const manyLines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

describe('the end of the CI log', () => {
  test('is one line where everything passed', () => {
    expect(summarizeCi([check(), step(), step()])).toEqual({ lines: ['7 passed, 0 failed'], failed: 0 });
  });

  test('names step, file and test of a failure, with its reason', () => {
    expect(summarizeCi([step(), failing(failure())])).toEqual({
      lines: [
        '== Failures',
        'npm test: test/a.test.ts > a suite > a test',
        '    AssertionError: expected 1 to be 2',
        '    at test/a.test.ts:7',
        '6 passed, 1 failed',
      ],
      failed: 1,
    });
  });

  test('counts each test of a file that was skipped', () => {
    const { lines, failed } = summarizeCi([failing(failure({ reason: 'skipped: 12', tests: 12 }))]);
    expect(lines.at(-1)).toBe('3 passed, 12 failed');
    expect(failed).toBe(12);
  });

  test('counts a failed check once, and shows the end of its output and the tests that explain it', () => {
    const failed = check({
      exitCode: 2,
      output: `${manyLines(40)}\n\u001b[31mred\u001b[39m\n\n`,
      reports: [{ passed: 8, failures: [failure()] }],
    });
    const { lines } = summarizeCi([failed]);
    expect(lines.slice(0, 4)).toEqual(['== Failures', 'npm run check', '    exit code 2', '    line 28']);
    expect(lines[16]).toBe('    red');
    expect(lines).toContain('npm run check: test/a.test.ts > a suite > a test');
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
  });

  test.each([
    [
      'that fails without a failed test',
      step({ exitCode: 137, output: 'Killed' }),
      '3 passed, 1 failed',
      'exit code 137, no failed test',
    ],
    ['that ran no test', step({ reports: [{ passed: 0, failures: [] }] }), '0 passed, 1 failed', 'no test ran'],
    ['that left no report', step({ reports: [], output: 'x' }), '0 passed, 1 failed', 'no test ran'],
    [
      'that left no report and failed',
      step({ exitCode: 1, reports: [] }),
      '0 passed, 1 failed',
      'exit code 1, no failed test',
    ],
  ])('counts a step %s as one failure', (_, failed, counts, reason) => {
    const { lines } = summarizeCi([failed]);
    expect(lines.slice(1, 3)).toEqual(['npm test', `    ${reason}`]);
    expect(lines.at(-1)).toBe(counts);
  });

  test.each([1, 2, 5, 20, 57, 58, 59, 60, 61, 500])(
    'has at most 60 lines for %i failures, and names as many as it can',
    (count) => {
      const failures = Array.from({ length: count }, (_, index) =>
        failure({ name: `test ${index}.`, reason: manyLines(40) }),
      );
      const { lines } = summarizeCi([failing(...failures)]);
      expect(lines.length).toBeLessThanOrEqual(61);
      const named = failures.filter(({ name }) => lines.includes(`npm test: ${name}`)).length;
      expect(named).toBe(count < 60 ? count : 58);
      expect(lines.includes(`and ${count - 58} more failures`)).toBe(count >= 60);
      expect(lines.filter((line) => line.startsWith('    line')).length).toBe(
        Math.min(15 * count, count < 60 ? 59 - count : 0),
      );
      expect(lines.at(-1)).toBe(`3 passed, ${count} failed`);
    },
  );

  test('gives the lines that a short reason leaves to the others', () => {
    const short = Array.from({ length: 10 }, () => failure({ reason: 'short' }));
    const { lines } = summarizeCi([failing(...short, failure({ reason: manyLines(40) }))]);
    expect(lines.filter((line) => line.startsWith('    line'))).toHaveLength(15);
  });

  test('cuts long lines', () => {
    const { lines } = summarizeCi([failing(failure({ reason: 'x'.repeat(5_000) }))]);
    expect(Math.max(...lines.map((line) => line.length))).toBe(300);
  });
});

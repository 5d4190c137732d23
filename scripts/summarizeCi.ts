// The end of what .ci/run prints: each failure with its reason, then the counts. A CI service may show only the end of a log.
// Usage: tsx scripts/summarizeCi.ts <folder>; the folder has one folder per step, which .ci/run and the reporter of vitest fill.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** A test, a file or a run that failed. */
export interface Failure {
  /** File, suites and test, such as `test/core/x.test.ts > a suite > a test`. */
  name: string;
  reason: string;
  /** How many tests this is: more than one where the tests of a file were skipped. */
  tests: number;
}

/** What a run of vitest writes (test/support/reportForCi.ts). */
export interface Report {
  passed: number;
  failures: Failure[];
}

export interface Step {
  name: string;
  /** A check counts as one. Of a step of tests, each test counts. */
  kind: 'check' | 'tests';
  exitCode: number;
  output: string;
  reports: Report[];
}

const maxLines = 60;
const maxReasonLines = 15;
const maxLineLength = 300;

export function summarizeCi(steps: readonly Step[]): { lines: string[]; failed: number } {
  const results = steps.map(countStep);
  const passed = sum(results.map((result) => result.passed));
  const failed = sum(results.flatMap(({ failures }) => failures.map(({ tests }) => tests)));
  const failures = results.flatMap((result) => result.failures);
  return { lines: [...describeFailures(failures), `${passed} passed, ${failed} failed`], failed };
}

/** What a step adds to the counts. A step that fails without a failed test, or that ran no test, counts as one failure. */
function countStep({ name, kind, exitCode, output, reports }: Step): Report {
  const failures = reports
    .flatMap((report) => report.failures)
    .map((one) => ({ ...one, name: `${name}: ${one.name}` }));
  const passed = sum(reports.map((report) => report.passed));
  const whole = (reason: string): Failure => ({ name, reason: `${reason}\n${lastLines(output)}`, tests: 1 });
  if (kind === 'check') {
    if (exitCode === 0) return { passed: 1, failures: [] };
    // The failures of a check explain it, and it counts once.
    return { passed: 0, failures: [whole(`exit code ${exitCode}`), ...failures.map((one) => ({ ...one, tests: 0 }))] };
  }
  if (failures.length > 0) return { passed, failures };
  if (exitCode !== 0) return { passed, failures: [whole(`exit code ${exitCode}, no failed test`)] };
  return passed > 0 ? { passed, failures } : { passed, failures: [whole('no test ran')] };
}

const lastLines = (output: string): string =>
  stripVTControlCharacters(output)
    .trimEnd()
    .split('\n')
    .slice(1 - maxReasonLines)
    .join('\n');

/** Each failure gets an equal part of the lines that are left. */
function describeFailures(failures: readonly Failure[]): string[] {
  if (failures.length === 0) return [];
  const lines = ['== Failures'];
  const shown = failures.length < maxLines ? failures : failures.slice(0, maxLines - 2);
  const budget = shown === failures ? maxLines : maxLines - 1;
  for (const [index, { name, reason }] of shown.entries()) {
    const share = Math.floor((budget - lines.length) / (shown.length - index));
    const reasonLines = reason.split('\n').slice(0, Math.min(maxReasonLines, share - 1));
    lines.push(name, ...reasonLines.map((line) => `    ${line}`));
  }
  if (shown !== failures) lines.push(`and ${failures.length - shown.length} more failures`);
  return lines.map((line) => line.slice(0, maxLineLength));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Reads the steps that ran, in their order. */
function readSteps(folder: string): Step[] {
  const ran = readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(a) - Number(b));
  return ran.map((number) => {
    const read = (file: string) => readFileSync(join(folder, number, file), 'utf8');
    const reports = readdirSync(join(folder, number)).filter((file) => file.endsWith('.json'));
    return {
      name: read('name').trim(),
      kind: read('kind').trim() === 'tests' ? 'tests' : 'check',
      exitCode: Number(read('exitCode')),
      output: read('output'),
      reports: reports.map((file) => JSON.parse(read(file))),
    };
  });
}

if (process.argv[1] === import.meta.filename) {
  const { lines, failed } = summarizeCi(readSteps(process.argv[2] ?? ''));
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

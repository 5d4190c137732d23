// A reporter of vitest for .ci/run: one file with the counts of the run and the reason of each failure. vitest's JSON reporter
// has neither errors outside of tests nor differences of values. With CI=true nothing may be skipped.
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';
import type { Failure, Report } from '../../scripts/summarizeCi.ts';

/** vitest names the test that ran meanwhile, where it knows one. It need not be the cause. */
const outsideOf = ({ VITEST_TEST_NAME: meanwhile }: SerializedError): string =>
  typeof meanwhile === 'string' ? `outside of a test, during or after "${meanwhile}"` : 'outside of a test';

export class ReportForCi implements Reporter {
  #root = '';

  constructor(private readonly folder: string) {}

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const report: Report = {
      passed: modules.flatMap((module) => [...module.children.allTests('passed')]).length,
      failures: [
        ...unhandled.map((error) => this.#failure(outsideOf(error), [error])),
        ...modules.flatMap((module) => this.#failuresOf(module)),
      ],
    };
    writeFileSync(join(this.folder, `${process.pid}.json`), JSON.stringify(report));
  }

  #failuresOf(module: TestModule): Failure[] {
    const file = relative(this.#root, module.moduleId);
    const nameOf = (test: TestSuite | TestCase) => `${file} > ${test.fullName}`;
    const skipped = [...module.children.allTests('skipped'), ...module.children.allTests('pending')];
    // A file that cannot be loaded, and a suite whose hook fails, fail without a failed test.
    return [
      ...(module.errors().length > 0 ? [this.#failure(file, module.errors())] : []),
      ...[...module.children.allSuites()].flatMap((suite) =>
        suite.errors().length > 0 ? [this.#failure(nameOf(suite), suite.errors())] : [],
      ),
      ...[...module.children.allTests('failed')].map((test) => this.#failure(nameOf(test), test.result().errors ?? [])),
      ...(skipped[0]
        ? [{ name: nameOf(skipped[0]), reason: `skipped: ${skipped.length}`, tests: skipped.length }]
        : []),
    ];
  }

  #failure(name: string, errors: readonly SerializedError[]): Failure {
    return { name, reason: errors.map((error) => this.#reasonOf(error)).join('\n'), tests: 1 };
  }

  #reasonOf({ name, message, diff, stacks = [], stack = '', cause }: SerializedError): string {
    const frame = stacks.find(({ file }) => !file.includes('/node_modules/')) ?? stacks[0];
    // vitest does not parse the stacks of causes and of errors outside of a test.
    const [raw] = stack.split('\n').filter((line) => /^ +at (?!.*\/node_modules\/)/.test(line));
    const place = frame
      ? `at ${relative(this.#root, frame.file)}:${frame.line}`
      : raw?.trim().replace(`${this.#root}/`, '');
    // A property of fast-check fails because an assertion failed.
    const origin = cause && `caused by ${this.#reasonOf(cause)}`;
    const lines = [`${name ?? 'Error'}: ${message}`, place, diff, origin].filter((line) => typeof line === 'string');
    return stripVTControlCharacters(lines.join('\n').replace(/\n\s*\n/g, '\n'));
  }
}

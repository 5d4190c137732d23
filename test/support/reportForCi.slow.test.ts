// The reporter that .ci/run reads: a run of vitest with each kind of failure.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import type { Report } from '../../scripts/summarizeCi.ts';
import { runChild } from './startChild.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const files = {
  'values.test.ts': `describe('a suite', () => {
  test('passes', () => {});
  test('has a cause', () => {
    throw new Error('outer', { cause: new Error('inner') });
  });
  test('compares', () => {
    expect({ a: 1 }).toEqual({ a: 2 });
  });
});`,
  'hook.test.ts': `describe('a suite', () => {
  beforeAll(() => { throw new Error('no Redis'); });
  test('one', () => {});
  test('two', () => {});
});`,
  'unloaded.test.ts': `import './missing.ts';\ntest('never', () => {});`,
  'stray.test.ts': `test('leaves a promise', () => { Promise.reject(new Error('too late')); });`,
};

const config = `import { ReportForCi } from '${join(root, 'test/support/reportForCi.ts')}';
export default { test: { globals: true, cache: false, reporters: [new ReportForCi(process.env.TEST_REPORTS)] } };`;

test('the report of a run names each kind of failure with its reason and counts each test', async () => {
  await using home = await temporaryFolder('reports');
  const reports = join(home.path, 'reports');
  await mkdir(reports);
  await writeFile(join(home.path, 'vitest.config.ts'), config);
  for (const [name, text] of Object.entries(files)) await writeFile(join(home.path, name), text);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const env = { ...process.env, TEST_REPORTS: reports };
  await expect(runChild(process.execPath, [vitest, 'run'], { cwd: home.path, env })).rejects.toMatchObject({ code: 1 });

  const [file = '', ...others] = await readdir(reports);
  expect(others).toEqual([]);
  const { passed, failures }: Report = JSON.parse(await readFile(join(reports, file), 'utf8'));
  expect(passed).toBe(2);
  expect(failures.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
    { name: 'hook.test.ts > a suite', reason: 'Error: no Redis\nat hook.test.ts:2', tests: 1 },
    { name: 'hook.test.ts > a suite > one', reason: 'skipped: 2', tests: 2 },
    {
      name: expect.stringMatching(/^outside of a test/),
      reason: expect.stringMatching(/^Error: too late\nat stray\.test\.ts:1:/),
      tests: 1,
    },
    { name: 'unloaded.test.ts', reason: expect.stringContaining('missing.ts'), tests: 1 },
    {
      name: 'values.test.ts > a suite > compares',
      reason: expect.stringMatching(
        /^AssertionError: expected \{ a: 1 \} to deeply equal \{ a: 2 \}\nat values\.test\.ts:7\n[\s\S]*- {3}"a": 2,\n\+ {3}"a": 1,/,
      ),
      tests: 1,
    },
    {
      name: 'values.test.ts > a suite > has a cause',
      reason: 'Error: outer\nat values.test.ts:4\ncaused by Error: inner\nat values.test.ts:4:39',
      tests: 1,
    },
  ]);
});

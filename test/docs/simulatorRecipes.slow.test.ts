// The recipes of docs/simulator-testing.md, run as their readers would: in a project in which glacier-graphql is installed.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../support/describeWith.ts';
import { installedProject, runIn } from '../support/installedProject.ts';
import { blocks } from './blocks.ts';

/** A project with the files under a heading. */
const projectOf = (heading: string) =>
  installedProject(
    Object.fromEntries(
      blocks
        .filter((block) => block.page === 'docs/simulator-testing.md' && block.heading === heading)
        .map(({ marks, text }) => [marks['simulator'] ?? '', text]),
    ),
  );

test("the recipe 'Vitest' passes, and has correct types", async () => {
  await using folder = await projectOf('Vitest');
  const { stdout } = await runIn(folder, process.execPath, 'node_modules/vitest/vitest.mjs', 'run');
  expect(stdout).toMatch(/Tests +2 passed/);
  const compilerOptions = {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  };
  await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  await runIn(folder, process.execPath, 'node_modules/typescript/bin/tsc');
  const wrong =
    "import { startSimulator } from 'glacier-graphql/simulator';\n(await startSimulator()).clock.advance({ weeks: 1 });\n";
  await writeFile(join(folder.path, 'wrong.ts'), wrong);
  await expect(runIn(folder, process.execPath, 'node_modules/typescript/bin/tsc')).rejects.toThrow('weeks');
}, 120_000);

describeWith('pytest', "the recipe 'pytest with boto3'", (python = '') => {
  test('passes', async () => {
    await using folder = await projectOf('pytest with boto3');
    const { stdout } = await runIn(folder, python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider');
    expect(stdout).toContain('2 passed');
  }, 60_000);
});

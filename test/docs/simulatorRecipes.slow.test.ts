// The recipes of docs/simulator-testing.md, run as their readers would: in a project in which glacier-graphql is installed.
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { build } from '../process/program.ts';
import { describeWith } from '../support/describeWith.ts';
import { runChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { blocks } from './blocks.ts';

const root = resolve(import.meta.dirname, '../..');

/** The files under a heading, in a project with the build as the package. */
async function projectOf(heading: string): Promise<Folder> {
  const folder = await temporaryFolder('recipe');
  const modules = join(folder.path, 'node_modules');
  const installed = join(modules, 'glacier-graphql');
  await mkdir(installed, { recursive: true });
  await mkdir(join(modules, '.bin'));
  await symlink(join(root, 'package.json'), join(installed, 'package.json'));
  await symlink((await build()).path, join(installed, 'dist'));
  for (const name of ['vitest', '@aws-sdk', 'typescript', '@types'])
    await symlink(join(root, 'node_modules', name), join(modules, name));
  const command = join(modules, '.bin/glacier-graphql');
  await writeFile(command, `#!/bin/sh\nexec node "${join(installed, 'dist/main.js')}" "$@"\n`);
  await chmod(command, 0o755);
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }');
  const shown = blocks.filter((block) => block.page === 'docs/simulator-testing.md' && block.heading === heading);
  for (const { marks, text } of shown) await writeFile(join(folder.path, marks['simulator'] ?? ''), text);
  return folder;
}

const run = (folder: Folder, program: string, ...args: string[]) =>
  runChild(program, args, {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, NO_COLOR: '1' },
  }).catch(({ stdout, stderr }) => {
    throw new Error(`${stdout}${stderr}`);
  });

test("the recipe 'Vitest' passes, and has correct types", async () => {
  await using folder = await projectOf('Vitest');
  const { stdout } = await run(folder, process.execPath, 'node_modules/vitest/vitest.mjs', 'run');
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
  await run(folder, process.execPath, 'node_modules/typescript/bin/tsc');
  const wrong =
    "import { startSimulator } from 'glacier-graphql/simulator';\n(await startSimulator()).clock.advance({ weeks: 1 });\n";
  await writeFile(join(folder.path, 'wrong.ts'), wrong);
  await expect(run(folder, process.execPath, 'node_modules/typescript/bin/tsc')).rejects.toThrow('weeks');
}, 120_000);

describeWith('pytest', "the recipe 'pytest with boto3'", (python = '') => {
  test('passes', async () => {
    await using folder = await projectOf('pytest with boto3');
    const { stdout } = await run(folder, python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider');
    expect(stdout).toContain('2 passed');
  }, 60_000);
});

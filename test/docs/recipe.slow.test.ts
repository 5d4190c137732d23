// The recipe "Adding an AWS operation", followed literally on a copy of the sources.
import { cp, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.ts';
import { run, urlOf } from '../process/program.ts';
import { runChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { applyChange, recipeChanges, recipeQuery } from './recipe.ts';

const root = resolve(import.meta.dirname, '../..');

let copy: Folder;
/** The simulator of a gateway is a thread of the built program, which runs no sources. */
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ clock: createClock({ speed: 0 }) });
  copy = await temporaryFolder();
  for (const name of ['src', 'package.json', 'tsconfig.json']) {
    await cp(join(root, name), join(copy.path, name), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(copy.path, 'node_modules'));
  for (const change of recipeChanges) applyChange(copy.path, change);
  await writeFile(
    join(copy.path, 'main.js'),
    "import { register } from 'tsx/esm/api';\nregister();\nawait import('./src/main.ts');\n",
  );
});
afterAll(async () => {
  await simulator?.close();
  await copy?.[Symbol.asyncDispose]();
});

// TypeScript needs 20 s of CPU for the sources.
test('the sources compile after the recipe', async () => {
  await writeFile(
    join(copy.path, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['src'], exclude: ['src/board'] }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  // Rejects with the errors of the compiler.
  await runChild(process.execPath, [tsc, '-p', copy.path], { cwd: copy.path });
}, 300_000);

// The sources are transpiled when they are loaded, which takes some seconds of CPU.
test('the query of the recipe is answered by one call of the new operation', async () => {
  await using home = await temporaryFolder();
  await using gateway = run(copy, home, { env: { PORT: '0', SIMULATOR_URL: simulator.url } });
  const response = await fetch(await urlOf(gateway), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: recipeQuery }),
  });
  const { data, errors, extensions } = (await response.json()) as {
    data: unknown;
    errors?: unknown;
    extensions: { aws: { byOperation: Record<string, number> } };
  };
  expect(errors).toBeUndefined();
  expect(data).toEqual({ vault: { name: 'media-masters', multipartUploads: [] } });
  expect(extensions.aws.byOperation).toEqual({ 'glacier.DescribeVault': 1, 'glacier.ListMultipartUploads': 1 });
}, 120_000);

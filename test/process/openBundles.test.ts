// The bundles beside the gateway's, as launch.ts loads them.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBundles } from '../../src/process/openBundles.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

async function open(files: Record<string, string>) {
  const folder = await temporaryFolder();
  const write = async (name: string, text: string) => writeFile(join(folder.path, name), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  const require = openBundles(folder.path, createRequire(join(folder.path, 'gateway.cjs')));
  return { path: folder.path, write, require, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
}

test('a bundle is what it was when the process started, and runs once', async () => {
  await using folder = await open({
    'one.cjs': 'exports.build = 1; exports.at = [__dirname, __filename, require("node:path").sep]',
    'two.cjs': 'module.exports = { build: 1 }',
  });
  await rm(join(folder.path, 'one.cjs'));
  // As a build replaces a file.
  await rm(join(folder.path, 'two.cjs'));
  await folder.write('two.cjs', 'module.exports = { build: 2 }');
  const one = folder.require('./one.cjs');
  expect(one).toEqual({ build: 1, at: [folder.path, join(folder.path, 'one.cjs'), join('/')] });
  expect(folder.require('./one.cjs')).toBe(one);
  expect(folder.require('./two.cjs')).toEqual({ build: 1 });
});

test('a bundle that was missing is read when it is there', async () => {
  await using folder = await open({});
  expect(() => folder.require('./late.cjs')).toThrow(/Cannot find module/);
  await folder.write('late.cjs', 'exports.build = 2');
  expect(folder.require('./late.cjs')).toEqual({ build: 2 });
});

test('only bundles are opened, and modules of Node are left to Node', async () => {
  await using folder = await open({ 'gateway.cjs': 'throw 1', 'main.js': 'throw 2', 'one.cjs': 'exports.one = 1' });
  expect(await readdir(folder.path)).toHaveLength(3);
  expect(folder.require('node:path').join('a', 'b')).toBe(join('a', 'b'));
  expect(folder.require.resolve('./one.cjs')).toBe(join(folder.path, 'one.cjs'));
});

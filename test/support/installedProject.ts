// A project in a temporary folder in which the built glacier-graphql is installed, with its command, vitest and the AWS SDK.
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from '../process/program.ts';
import { runChild } from './startChild.ts';
import { type Folder, temporaryFolder } from './temporaryFolder.ts';

const root = resolve(import.meta.dirname, '../..');

/** `files`: name -> text. */
export async function installedProject(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = await temporaryFolder('project');
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
  const all = { 'package.json': '{ "type": "module" }', ...files };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder.path, name), text);
  return folder;
}

/** Runs a program in it. Rejects with what the program printed unless it exits with 0. */
export const runIn = (folder: Folder, program: string, ...args: string[]) =>
  runChild(program, args, {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, NO_COLOR: '1' },
  }).catch(({ stdout, stderr }) => {
    throw new Error(`${stdout}${stderr}`);
  });

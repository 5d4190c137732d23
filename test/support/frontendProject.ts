// A project of a frontend developer in a temporary folder, in which the packages of this repository and glacier-graphql itself are
// installed.
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { bundles, root } from '../../scripts/bundles.ts';
import { declarations } from '../../scripts/declarations.ts';
import { type Folder, temporaryFolder } from './temporaryFolder.ts';

/** `files`: path -> text. */
export async function frontendProject(files: Readonly<Record<string, string>>): Promise<Folder> {
  const folder = await temporaryFolder('frontend');
  const modules = join(folder.path, 'node_modules');
  await mkdir(modules);
  const packages = await readdir(join(root, 'node_modules'));
  await Promise.all(packages.map((name) => symlink(join(root, 'node_modules', name), join(modules, name))));
  await installGlacierGraphql(join(modules, 'glacier-graphql'));
  for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
  return folder;
}

/** The client kit as `npm run build` makes it, and what the package has beside it. */
async function installGlacierGraphql(folder: string): Promise<void> {
  await mkdir(join(folder, 'dist'), { recursive: true });
  for (const file of ['package.json', 'schema.graphql']) await symlink(join(root, file), join(folder, file));
  await build({ ...bundles['client.js'], outfile: join(folder, 'dist/client.js') });
  for (const [name, text] of Object.entries(declarations())) await writeFile(join(folder, 'dist', name), text);
}

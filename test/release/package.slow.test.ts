// The package as it is published: packed by npm, and installed in an empty project.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import { version } from '../../src/core/version.ts';
import { run, urlOf } from '../process/program.ts';
import { runChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';

interface Manifest {
  name: string;
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
}

const manifest: Manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
/** What the package is built of. */
const copied = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  'tsconfig.json',
  'schema.graphql',
  'README.md',
  'LICENSE',
];

let source: Folder;
let project: Folder;
let packed: string[];
beforeAll(async () => {
  [source, project] = await Promise.all([temporaryFolder('package'), temporaryFolder('project')]);
  for (const name of [...copied, 'src', 'scripts'])
    await cp(join(root, name), join(source.path, name), { recursive: true });
  await runChild('sh', [
    '-c',
    'cp -a --link "$@" 2>/dev/null || cp -a "$@"',
    'sh',
    join(root, 'node_modules'),
    source.path,
  ]);
  // It builds first: "prepack".
  const { stdout } = await runChild('npm', ['pack', '--json', '--pack-destination', project.path], {
    cwd: source.path,
  });
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  packed = files.map(({ path }: { path: string }) => path);
  await writeFile(join(project.path, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  await runChild('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: project.path });
}, 600_000);
afterAll(async () => {
  await Promise.all([source, project].map((folder) => folder?.[Symbol.asyncDispose]()));
});

const installed = (...path: string[]) => join(project.path, 'node_modules', manifest.name, ...path);

test('has the build, its licenses and the schema, and nothing of the sources', () => {
  expect(packed).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'schema.graphql', 'dist/main.js', 'dist/THIRD-PARTY-NOTICES.txt']),
  );
  const allowed =
    /^(dist\/[^/]+\.(js|cjs|d\.ts|cjs\.map|txt)|dist\/board\/.+|schema\.graphql|package\.json|README\.md|LICENSE)$/;
  expect(packed.filter((path) => !allowed.test(path))).toEqual([]);
});

test('installs nothing else', async () => {
  const names = (await readdir(join(project.path, 'node_modules'))).filter((name) => !name.startsWith('.'));
  expect(names).toEqual([manifest.name]);
});

test('each export is there, and no other file can be imported', async () => {
  const file = join(project.path, 'exports.mjs');
  const paths = Object.keys(manifest.exports).map((path) => path.replace('.', manifest.name));
  await writeFile(
    file,
    `for (const path of ${JSON.stringify(paths)}) console.log(path, import.meta.resolve(path));
     await import('${manifest.name}/client');
     try { import.meta.resolve('${manifest.name}/dist/main.js'); console.log('open'); } catch ({ code }) { console.log(code); }`,
  );
  const { stdout } = await runChild(process.execPath, [file], { cwd: project.path });
  const lines = stdout.trim().split('\n');
  expect(lines.pop()).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(paths);
  for (const target of Object.values(manifest.exports).flatMap((each) =>
    typeof each === 'string' ? each : Object.values(each),
  )) {
    expect(packed).toContain(target.replace('./', ''));
  }
});

test('a TypeScript project gets the types of each export that has some', async () => {
  const typed = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object');
  const imports = typed.map(
    ([path], index) =>
      `import * as m${index} from '${path.replace('.', manifest.name)}';\nexport const a${index}: object = m${index};`,
  );
  await writeFile(
    join(project.path, 'check.ts'),
    `${imports.join('\n')}\nimport { possibleTypes } from '${manifest.name}/client';\nexport const jobs: readonly string[] = possibleTypes.Job;\n`,
  );
  const compile = (file: string) =>
    runChild(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--module', 'NodeNext', file],
      { cwd: project.path },
    );
  await compile('check.ts');
  await writeFile(
    join(project.path, 'wrong.ts'),
    `import { nothing } from '${manifest.name}/client';\nexport { nothing };\n`,
  );
  await expect(compile('wrong.ts')).rejects.toMatchObject({
    stdout: expect.stringContaining("no exported member 'nothing'"),
  });
});

test('its command states the version, and serves', async () => {
  const [command = ''] = Object.keys(manifest.bin);
  const { stdout } = await runChild(join(project.path, 'node_modules/.bin', command), ['--version'], {
    cwd: project.path,
  });
  expect(stdout.trim()).toBe(version);
  await using gateway = run({ path: installed('dist') } as Folder, project, { args: ['--port', '0'] });
  const url = await urlOf(gateway);
  const page = await fetch(new URL('/', url), { headers: { accept: 'text/html' } });
  expect({ status: page.status, type: page.headers.get('content-type') }).toEqual({
    status: 200,
    type: expect.stringContaining('text/html'),
  });
  // The jobs board is complete.
  for (const [, path = ''] of (await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
    expect({ path, status: (await fetch(new URL(path, url))).status }).toEqual({ path, status: 200 });
  }
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ vaults(first: 1) { nodes { name } } }' }),
  });
  expect(await response.json()).toMatchObject({ data: { vaults: { nodes: [{}] } } });
});

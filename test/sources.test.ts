// What the text of every source and test file must hold to, so that the project works in any folder.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

const sources = ['scripts', 'src', 'test']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => file.endsWith('.ts') && file !== join('test', 'sources.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

const filesWith = (...patterns: RegExp[]): string[] =>
  sources.filter(({ text }) => patterns.every((pattern) => pattern.test(text))).map(({ file }) => file);

const inTests = (files: string[]): string[] => files.filter((file) => file.startsWith('test'));

test('no path of a file is the pathname of its URL, where a space and an umlaut are percent-encoded', () => {
  expect(sources.length).toBeGreaterThan(500);
  // import.meta.dirname and fileURLToPath give the path as it is.
  expect(filesWith(/import\.meta\.url/, /\.pathname\b/)).toEqual([]);
});

test('child processes are started in test/support/startChild.ts alone, which ties their life to the test', () => {
  const starters = inTests(filesWith(/^import (?!type )[^;]*'node:(?:child_process|cluster)'/m));
  expect(starters).toEqual([join('test', 'support', 'guardChildren.ts'), join('test', 'support', 'startChild.ts')]);
  expect(filesWith(/\bchromium\.launch/)).toEqual([join('test', 'support', 'describeInChromium.ts')]);
});

test('temporary folders are made in test/support/temporaryFolder.ts alone, below the folder that is removed at the end', () => {
  expect(inTests(filesWith(/\bmkdtemp/))).toEqual([
    join('test', 'support', 'guardChildren.ts'),
    join('test', 'support', 'temporaryFolder.ts'),
  ]);
});

test('no test has fast-check build its table of all code points, which takes a second: test/support/anyText.ts needs none', () => {
  const tables = /unit: 'binary'|\bfc\.webUrl\(/;
  expect(inTests(filesWith(tables))).toEqual([]);
});

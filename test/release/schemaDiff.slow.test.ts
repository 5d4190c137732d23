// npm run schema:diff: a change that breaks clients of the last release needs a version that says so.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import { compareSchemas, mayBreak } from '../../scripts/compareSchemas.ts';
import { runChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';

const before = 'enum Tier { BULK } type Query { a(tier: Tier): Int! b: Int }';

test('changes are breaking, dangerous or neither', () => {
  expect(compareSchemas(before, before)).toEqual({ breaking: [], dangerous: [] });
  expect(compareSchemas(before, `${before} extend type Query { c: Int }`)).toEqual({ breaking: [], dangerous: [] });
  const { breaking, dangerous } = compareSchemas(before, 'enum Tier { BULK FAST } type Query { a(tier: Tier): Int }');
  expect(breaking).toEqual(['Query.b was removed.', 'Query.a changed type from Int! to Int.']);
  expect(dangerous).toEqual(['FAST was added to enum type Tier.']);
});

test.each([
  ['1.2.3', '1.2.4', false],
  ['1.2.3', '1.3.0', false],
  ['1.9.0', '2.0.0', true],
  ['0.1.0', '0.1.1', false],
  ['0.1.0', '0.2.0', true],
  ['0.9.0', '1.0.0', true],
  ['2.0.0', '1.0.0', false],
])('clients of %s may break with %s: %s', (old, present, expected) => expect(mayBreak(old, present)).toBe(expected));

/** The command in a repository of its own. */
async function run(folder: Folder): Promise<{ code: number; output: string }> {
  const script = join(root, 'scripts/checkSchema.ts');
  const command = ['--import', join(root, 'node_modules/tsx/dist/loader.mjs'), script];
  return runChild(process.execPath, command, { cwd: folder.path }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stdout }) => ({ code, output: stdout }),
  );
}

test('the command compares with the last tag, and says so if there is none', async () => {
  await using folder = await temporaryFolder();
  const write = (name: string, text: string) => writeFile(join(folder.path, name), text);
  const git = (...args: string[]) =>
    runChild('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: folder.path });
  await write('schema.graphql', before);
  await write('package.json', '{ "version": "1.2.0" }');
  await git('init', '--quiet');
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'first');
  expect(await run(folder)).toEqual({ code: 0, output: expect.stringContaining('no earlier release is tagged') });

  // A release is compared with the one before.
  await git('tag', 'v1.2.0');
  expect(await run(folder)).toEqual({ code: 0, output: expect.stringContaining('no earlier release is tagged') });
  await write('schema.graphql', 'enum Tier { BULK } type Query { a(tier: Tier): Int! }');
  await git('commit', '--all', '--quiet', '--message', 'second');
  const refused = await run(folder);
  expect(refused).toEqual({
    code: 1,
    output: expect.stringContaining('1 breaking and 0 dangerous changes since v1.2.0'),
  });
  expect(refused.output).toContain('Query.b was removed.');

  await write('package.json', '{ "version": "2.0.0" }');
  expect(await run(folder)).toMatchObject({ code: 0, output: expect.stringContaining('1 breaking') });
});

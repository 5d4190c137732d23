// The commands that end by themselves: what they print, their exit codes, and what a mistyped one gets.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseApiKeys } from '../../src/access/apiKeys.ts';
import { commandNames, commandOf, commands } from '../../src/config/commands.ts';
import { ConfigError } from '../../src/config/configError.ts';
import { helpText } from '../../src/config/helpText.ts';
import { runCommand } from '../../src/process/runCommand.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { keysFile, policyFile } from './accessFiles.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder?.[Symbol.asyncDispose]());

async function run(line: string, env: Record<string, string> = {}) {
  const command = commandOf(line.split(' '));
  if (!command) throw new Error('no command');
  return runCommand(command.name, command.rest, env).catch((error: unknown) => {
    if (error instanceof ConfigError) return { faults: error.faults };
    throw error;
  });
}

function faultOf(line: string): string {
  try {
    commandOf(line.split(' '));
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('--help lists each command, and each has its own help', async () => {
  for (const name of commandNames) {
    expect(helpText()).toContain(`  ${name}\n      ${commands[name]}`);
    expect(await run(`${name} --help`)).toMatchObject({
      exitCode: 0,
      text: expect.stringContaining(`Usage: glacier-graphql ${name} `),
    });
  }
});

test.each([
  ['keys craete', '"keys craete" is not a command. Did you mean keys create?'],
  ['key create ann', '"key create" is not a command. Did you mean keys create?'],
  ['config', '"config" is not a command. Did you mean config check?'],
  ['polcy explain --caller ann', '"polcy explain" is not a command. Did you mean policy explain?'],
  ['simulater --port 1', '"simulater" is not a command. Did you mean simulator?'],
  ['stray', '"stray" is not a command. See --help.'],
  ['--port 1', ''],
])('%s: %j', (line, fault) => expect(faultOf(line)).toBe(fault));

test('keys create prints a new key, and an entry that the file of keys accepts', async () => {
  const created = async () =>
    JSON.parse(((await run('keys create ann --expires-at 2099-01-31T00:00:00Z --json')) as { text: string }).text);
  const { key, entry } = await created();
  const parsed = parseApiKeys(JSON.stringify(entry));
  if ('faults' in parsed) throw new Error(String(parsed.faults));
  const now = Date.UTC(2026, 1, 1);
  expect(parsed.keys.find(key, now)).toMatchObject({ name: 'ann', expiresAt: Date.UTC(2099, 0, 31) });
  expect(Buffer.from(key.slice(3), 'base64url')).toHaveLength(32);
  expect((await created()).key).not.toBe(key);
  const shown = (await run('keys create bob')) as { text: string };
  expect(shown.text.match(/gg_/g)).toHaveLength(1);
});

test.each([
  ['keys create', 'Missing: the name of the caller.'],
  ['keys create a/b', 'a/b is not a valid name.'],
  ['keys create ann bob', 'Unexpected argument "bob".'],
  ['keys create ann --expires-at soon', 'ann.0.expiresAt is invalid.'],
  ['keys create ann --expires-at 2020-01-01T00:00:00Z', 'which is in the past.'],
  ['keys create ann --expires', "Unknown option '--expires'"],
])('%s is refused: %s', async (line, fault) => {
  expect(String(((await run(line)) as { faults: string[] }).faults)).toContain(fault);
});

test('config check accepts what the gateway accepts, and lists every fault of options and files', async () => {
  const file = async (name: string, text: string) => {
    const path = join(folder.path, name);
    await writeFile(path, text);
    return path;
  };
  const [keys, policy, broken, accounts] = await Promise.all([
    file('keys.json', keysFile('ann')),
    file('policy.json', policyFile('ann')),
    file('broken.json', '['),
    file('accounts.json', JSON.stringify([{ accountId: '111122223333', regions: ['us-east-1'] }])),
  ]);
  const files = `--api-keys-file ${keys} --policy-file ${policy}`;
  expect(await run(`config check ${files}`, { SIMULATOR_SPEDE: '2' })).toEqual({
    exitCode: 0,
    text: [
      'Warning: The environment variable SIMULATOR_SPEDE is not an option. Did you mean SIMULATOR_SPEED?',
      'The configuration is valid.',
      `Files that were read: ${keys}, ${policy}.`,
      'Not checked: whether the policy and the routes name places that the gateway serves.',
    ].join('\n'),
  });
  expect(await run('config check --port x --backend gcp')).toEqual({
    faults: ['--port is "x". Allowed: 0 to 65535.', '--backend is "gcp". Allowed: local or aws.'],
  });
  const both = await run(`config check --api-keys-file ${broken} --policy-file ${join(folder.path, 'none')}`);
  expect(both).toEqual({
    faults: [
      `POLICY_FILE ${join(folder.path, 'none')} cannot be read (ENOENT).`,
      `API_KEYS_FILE ${broken}: The file is not valid JSON.`,
    ],
  });
  const elsewhere = await file('elsewhere.json', policyFile('ann').replace('*/*"', '222233334444/*"'));
  const aws = `--backend aws --accounts-file ${accounts} --api-keys-file ${keys}`;
  expect(
    String(((await run(`config check ${aws} --policy-file ${elsewhere}`)) as { faults: string[] }).faults),
  ).toContain('matches nothing that this gateway serves: 111122223333/us-east-1');
  expect(((await run(`config check ${aws} --policy-file ${policy}`)) as { text: string }).text).not.toContain(
    'Not checked',
  );
});

// The secret of the start tokens, and the folder in which it is kept.
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/configError.ts';
import { openStartSecret } from '../../src/storage/openStartSecret.ts';
import { openStateDir } from '../../src/storage/stateDir.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const log = pino({ level: 'silent' });
const noOption = { START_SECRET: undefined };
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

async function faultsOf(task: Promise<unknown>): Promise<readonly string[]> {
  const error = await task.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error(`no ConfigError: ${error}`);
  return error.faults;
}

describe('the secret of the start tokens', () => {
  test('is START_SECRET if it is set, and then no file is made', async () => {
    await using folder = await temporaryFolder();
    const stateDir = await openStateDir(folder.path, log);
    expect(await openStartSecret({ START_SECRET: 'given' }, stateDir)).toBe('given');
    expect(await readdir(folder.path)).toEqual([]);
  });

  test('is otherwise a file in STATE_DIR, created once, and readable by its owner only', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'new', 'folder');
    const secret = await openStartSecret(noOption, await openStateDir(path, log));
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await openStartSecret(noOption, await openStateDir(path, log))).toBe(secret);
    expect(await readdir(path)).toEqual(['start-secret']);
    expect([await modeOf(path), await modeOf(join(path, 'start-secret'))]).toEqual(['700', '600']);
  });

  test('is one secret for all gateways that create it at the same time', async () => {
    await using folder = await temporaryFolder();
    const open = async () => openStartSecret(noOption, await openStateDir(join(folder.path, 'state'), log));
    const secrets = await Promise.all(Array.from({ length: 30 }, open));
    expect(new Set(secrets).size).toBe(1);
    expect(await readFile(join(folder.path, 'state', 'start-secret'), 'utf8')).toBe(`${secrets[0]}\n`);
    expect(await readdir(join(folder.path, 'state'))).toEqual(['start-secret']);
  });

  test('in a file that others can read is used, with a warning', async () => {
    await using folder = await temporaryFolder();
    const warnings: object[] = [];
    const watched = { warn: (fields: object) => void warnings.push(fields) };
    const open = async () => openStartSecret(noOption, await openStateDir(folder.path, watched));
    const secret = await open();
    expect(await open()).toBe(secret);
    expect(warnings).toEqual([]);
    const file = join(folder.path, 'start-secret');
    await chmod(file, 0o640);
    expect(await open()).toBe(secret);
    expect(warnings).toEqual([{ file, mode: '640' }]);
  });

  test('is null without both', async () => {
    expect(await openStartSecret(noOption, undefined)).toBeNull();
  });

  test.each([
    ['empty', ''],
    ['cut off', 'A'.repeat(42)],
    ['of another program', '{"secret":1}\n'],
  ])('in a file that is %s is a fault, and the file is left alone', async (_, content) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'start-secret');
    await writeFile(file, content);
    const [fault = '', ...more] = await faultsOf(openStartSecret(noOption, await openStateDir(folder.path, log)));
    expect(more).toEqual([]);
    expect(fault).toContain(`STATE_DIR: ${file} is damaged. Restore it from a backup.`);
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  test('in a folder instead of a file is a fault', async () => {
    await using folder = await temporaryFolder();
    await openStateDir(join(folder.path, 'start-secret'), log);
    const [fault] = await faultsOf(openStartSecret(noOption, await openStateDir(folder.path, log)));
    expect(fault).toMatch(/^STATE_DIR: .*start-secret cannot be read or created \(not a file\)\.$/);
  });
});

test('STATE_DIR that is no folder is a fault that names it', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'below')]) {
    const [fault] = await faultsOf(openStateDir(path, log));
    expect(fault).toContain(`STATE_DIR: ${path} is not a folder that the gateway can create, read and write`);
  }
});

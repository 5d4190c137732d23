// The secret of the start tokens, as the built program takes and keeps it. A simulator replaces AWS.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keysOf, openStage, type Stage } from './openStage.ts';
import { type Program, run, urlOf } from './program.ts';

const warning = 'Neither STATE_DIR nor START_SECRET is set';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ seed: 'empty' });
});
afterAll(() => stage?.[Symbol.asyncDispose]());

const onAws = (env: Record<string, string> = {}): Program =>
  stage.start({
    AWS_ENDPOINT_URL: stage.simulator.url,
    ...keysOf('111122223333'),
    AWS_REGION: 'us-east-1',
    ALLOW_ANONYMOUS_WRITES: 'on',
    ...env,
  });

describe('the program', () => {
  test('with Redis and without a secret does not start, and says what to set', async () => {
    await using gateway = run(stage.program, stage.home, { env: { PORT: '0', REDIS_URL: 'redis://127.0.0.1:1' } });
    expect(await gateway.ended).toEqual({ code: 2, signal: null });
    expect(gateway.stderr()).toMatch(/^glacier-graphql: Missing: START_SECRET\. .* STATE_DIR instead\.\n$/);
  });

  test('with a STATE_DIR that is a file does not start, and names it', async () => {
    const file = join(stage.home.path, 'file');
    await writeFile(file, '');
    await using gateway = run(stage.program, stage.home, { env: { PORT: '0', STATE_DIR: file } });
    expect(await gateway.ended).toEqual({ code: 2, signal: null });
    expect(gateway.stderr()).toContain(`glacier-graphql: STATE_DIR: ${file} is not a folder`);
  });

  test('keeps its secret in STATE_DIR, across kills, and prints it nowhere', async () => {
    const path = join(stage.home.path, 'state');
    const file = join(path, 'start-secret');
    const secrets: string[] = [];
    for (let restarts = 0; restarts < 2; restarts += 1) {
      // Disposed by SIGKILL.
      await using gateway = onAws({ STATE_DIR: path, LOG_LEVEL: 'trace' });
      await urlOf(gateway);
      expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
      const secret = (await readFile(file, 'utf8')).trim();
      secrets.push(secret);
      expect(gateway.stdout() + gateway.stderr()).not.toContain(secret);
      expect(gateway.stderr()).not.toContain(warning);
    }
    expect(secrets[1]).toBe(secrets[0]);
    // It can become the secret of several gateways.
    await using gateway = onAws({ START_SECRET: secrets[0] ?? '', LOG_LEVEL: 'trace' });
    await urlOf(gateway);
    expect(gateway.stdout() + gateway.stderr()).not.toContain(secrets[0]);
  });

  test('on AWS without a secret says once what is not kept, unless it starts nothing', async () => {
    await using gateway = onAws();
    await urlOf(gateway);
    await gateway.says(/Neither STATE_DIR/, 'stderr');
    expect(gateway.stderr().split(warning)).toHaveLength(2);
    await using reader = onAws({ ALLOW_ANONYMOUS_WRITES: 'off' });
    await urlOf(reader);
    expect(reader.stderr()).not.toContain(warning);
  });
});

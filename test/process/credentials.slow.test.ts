// BACKEND=aws: where the credentials come from, how often a credential_process runs, and what the operator learns if they do
// not come. A simulator replaces AWS.

import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openStage, type Stage } from './openStage.ts';
import { postQuery } from './postQuery.ts';
import { type Program, urlOf } from './program.ts';

const account = '111122223333';
const region = 'us-east-1';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
beforeEach(async () => {
  await writeFile(join(stage.home.path, 'count'), '');
});
afterAll(() => stage?.[Symbol.asyncDispose]());

/** A profile `helper` with these lines of the config file. */
async function start(lines: string, env: Record<string, string> = {}): Promise<Program> {
  const config = join(stage.home.path, 'config.ini');
  await writeFile(config, lines);
  return stage.start({
    AWS_ENDPOINT_URL: stage.simulator.url,
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_PROFILE: 'helper',
    AWS_REGION: region,
    ...env,
  });
}

/** A profile whose helper runs a shell script. Each run is counted. */
async function helper(script: string, env: Record<string, string> = {}): Promise<Program> {
  const path = join(stage.home.path, 'helper.sh');
  await writeFile(path, `#!/bin/sh\necho run >> ${join(stage.home.path, 'count')}\n${script}\n`);
  await chmod(path, 0o700);
  return start(`[profile helper]\ncredential_process = ${path}\n`, env);
}

const runs = async () => (await readFile(join(stage.home.path, 'count'), 'utf8')).split('\n').length - 1;

const credentials = (more: object = {}) =>
  JSON.stringify({ Version: 1, AccessKeyId: account, SecretAccessKey: 'any', ...more });

const ask = async (gateway: Program, query = '{ vaults(first: 1) { nodes { name } } }') =>
  postQuery(await urlOf(gateway), query);

describe('a credential_process', () => {
  test('that is slow runs once, for the account and for every call', async () => {
    await using gateway = await helper(`sleep 1; echo '${credentials()}'`);
    const answers = await Promise.all([ask(gateway), ask(gateway), ask(gateway)]);
    for (const { data } of answers) expect(data.vaults.nodes).toHaveLength(1);
    expect(gateway.stdout()).toContain(`AWS account ${account}`);
    expect(await runs()).toBe(1);
  });

  test('that fails runs once, and its reason is on standard error in one line', async () => {
    await using gateway = await helper('echo "the token is missing" >&2; exit 3');
    expect(await gateway.ended).toEqual({ code: 2, signal: null });
    expect(gateway.stderr()).toMatch(
      /^glacier-graphql: The credential_process of profile helper failed with exit code 3: the token is missing\. \(instance metadata: .*\)\n$/,
    );
    expect(gateway.stdout()).toBe('');
    expect(await runs()).toBe(1);
  });

  test('that takes too long is said to be late', async () => {
    await using gateway = await helper(`sleep 20; echo '${credentials()}'`, { AWS_CREDENTIALS_TIMEOUT_MS: '500' });
    expect(await gateway.ended).toEqual({ code: 2, signal: null });
    expect(gateway.stderr()).toBe(
      'glacier-graphql: The AWS credentials did not arrive within 0.5 s. Check the credential_process or the metadata service, or raise AWS_CREDENTIALS_TIMEOUT_MS.\n',
    );
    expect(await runs()).toBe(1);
  });
});

test('an expired SSO session is named on standard error, with the remedy', async () => {
  const startUrl = 'https://portal.example/start';
  const folder = join(stage.home.path, '.aws/sso/cache');
  await mkdir(folder, { recursive: true });
  const session = { startUrl, region, accessToken: 'any', expiresAt: '2020-01-01T00:00:00Z' };
  const name = createHash('sha1').update(startUrl).digest('hex');
  await writeFile(join(folder, `${name}.json`), JSON.stringify(session));
  await using gateway = await start(
    `[profile helper]\nsso_start_url = ${startUrl}\nsso_account_id = ${account}\nsso_role_name = reader\nsso_region = ${region}\n`,
  );
  expect(await gateway.ended).toEqual({ code: 2, signal: null });
  expect(gateway.stderr()).toBe(
    'glacier-graphql: The SSO session of profile helper has expired: run "aws sso login --profile helper".\n',
  );
});

test('a role that may not be assumed is in the log with its reason, and callers get a stable message', async () => {
  const roleArn = 'arn:aws:iam::444455556666:role/reader';
  await writeFile(
    join(stage.home.path, 'accounts.json'),
    JSON.stringify([{ accountId: '444455556666', regions: [region], roleArn }]),
  );
  const message = `User: arn:aws:iam::${account}:user/gateway is not authorized to perform: sts:AssumeRole`;
  stage.simulator.faults.set([
    { operation: 'sts.AssumeRole', kind: 'error', code: 'AccessDenied', status: 403, message },
  ]);
  try {
    await using gateway = await start('', {
      AWS_PROFILE: '',
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: 'any',
      ACCOUNTS_FILE: 'accounts.json',
    });
    const { errors } = await ask(gateway, '{ vault(name: "media-masters") { name } }');
    expect(errors[0]).toMatchObject({
      message: 'The gateway has no AWS credentials for this.',
      extensions: { code: 'GATEWAY_CREDENTIALS' },
    });
    expect(JSON.stringify(errors)).not.toContain('AssumeRole');
    const [line] = await gateway.says(/\{[^\n]*"msg":"AWS call"[^\n]*\}/, 'stderr');
    expect(JSON.parse(line)).toMatchObject({ result: 'GATEWAY_CREDENTIALS', err: { type: 'AccessDenied', message } });
  } finally {
    stage.simulator.faults.clear();
  }
});

test('only AWS_DEFAULT_REGION is needed for the region', async () => {
  await using gateway = await start('', {
    AWS_PROFILE: '',
    AWS_REGION: '',
    AWS_DEFAULT_REGION: 'us-west-2',
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'any',
  });
  await urlOf(gateway);
  expect(gateway.stdout()).toContain(`AWS account ${account}, region us-west-2`);
});

// BACKEND=aws: credentials, region, account and endpoints are found as in every AWS SDK. A simulator replaces AWS.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keysOf, openStage, type Stage } from './openStage.ts';
import { dataOf } from './postQuery.ts';
import { type Program, urlOf } from './program.ts';

const getCallerIdentity = 'sts.GetCallerIdentity';
const first = '111122223333';
const second = '444455556666';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(() => stage.simulator.calls.reset());
afterAll(() => stage?.[Symbol.asyncDispose]());

const east = { AWS_REGION: 'us-east-1' };

/** Where the gateway sends its calls, as it says itself and as they arrive. */
async function locationOf(gateway: Program) {
  const response = await fetch(await urlOf(gateway), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: '{ gateway { backend defaultAccountId defaultRegion } vaults(first: 1) { nodes { name } } }',
    }),
  });
  const { data, errors } = await response.json();
  expect(errors).toBeUndefined();
  expect(data.vaults.nodes).toHaveLength(1);
  const { backend, defaultAccountId: defaultAccount, defaultRegion } = data.gateway;
  expect(backend).toBe('AWS');
  expect(gateway.stdout()).toContain(`AWS account ${defaultAccount}, region ${defaultRegion}`);
  expect(gateway.stdout()).toContain('Read-only, because callers are not authenticated');
  const [call] = stage.simulator.calls.list.filter(({ operation }) => operation === 'glacier.ListVaults');
  expect(call).toMatchObject({ accountId: defaultAccount, region: defaultRegion });
  return { account: defaultAccount, region: defaultRegion, asked: stage.simulator.calls.counts };
}

describe('the AWS account', () => {
  test('is read from STS if nothing else names it', async () => {
    await using gateway = stage.start({ AWS_ENDPOINT_URL: stage.simulator.url, ...keysOf(second), ...east });
    expect(await locationOf(gateway)).toEqual({
      account: second,
      region: 'us-east-1',
      asked: { [getCallerIdentity]: 1, 'glacier.ListVaults': 1 },
    });
  });

  test('is AWS_ACCOUNT_ID if it is set: only the endpoint of Glacier is needed', async () => {
    await using gateway = stage.start({
      AWS_ENDPOINT_URL_GLACIER: stage.simulator.url,
      AWS_ACCOUNT_ID: second,
      ...keysOf(second),
      ...east,
    });
    expect(await locationOf(gateway)).toMatchObject({ account: second, asked: { 'glacier.ListVaults': 1 } });
    expect(stage.simulator.calls.count(getCallerIdentity)).toBe(0);
  });

  test('is the one of the flag', async () => {
    await using gateway = stage.start({ AWS_ENDPOINT_URL_GLACIER: stage.simulator.url, ...keysOf(first), ...east }, [
      `--aws-account-id=${first}`,
    ]);
    expect(await locationOf(gateway)).toMatchObject({ account: first });
    expect(stage.simulator.calls.count(getCallerIdentity)).toBe(0);
  });

  test('of the credentials wins over AWS_ACCOUNT_ID', async () => {
    const credentials = { Version: 1, AccessKeyId: second, SecretAccessKey: 'any', AccountId: second };
    const config = join(stage.home.path, 'process.ini');
    await writeFile(join(stage.home.path, 'credentials.json'), JSON.stringify(credentials));
    await writeFile(config, `[profile carried]\nregion = us-west-2\ncredential_process = cat credentials.json\n`);
    await using gateway = stage.start({
      AWS_ENDPOINT_URL: stage.simulator.url,
      AWS_CONFIG_FILE: config,
      AWS_PROFILE: 'carried',
      AWS_ACCOUNT_ID: first,
    });
    expect(await locationOf(gateway)).toMatchObject({ account: second, region: 'us-west-2' });
    expect(stage.simulator.calls.count(getCallerIdentity)).toBe(0);
  });

  test('that STS does not return is a fault, and the message names the option to set', async () => {
    stage.simulator.faults.set([{ operation: getCallerIdentity, kind: 'error', code: 'AccessDenied', status: 403 }]);
    try {
      await using gateway = stage.start({ AWS_ENDPOINT_URL: stage.simulator.url, ...keysOf(first), ...east });
      expect(await gateway.ended).toEqual({ code: 2, signal: null });
      expect(gateway.stderr()).toMatch(
        /^glacier-graphql: The account .* set AWS_ACCOUNT_ID\. \(STS: AccessDenied.*\)\n$/,
      );
    } finally {
      stage.simulator.faults.clear();
    }
  });
});

describe('the AWS endpoint', () => {
  test('of Glacier: its own variable wins over the variable of all services', async () => {
    await using gateway = stage.start({
      // No server listens there.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ENDPOINT_URL_GLACIER: stage.simulator.url,
      AWS_ENDPOINT_URL_STS: stage.simulator.url,
      ...keysOf(first),
      ...east,
    });
    expect(await locationOf(gateway)).toMatchObject({ account: first, asked: { [getCallerIdentity]: 1 } });
  });

  test('can be set in the profile, as for every AWS SDK', async () => {
    const config = join(stage.home.path, 'endpoint.ini');
    const keys = `aws_access_key_id = ${first}\naws_secret_access_key = any\n`;
    await writeFile(config, `[profile local]\nregion = us-east-1\nendpoint_url = ${stage.simulator.url}\n${keys}`);
    await using gateway = stage.start({ AWS_CONFIG_FILE: config, AWS_PROFILE: 'local' });
    expect(await locationOf(gateway)).toMatchObject({ account: first });
  });
});

describe('AWS region and credentials', () => {
  test('are read from the profile', async () => {
    const config = join(stage.home.path, 'config.ini');
    const credentials = join(stage.home.path, 'credentials.ini');
    await writeFile(config, '[profile archive]\nregion = us-west-2\n');
    await writeFile(credentials, `[archive]\naws_access_key_id = ${second}\naws_secret_access_key = any\n`);
    await using gateway = stage.start({
      AWS_ENDPOINT_URL: stage.simulator.url,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_PROFILE: 'archive',
    });
    expect(await locationOf(gateway)).toMatchObject({ account: second, region: 'us-west-2' });
  });

  test.each([
    ['no region', keysOf(first), /^glacier-graphql: No AWS region .* AWS_REGION.*\n$/],
    ['no credentials', east, /^glacier-graphql: No AWS credentials .* AWS_PROFILE.*\n$/],
    [
      'a profile that does not exist',
      { AWS_PROFILE: 'nowhere', ...east },
      /^glacier-graphql: Profile nowhere does.*\n$/,
    ],
    [
      'a region that is none',
      { ...keysOf(first), AWS_REGION: '169.254.169.254' },
      /^glacier-graphql: AWS_REGION is .*\n$/,
    ],
  ])('%s is a fault, named in one line, and the program ends with 2', async (_, env, message) => {
    await using gateway = stage.start({ AWS_ENDPOINT_URL: stage.simulator.url, ...env });
    expect(await gateway.ended).toEqual({ code: 2, signal: null });
    expect(gateway.stderr()).toMatch(message);
    expect(gateway.stdout()).toBe('');
    expect(stage.simulator.calls.counts).toEqual({});
  });
});

describe('an accounts file', () => {
  const role = (account: string) => `arn:aws:iam::${account}:role/reader`;
  const written = async (content: unknown): Promise<string> => {
    const path = join(stage.home.path, 'accounts.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const env = () => ({ AWS_ENDPOINT_URL: stage.simulator.url, ...keysOf(first) });

  test('sends the calls to each account, signed with its role, which is assumed once', async () => {
    const ACCOUNTS_FILE = await written([
      { accountId: first, name: 'production', regions: ['us-east-1'] },
      { accountId: second, regions: ['us-east-1', 'us-west-2'], roleArn: role(second), externalId: 'ours' },
    ]);
    await using gateway = stage.start({ ...env(), ACCOUNTS_FILE });
    const response = await fetch(await urlOf(gateway), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: `{
          gateway { defaultAccountId defaultRegion accounts { accountId name regions } }
          jobs(first: 5) { sources { accountId region service status } }
        }`,
      }),
    });
    const { data, errors } = await response.json();
    expect(errors).toBeUndefined();
    expect(data.gateway).toEqual({
      defaultAccountId: first,
      defaultRegion: 'us-east-1',
      accounts: [
        { accountId: first, name: 'production', regions: ['us-east-1'] },
        { accountId: second, name: null, regions: ['us-east-1', 'us-west-2'] },
      ],
    });
    expect(data.jobs.sources.map(({ status }: { status: string }) => status)).toEqual(Array(6).fill('OK'));
    const [assumed] = stage.simulator.calls.list.filter(({ operation }) => operation === 'sts.AssumeRole');
    expect(assumed).toMatchObject({ accountId: first, input: { RoleArn: role(second), ExternalId: 'ours' } });
    expect(stage.simulator.calls.count('sts.AssumeRole')).toBe(1);
    expect(gateway.stdout()).toContain(`AWS account ${second}, region us-east-1, us-west-2`);
  });

  test.each([
    ['that does not exist', undefined, /ACCOUNTS_FILE .* cannot be read \(ENOENT\)/],
    ['that is not JSON', '{', /ACCOUNTS_FILE .*: The file is not valid JSON/],
    ['without accounts', [], /ACCOUNTS_FILE .*: The file must contain a list of at least one account/],
    [
      'with faults',
      [{ accountId: '1', regions: [], roleArn: 'x', colour: 'red' }],
      /\[0\]\.accountId is invalid[\s\S]*\[0\]\.regions is invalid[\s\S]*\[0\]\.roleArn is invalid[\s\S]*\[0\]\.colour is not a known property/,
    ],
    [
      'with an account twice',
      [
        { accountId: first, regions: ['us-east-1'] },
        { accountId: first, regions: ['us-west-2'] },
      ],
      /111122223333 is listed twice/,
    ],
  ])('%s is a fault: the exit code is 2', async (_, content, why) => {
    const ACCOUNTS_FILE = content === undefined ? join(stage.home.path, 'none.json') : await written(content);
    await using gateway = stage.start({ ...env(), ACCOUNTS_FILE });
    expect(await gateway.ended).toEqual({ code: 2, signal: null });
    expect(gateway.stderr()).toMatch(why);
  });
});

test('S3 Control is called at a custom endpoint by host name and by address', async () => {
  for (const host of ['127.0.0.1', 'localhost']) {
    stage.simulator.calls.reset();
    const endpoint = stage.simulator.url.replace('127.0.0.1', host);
    await using gateway = stage.start({
      AWS_ENDPOINT_URL_S3_CONTROL: endpoint,
      AWS_ACCOUNT_ID: first,
      ...keysOf(first),
      ...east,
    });
    const data = await dataOf(await urlOf(gateway), '{ batchJobs(first: 1) { nodes { jobId } } }');
    expect(data.batchJobs.nodes).toHaveLength(1);
    expect(stage.simulator.calls.counts).toEqual({ 's3control.ListJobs': 1 });
  }
});

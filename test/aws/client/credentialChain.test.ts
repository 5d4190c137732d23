// Why there are no AWS credentials, for each source: what the operator reads at the start.
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectAws } from '../../../src/aws/client/connectAws.ts';
import { ConfigError } from '../../../src/config/configError.ts';
import { createClock } from '../../../src/core/clock.ts';
import { createEgress } from '../../../src/egress/createEgress.ts';
import type { ProxySettings } from '../../../src/egress/createProxySelector.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.ts';
import { startForwardProxy } from '../../support/startForwardProxy.ts';
import { type Folder, temporaryFolder } from '../../support/temporaryFolder.ts';

const account = '111122223333';
/** Restored as the same object: a copy would no longer set the variables of the process, e.g. TZ. */
const { env } = process;

let folder: Folder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  process.env = env;
  await folder[Symbol.asyncDispose]();
});

/** What the start reports with this config file and this environment. */
async function reasonOf(
  config: string,
  variables: Record<string, string> = {},
  proxies: ProxySettings = {},
  attempt = 60_000,
  region: string | null = 'us-east-1',
): Promise<string> {
  const file = join(folder.path, 'config');
  await writeFile(file, config);
  process.env = {
    PATH: env['PATH'],
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_CONFIG_FILE: file,
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...variables,
  };
  const started = connectAws({
    region: region ?? undefined,
    accountId: account,
    endpoints: {},
    stsEndpoint: undefined,
    accounts: undefined,
    timeouts: { attempt, call: 60_000 },
    credentialsTimeout: 60_000,
    egress: createEgress(proxies),
    log: pino({ level: 'silent' }),
  });
  return started.then(
    () => 'started',
    (error: unknown) => {
      if (!(error instanceof ConfigError)) throw error;
      return error.faults.join('\n');
    },
  );
}

const credentials = (more: object = {}) =>
  JSON.stringify({ Version: 1, AccessKeyId: account, SecretAccessKey: 'any', ...more });

/** Of which the message names every source: there is nothing else to say. */
const nothingFound =
  'No AWS credentials were found: set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where AWS provides them.';

describe('a credential_process runs once if it', () => {
  const allowed = 'is missing or invalid. Allowed:';

  test.each<[string, string, string]>([
    ['fails', 'echo "no token" >&2; echo "run login" >&2; exit 3', 'failed with exit code 3: no token run login'],
    ['fails in silence', 'exit 1', 'failed with exit code 1'],
    [
      'prints its keys and fails',
      'echo "rejected: AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" >&2; exit 1',
      'failed with exit code 1: rejected: *** ***',
    ],
    [
      'prints a page and fails',
      'printf "x%.0s" $(seq 1 5000) >&2; exit 1',
      `failed with exit code 1: ${'x'.repeat(500)}`,
    ],
    ['prints rubbish', 'echo hello', 'did not print JSON'],
    ['prints nothing', 'true', 'did not print JSON'],
    ['prints a list', 'echo "[]"', 'did not print a JSON object'],
    [
      'prints another version',
      `echo '${credentials({ Version: 2 })}'`,
      `printed JSON whose Version ${allowed} the number 1`,
    ],
    [
      'prints no key',
      `echo '{"Version":1,"SecretAccessKey":"any"}'`,
      `printed JSON whose AccessKeyId ${allowed} a string that is not empty`,
    ],
    [
      'prints an empty secret',
      `echo '${credentials({ SecretAccessKey: '' })}'`,
      `printed JSON whose SecretAccessKey ${allowed} a string that is not empty`,
    ],
    ...['soon', '', 'Thu, 01 Jan 2099 00:00:00 GMT', '2099-13-01T00:00:00Z', 4_070_908_800].map(
      (Expiration): [string, string, string] => [
        `prints the Expiration ${JSON.stringify(Expiration)}`,
        `echo '${credentials({ Expiration })}'`,
        `printed JSON whose Expiration ${allowed} a time such as 2027-01-31T00:00:00Z`,
      ],
    ),
    [
      'prints expired credentials',
      `echo '${credentials({ Expiration: '2020-01-01T00:00:00Z' })}'`,
      'printed credentials that expired at 2020-01-01T00:00:00.000Z',
    ],
    ['succeeds', `echo '${credentials()}'`, ''],
    [
      'succeeds with a time',
      `echo '${credentials({ Expiration: '2099-01-01T00:00:00+02:00', SessionToken: 'a' })}'`,
      '',
    ],
  ])('%s', async (_, script, reason) => {
    const helper = join(folder.path, 'helper.sh');
    const count = join(folder.path, 'count');
    await writeFile(helper, `#!/bin/sh\necho run >> ${count}\n${script}\n`);
    await chmod(helper, 0o700);
    const found = await reasonOf(`[profile helper]\ncredential_process = ${helper}\n`, { AWS_PROFILE: 'helper' });
    expect(found).toBe(
      reason === ''
        ? 'started'
        : `The credential_process of profile helper ${reason}. (instance metadata: off by AWS_EC2_METADATA_DISABLED)`,
    );
    expect(await readFile(count, 'utf8')).toBe('run\n');
  });

  test('is not there', async () => {
    const config = '[default]\ncredential_process = /nowhere/helper\n';
    expect(await reasonOf(config)).toMatch(
      /^The credential_process of profile default failed with exit code 127: .*\/nowhere\/helper/,
    );
  });

  test('is the source of a role', async () => {
    const config = `[profile role]\nrole_arn = arn:aws:iam::${account}:role/reader\nsource_profile = helper\n[profile helper]\ncredential_process = echo "no token" >&2; exit 3\n`;
    expect(await reasonOf(config, { AWS_PROFILE: 'role' })).toMatch(
      /^Profile role gave no credentials: Command failed: .* no token\. /,
    );
  });
});

test.each<[string, string, Record<string, string>]>([
  ['keys', `aws_access_key_id = ${account}\naws_secret_access_key = any\n`, {}],
  ['a web identity token', `role_arn = arn:aws:iam::${account}:role/a\nweb_identity_token_file = /nowhere\n`, {}],
])('a credential_process beside %s does not run, as with the SDK', async (_, lines) => {
  const count = join(folder.path, 'count');
  await reasonOf(`[profile both]\n${lines}credential_process = echo run >> ${count}\n`, { AWS_PROFILE: 'both' });
  await expect(readFile(count)).rejects.toMatchObject({ code: 'ENOENT' });
});

const roleArn = `arn:aws:iam::${account}:role/reader`;
const off = '(instance metadata: off by AWS_EC2_METADATA_DISABLED)';

test.each<[string, string, Record<string, string>, string | RegExp]>([
  [
    'a profile that does not exist',
    '[profile other]\nregion = us-east-1\n[profile another]\nregion = us-east-1\n',
    { AWS_PROFILE: 'absent' },
    /^Profile absent does not exist in \S+\/config or \/dev\/null\. Profiles there: other, another\. \(instance metadata: off by AWS_EC2_METADATA_DISABLED\)$/,
  ],
  [
    'a profile in a file without profiles',
    '',
    { AWS_PROFILE: 'absent' },
    /^Profile absent does not exist in .*\. Profiles there: none\. /,
  ],
  [
    'a profile that has only a region',
    '[profile helper]\nregion = us-east-1\n',
    { AWS_PROFILE: 'helper' },
    `Profile helper has no credentials: it needs keys, a role, an SSO session or a credential_process. ${off}`,
  ],
  [
    'a source_profile that does not exist',
    `[profile helper]\nrole_arn = ${roleArn}\nsource_profile = absent\n`,
    { AWS_PROFILE: 'helper' },
    /^Profile absent, the source_profile of helper, does not exist in .*\. Profiles there: helper\. /,
  ],
  [
    'a profile that needs an MFA code',
    `[profile helper]\nrole_arn = ${roleArn}\nsource_profile = keys\nmfa_serial = arn:aws:iam::${account}:mfa/ann\n[profile keys]\naws_access_key_id = ${account}\naws_secret_access_key = any\n`,
    { AWS_PROFILE: 'helper' },
    'Profile helper needs an MFA code, for which a server cannot ask. Use a profile with temporary credentials.',
  ],
  [
    'an SSO session that was never begun',
    `[profile helper]\nsso_session = work\nsso_account_id = ${account}\nsso_role_name = reader\n[sso-session work]\nsso_region = us-east-1\nsso_start_url = https://portal.example/start\n`,
    { AWS_PROFILE: 'helper', HOME: '/nowhere' },
    'The SSO session of profile helper is missing or no longer valid: run "aws sso login --profile helper".',
  ],
  [
    'an SSO session of the default profile that was never begun',
    `[default]\nsso_start_url = https://portal.example/start\nsso_account_id = ${account}\nsso_role_name = reader\nsso_region = us-east-1\n`,
    { HOME: '/nowhere' },
    'The SSO session of profile default is missing or no longer valid: run "aws sso login".',
  ],
  [
    'a profile whose SSO is incomplete',
    '[profile helper]\nsso_start_url = https://portal.example/start\n',
    { AWS_PROFILE: 'helper' },
    /^Profile helper gave no credentials: Profile is configured with invalid SSO credentials\. /,
  ],
  [
    'a config file that does not exist',
    '',
    { AWS_CONFIG_FILE: '/nowhere/config', AWS_PROFILE: 'helper' },
    `AWS_CONFIG_FILE /nowhere/config cannot be read (ENOENT). ${off}`,
  ],
  [
    'a credentials file that is a folder, also without a profile',
    '',
    { AWS_SHARED_CREDENTIALS_FILE: '/etc' },
    `AWS_SHARED_CREDENTIALS_FILE /etc cannot be read (EISDIR). ${off}`,
  ],
  [
    'a web identity token that does not exist',
    '',
    { AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/token', AWS_ROLE_ARN: roleArn },
    /^AWS_WEB_IDENTITY_TOKEN_FILE \/nowhere\/token cannot be read \(ENOENT\)\. \(profile default: /,
  ],
  [
    'a web identity token without a role',
    '',
    { AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/token' },
    /^AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN\. Set both\. /,
  ],
  [
    'a container without its service',
    '',
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/credentials' },
    /^The credentials of the container \(AWS_CONTAINER_CREDENTIALS_FULL_URI\) could not be read: .*\. \(profile default: /,
  ],
  [
    'a key without its secret',
    '',
    { AWS_ACCESS_KEY_ID: account },
    /^AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY\. Set both, or none of them\. \(profile default: /,
  ],
  [
    'a secret without its key',
    '',
    { AWS_SECRET_ACCESS_KEY: 'any' },
    /^AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID\. /,
  ],
])('%s is named with the remedy', async (_, config, variables, message) => {
  const found = await reasonOf(config, variables);
  if (typeof message === 'string') expect(found).toBe(message);
  else expect(found).toMatch(message);
});

test.each<[string, string, Record<string, string>, RegExp]>([
  ['nothing', '', {}, /^profile default: Could not resolve .*; instance metadata: off by AWS_EC2_METADATA_DISABLED$/],
  [
    'only a region',
    '[default]\nregion = us-east-1\n',
    {},
    /^profile default: Could not resolve .*; instance metadata: off/,
  ],
  [
    'nothing, and no metadata service',
    '',
    { AWS_EC2_METADATA_DISABLED: '', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9' },
    /^profile default: Could not resolve .*; instance metadata: \S/,
  ],
])('where %s is configured, each source is named', async (_, config, variables, reasons) => {
  const found = await reasonOf(config, variables);
  expect(found.slice(0, nothingFound.length)).toBe(nothingFound);
  expect(found.slice(nothingFound.length + 2, -1)).toMatch(reasons);
});

test('credentials whose Expiration is no time are refused, whatever their source', async () => {
  const metadata = createServer((request, response) => {
    if (request.method === 'PUT') return response.end('token');
    if (request.url?.endsWith('/security-credentials/')) return response.end('role');
    response.end(
      JSON.stringify({
        AccessKeyId: account,
        SecretAccessKey: 'any',
        Token: 'any',
        Expiration: 'soon',
        AccountId: account,
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(metadata, 'listening');
  const endpoint = `http://127.0.0.1:${(metadata.address() as AddressInfo).port}`;
  const found = await reasonOf('', { AWS_EC2_METADATA_DISABLED: '', AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint });
  metadata.closeAllConnections();
  metadata.close();
  expect(found).toMatch(/; instance metadata: the Expiration of the credentials is not a time\)$/);
});

describe('a refusal by STS is named with the remedy', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: createClock({ speed: 0 }), seed: 'empty' });
  });
  afterAll(() => simulator?.close());
  const refuse = (operation: string, code: string, message: string) =>
    simulator.faults.set([{ operation, kind: 'error', code, status: 403, message }]);

  test('of the role of a profile', async () => {
    refuse('sts.AssumeRole', 'AccessDenied', 'not authorized to perform: sts:AssumeRole');
    const config = `[profile role]\nrole_arn = ${roleArn}\nsource_profile = keys\n[profile keys]\naws_access_key_id = ${account}\naws_secret_access_key = any\n`;
    expect(await reasonOf(config, { AWS_PROFILE: 'role', AWS_ENDPOINT_URL_STS: simulator.url })).toBe(
      'STS refused the role of profile role: AccessDenied: not authorized to perform: sts:AssumeRole. Check its source credentials and the trust policy of the role.',
    );
  });

  test('of a web identity token', async () => {
    const token = join(folder.path, 'token');
    await writeFile(token, 'any');
    const sts = createServer((_, response) => {
      response.writeHead(400, { 'content-type': 'text/xml' });
      response.end(
        '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>No OpenIDConnect provider found.</Message></Error><RequestId>1</RequestId></ErrorResponse>',
      );
    }).listen(0, '127.0.0.1');
    await once(sts, 'listening');
    const url = `http://127.0.0.1:${(sts.address() as AddressInfo).port}`;
    const variables = { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: roleArn, AWS_ENDPOINT_URL_STS: url };
    const found = await reasonOf('', { ...variables, AWS_MAX_ATTEMPTS: '1' });
    sts.closeAllConnections();
    sts.close();
    expect(found).toMatch(
      /^STS refused the web identity token for AWS_ROLE_ARN \S+: InvalidIdentityToken.*: No OpenIDConnect provider found\. Check the token and the trust policy of the role\. /,
    );
  });
});

describe('a region', () => {
  const keys = { AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'any' };
  const start = (config: string, variables: Record<string, string> = {}) =>
    reasonOf(config, { ...keys, ...variables }, {}, 60_000, null);

  test.each(['us_east_1', 'useast1', 'us-east-1a', 'https://us-east-1', 'US-EAST-1'])(
    'of a profile that is the text %s is named, with what is allowed',
    async (region) => {
      expect(await start(`[default]\nregion = ${region}\n`)).toBe(
        `The region of profile default is "${region}". Allowed: a region such as us-east-1. Change it, or set AWS_REGION.`,
      );
    },
  );

  test('that is missing is said to be missing', async () => {
    expect(await start('')).toMatch(/^No AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile/);
  });

  test('of a profile is used', async () => {
    expect(await start('[default]\nregion = eu-west-1\n')).toBe('started');
  });
});

describe('with a proxy', () => {
  const keys = `aws_access_key_id = ${account}\naws_secret_access_key = any\n`;

  test.each<[string, string, () => Promise<Record<string, string>>]>([
    [
      'the role of a profile',
      `[profile role]\nrole_arn = ${roleArn}\nsource_profile = keys\n[profile keys]\n${keys}`,
      async () => ({ AWS_PROFILE: 'role' }),
    ],
    [
      'a web identity token',
      '',
      async () => {
        const token = join(folder.path, 'token');
        await writeFile(token, 'any');
        return { AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: roleArn };
      },
    ],
    [
      'a web identity token of a profile',
      `[profile pod]\nrole_arn = ${roleArn}\nweb_identity_token_file = /dev/null\n`,
      async () => ({ AWS_PROFILE: 'pod' }),
    ],
  ])('STS is reached through it for %s, and its refusal is named', async (_, config, variables) => {
    await using proxy = await startForwardProxy();
    const found = await reasonOf(config, await variables(), { HTTPS_PROXY: proxy.url });
    expect(found).toMatch(
      /The proxy localhost:\d+ answered 502 Refused \(CONNECT sts\.us-east-1\.amazonaws\.com:443\)/,
    );
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT sts.us-east-1.amazonaws.com:443']));
  });

  test('the metadata service is reached directly', async () => {
    await using proxy = await startForwardProxy();
    const variables = {
      AWS_EC2_METADATA_DISABLED: '',
      AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://metadata.invalid',
    };
    const found = await reasonOf('', variables, { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url });
    expect(found).toContain('; instance metadata: ');
    expect(proxy.asked).toEqual([]);
  });
});

test('a silent STS is named with its host', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const config = `[profile role]\nrole_arn = arn:aws:iam::${account}:role/reader\nsource_profile = keys\nendpoint_url = http://127.0.0.1:${port}\n[profile keys]\naws_access_key_id = ${account}\naws_secret_access_key = any\n`;
  const variables = { AWS_PROFILE: 'role', AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`, AWS_MAX_ATTEMPTS: '1' };
  expect(await reasonOf(config, variables, {}, 500)).toMatch(
    /^Profile role gave no credentials: .*500 ms.* \(127\.0\.0\.1\)\.$/,
  );
  silent.close();
  silent.closeAllConnections();
});

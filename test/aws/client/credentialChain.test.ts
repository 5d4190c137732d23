// Why there are no AWS credentials, for each source: what the operator reads at the start.
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectAws } from '../../../src/aws/client/connectAws.ts';
import { ConfigError } from '../../../src/config/configError.ts';
import { createEgress } from '../../../src/egress/createEgress.ts';
import type { ProxySettings } from '../../../src/egress/proxySelector.ts';
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
    region: 'us-east-1',
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
      const [fault = ''] = error.faults;
      return /^No AWS credentials were found: .* provides them\. \((.*)\)$/.exec(fault)?.[1] ?? fault;
    },
  );
}

const credentials = (more: object = {}) =>
  JSON.stringify({ Version: 1, AccessKeyId: account, SecretAccessKey: 'any', ...more });

describe('a credential_process runs once if it', () => {
  test.each<[string, string, string | RegExp]>([
    ['fails', 'echo "no token" >&2; exit 3', /^profile helper: Command failed: \S+ no token$/],
    ['prints rubbish', 'echo hello', 'profile helper: Profile helper credential_process returned invalid JSON'],
    ['prints nothing', 'true', 'profile helper: Profile helper credential_process returned invalid JSON'],
    [
      'prints another version',
      `echo '${credentials({ Version: 2 })}'`,
      'profile helper: Profile helper credential_process did not return Version 1',
    ],
    [
      'prints expired credentials',
      `echo '${credentials({ Expiration: '2020-01-01T00:00:00Z' })}'`,
      'profile helper: Profile helper credential_process returned expired credentials',
    ],
    ['succeeds', `echo '${credentials()}'`, 'started'],
  ])('%s', async (_, script, reason) => {
    const helper = join(folder.path, 'helper.sh');
    const count = join(folder.path, 'count');
    await writeFile(helper, `#!/bin/sh\necho run >> ${count}\n${script}\n`);
    await chmod(helper, 0o700);
    const found = await reasonOf(`[profile helper]\ncredential_process = ${helper}\n`, { AWS_PROFILE: 'helper' });
    expect(found).toMatch(typeof reason === 'string' ? new RegExp(`^${reason}$`) : reason);
    expect(await readFile(count, 'utf8')).toBe('run\n');
  });
});

test.each<[string, string, Record<string, string>, RegExp]>([
  [
    'a profile that does not exist',
    '[profile other]\n',
    { AWS_PROFILE: 'absent' },
    /^profile absent: Could not resolve credentials using profile: \[absent\]/,
  ],
  [
    'a source_profile that does not exist',
    `[profile helper]\nrole_arn = arn:aws:iam::${account}:role/reader\nsource_profile = absent\n`,
    { AWS_PROFILE: 'helper' },
    /^profile helper: Could not resolve credentials using profile: \[absent\]/,
  ],
  [
    'a web identity token that does not exist',
    '',
    { AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere/token', AWS_ROLE_ARN: `arn:aws:iam::${account}:role/reader` },
    /web identity token: ENOENT: no such file or directory, open '\/nowhere\/token'$/,
  ],
  [
    'a metadata service that cannot be reached',
    '',
    { AWS_EC2_METADATA_DISABLED: '', AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9' },
    /; instance metadata: \S/,
  ],
  [
    'a container without its service',
    '',
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/credentials' },
    /; container: \S/,
  ],
  [
    'half of the keys',
    '',
    { AWS_ACCESS_KEY_ID: account },
    /^environment variables: Unable to find environment variable credentials; profile default: /,
  ],
  ['nothing at all', '', {}, /^profile default: Could not resolve credentials using profile: \[default\]/],
])('%s is named with the reason of the SDK', async (_, config, variables, reason) => {
  expect(await reasonOf(config, variables)).toMatch(reason);
});

describe('with a proxy', () => {
  const roleArn = `arn:aws:iam::${account}:role/reader`;
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
  expect(await reasonOf(config, variables, {}, 500)).toMatch(/^profile role: .*500 ms.* \(127\.0\.0\.1\)$/);
  silent.close();
  silent.closeAllConnections();
});

// Why there are no AWS credentials, for each source: what the operator reads at the start.
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectAws } from '../../../src/aws/client/connectAws.ts';
import { ConfigError } from '../../../src/config/configError.ts';
import { createEgress } from '../../../src/egress/createEgress.ts';
import { type Folder, temporaryFolder } from '../../support/temporaryFolder.ts';

const account = '111122223333';
const env = { ...process.env };

let folder: Folder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  process.env = { ...env };
  await folder[Symbol.asyncDispose]();
});

/** What the start reports with this config file and this environment. */
async function reasonOf(config: string, variables: Record<string, string> = {}): Promise<string> {
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
    timeouts: { attempt: 60_000, call: 60_000 },
    credentialsTimeout: 60_000,
    egress: createEgress(),
    log: pino({ level: 'silent' }),
  });
  return started.then(
    () => 'started',
    (error: unknown) => {
      if (!(error instanceof ConfigError)) throw error;
      const [fault = ''] = error.faults;
      return /^No AWS credentials were found: .* \((.*)\)$/.exec(fault)?.[1] ?? fault;
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

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/configError.ts';
import { helpText } from '../../src/config/helpText.ts';
import type { Option } from '../../src/config/options/option.ts';
import { type Config, defaultConfig, flagOf, optionGroups, options, secretsOf } from '../../src/config/options.ts';
import { parseConfig } from '../../src/config/parseConfig.ts';
import { renamedOptions } from '../../src/config/renamedOptions.ts';

const faultsOf = (args: string[], env: Record<string, string> = {}) => {
  try {
    parseConfig(args, env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

function parsed(args: string[], env: Record<string, string> = {}): Config {
  const command = parseConfig(args, env);
  if (command.kind !== 'serve') throw new Error(command.kind);
  return command.config;
}

function warningsOf(env: Record<string, string>): string[] {
  const command = parseConfig([], env);
  return command.kind === 'serve' ? command.warnings : [];
}

const secret = 's'.repeat(32);

describe('the option table', () => {
  test('has these defaults', () => {
    expect(parsed([])).toEqual(defaultConfig());
    expect(defaultConfig()).toEqual({
      HOST: '127.0.0.1',
      PORT: 4000,
      RELOAD_INTERVAL_SECONDS: 5,
      KEEP_ALIVE_TIMEOUT_SECONDS: 65,
      SHUTDOWN_GRACE_SECONDS: 14,
      WATCHDOG_SECONDS: 30,
      MAX_EVENT_LOOP_DELAY_MS: 200,
      ADMIN_HOST: '127.0.0.1',
      OIDC_SCOPES: ['openid'],
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_METRIC_EXPORT_INTERVAL: 60_000,
      OTEL_SERVICE_NAME: 'glacier-graphql',
      BACKEND: 'local',
      JWT_ALGORITHMS: ['RS256', 'ES256', 'EdDSA'],
      JWT_AUDIENCE_CLAIM: 'aud',
      JWT_SUBJECT_CLAIM: 'sub',
      JWT_CLOCK_TOLERANCE_SECONDS: 5,
      ALLOW_ANONYMOUS_WRITES: false,
      LOG_LEVEL: 'info',
      SIMULATOR_SPEED: 60,
      SIMULATOR_PORT: 0,
      SIMULATOR_ARCHIVES: 0,
      JOBS_PER_SOURCE: 5000,
      EXPIRING_SOON_SECONDS: 18000,
      BULK_START_TIMEOUT_MS: 30_000,
      LIST_CONSISTENCY_SECONDS: 60,
      INVENTORY_SCAN_BYTES: 33_554_432,
      REPORT_SCAN_BYTES: 33_554_432,
      RETRY_MAX_BYTES: 2_147_483_648,
      RESTORE_LEAD_SECONDS: 14_400,
      NOTIFY_ALLOW_PRIVATE_ADDRESSES: false,
      POLL_MIN_SECONDS: 5,
      POLL_MAX_SECONDS: 300,
      COMPRESSION: true,
      BATCH_POLL_MIN_SECONDS: 30,
      EVENT_POLL_SECONDS: 900,
      HEARTBEAT_SECONDS: 12,
      SLOW_READER_TIMEOUT_SECONDS: 15,
      OUTPUT_LINK_SECONDS: 900,
      AWS_CREDENTIALS_TIMEOUT_MS: 10_000,
      AWS_TIMEOUT_MS: 5000,
      AWS_ATTEMPT_TIMEOUT_MS: 2000,
      AWS_GLACIER_CONCURRENCY: 50,
      AWS_S3_CONTROL_CONCURRENCY: 10,
      AWS_S3_CONCURRENCY: 20,
      AWS_S3_RATE: 1000,
      AWS_GLACIER_RATE: 1000,
      AWS_S3_CONTROL_RATE: 200,
      AWS_QUEUE_LENGTH: 10_000,
      AWS_QUEUE_TIMEOUT_MS: 30_000,
      MAX_DEPTH: 12,
      MAX_ALIASES: 60,
      MAX_TOKENS: 4000,
      MAX_AWS_CALLS: 2500,
      MAX_NODES: 20_000,
      MAX_CONNECTION_BYTES: 16_777_216,
      MAX_BODY_BYTES: 1_048_576,
      MAX_CALLER_BYTES: 67_108_864,
      MAX_CALLER_CPU_PERCENT: 25,
      MAX_HELD_BYTES: 134_217_728,
      MAX_AWS_RESPONSE_BYTES: 8_388_608,
      REQUESTS_PER_MINUTE: { authenticated: 6000, anonymous: Number.POSITIVE_INFINITY },
      STARTS_PER_HOUR: { authenticated: 2000, anonymous: Number.POSITIVE_INFINITY },
      STARTS_PER_REQUEST: { authenticated: Number.POSITIVE_INFINITY, anonymous: 10 },
      SUBSCRIPTIONS_PER_CALLER: { authenticated: 1000, anonymous: Number.POSITIVE_INFINITY },
    });
  });

  test('has each option in one group', () => {
    const names = optionGroups.flatMap((group) => Object.keys(group.options));
    expect(names).toEqual([...new Set(names)]);
    expect(names).toEqual(Object.keys(options));
  });

  test.each(Object.entries(options))(
    '%s has help in short sentences, and what applies without a value',
    (_, option) => {
      const { help, allowed, reason, ifOmitted } = option;
      expect(help).toMatch(/^[A-Z/].*\.$/);
      expect(reason ?? ifOmitted).toMatch(/^\S.*[^.]$/);
      for (const sentence of help.split(/(?<=[.;?]) /)) expect(sentence.split(' ').length).toBeLessThanOrEqual(25);
      expect(allowed).not.toMatch(/\.$/);
    },
  );

  test('is the only place that has defaults', () => {
    const src = resolve(import.meta.dirname, '../../src');
    const offenders = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('config'))
      .flatMap((file) => {
        const text = readFileSync(resolve(src, file), 'utf8');
        // A value of an option that is read with a default beside it: `config.PORT ?? 4000`, `{ PORT = 4000 }`.
        const names = Object.keys(options).join('|');
        const defaulted = new RegExp(`\\b(${names})\\b(?: \\?\\?| \\|\\|| =)(?!=) *['"\\d]`);
        return defaulted.test(text) ? [file] : [];
      });
    expect(offenders).toEqual([]);
  });
});

describe('TRUSTED_PROXIES', () => {
  test.each([
    ['127.0.0.1', ['127.0.0.1']],
    ['10.0.0.0/8,::1,2001:db8::/32', ['10.0.0.0/8', '::1', '2001:db8::/32']],
    ['0.0.0.0/0', ['0.0.0.0/0']],
  ])('may be %s', (value, ranges) => expect(parsed(['--trusted-proxies', value]).TRUSTED_PROXIES).toEqual(ranges));

  test.each([
    'proxy.example',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0.0/',
    '10.0.0',
    '10.0.0.0/8/8',
    '127.0.0.1:80',
    '*',
    '10.0.0.1, 10.0.0.2',
  ])('cannot be %j', (value) =>
    expect(faultsOf(['--trusted-proxies', value])).toEqual([
      `--trusted-proxies is ${JSON.stringify(value)}. Allowed: IP addresses and CIDR ranges such as 10.0.0.0/8, separated by commas without spaces.`,
    ]),
  );
});

describe('the command line and the environment', () => {
  test('a flag wins over the environment, and an empty variable counts as not set', () => {
    expect(parsed(['--port', '1', '--backend=aws'], { PORT: '2', HOST: '::1', LOG_LEVEL: '' })).toMatchObject({
      PORT: 1,
      BACKEND: 'aws',
      HOST: '::1',
      LOG_LEVEL: 'info',
    });
  });

  test('all faults are reported at once, with what is allowed', () => {
    const env = { SIMULATOR_SPEED: '0', AWS_ENDPOINT_URL: 'ftp://x', AWS_ACCOUNT_ID: '1' };
    expect(
      faultsOf(['--port', '65536', '--backend', 'gcp', '--nonsense', '--host', 'a b', 'stray', '--log-level'], env),
    ).toEqual([
      '--nonsense is not an option. See --help.',
      'Unexpected argument "stray". See --help.',
      '--log-level needs a value. Allowed: trace, debug, info, warn, error, fatal or silent.',
      '--host is "a b". Allowed: a host name or an IP address.',
      '--port is "65536". Allowed: 0 to 65535.',
      '--backend is "gcp". Allowed: local or aws.',
      'SIMULATOR_SPEED is "0". Allowed: above 0, up to 1000000.',
      'AWS_ACCOUNT_ID is "1". Allowed: 12 digits.',
      'AWS_ENDPOINT_URL is "ftp://x". Allowed: an http or https URL.',
    ]);
  });

  test.each([
    ['--prot=1', '--port'],
    ['--poll-min-second=1', '--poll-min-seconds'],
    ['--simulatr-speed', '--simulator-speed'],
    ['--POLICY_FILE=x', '--policy-file'],
    ['--versoin', '--version'],
  ])('the mistyped flag %s gets the suggestion %s', (flag, meant) => {
    expect(faultsOf([flag])).toEqual([`${flag.split('=')[0]} is not an option. Did you mean ${meant}?`]);
  });

  test('the value after a mistyped flag is no second fault', () => {
    expect(faultsOf(['--prot', '1', '--hots=x', 'stray'])).toEqual([
      '--prot is not an option. Did you mean --port?',
      '--hots is not an option. Did you mean --host?',
      'Unexpected argument "stray". See --help.',
    ]);
  });

  test.each([
    ['POLL_MIN_SECOND', 'POLL_MIN_SECONDS'],
    ['SIMULATOR_SPEDE', 'SIMULATOR_SPEED'],
    ['POLICYFILE', 'POLICY_FILE'],
    ['api_keys_file', 'API_KEYS_FILE'],
  ])('the mistyped variable %s is a warning that suggests %s', (name, meant) => {
    expect(warningsOf({ [name]: '1' })).toEqual([
      `The environment variable ${name} is not an option. Did you mean ${meant}?`,
    ]);
  });

  test('variables of other programs are no mistakes', () => {
    expect(warningsOf({ PATH: '/bin', PORTS: '1', AWS_PROFILE: 'x', AWS_DEFAULT_REGION: 'us-east-1' })).toEqual([]);
    expect(warningsOf({ AWS_ENDPOINT_URL_SQS: 'http://x' })).toEqual([]);
    expect(warningsOf({ REDIS_URLS: 'a', REDIS_URL: 'redis://localhost', START_SECRET: 's'.repeat(32) })).toEqual([]);
  });

  test('another usual name of a variable is read if the option itself is not set', () => {
    const regions = { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' };
    expect(parsed([], regions).AWS_REGION).toBe('us-east-1');
    expect(parsed([], { ...regions, AWS_REGION: '' }).AWS_REGION).toBe('us-west-2');
    expect(parsed(['--aws-region=eu-west-1'], regions).AWS_REGION).toBe('eu-west-1');
    expect(faultsOf([], { AWS_DEFAULT_REGION: 'x' })).toEqual([
      'AWS_DEFAULT_REGION is "x". Allowed: a region such as us-east-1.',
    ]);
    expect(parsed([], { https_proxy: 'http://a', http_proxy: 'http://b', no_proxy: 'c' })).toMatchObject({
      HTTPS_PROXY: 'http://a',
      HTTP_PROXY: 'http://b',
      NO_PROXY: 'c',
    });
    expect(warningsOf({ https_proxy: 'http://a', no_proxy: 'c' })).toEqual([]);
  });

  test.each([
    ['proxy.example:3128', 'http://proxy.example:3128'],
    ['proxy', 'http://proxy'],
    ['https://user:p%40ss@proxy.example', 'https://user:p%40ss@proxy.example'],
    ['http://[fd00::1]:3128', 'http://[fd00::1]:3128'],
  ])('the proxy %s is %s', (HTTPS_PROXY, url) => {
    expect(parsed([], { HTTPS_PROXY }).HTTPS_PROXY).toBe(url);
  });

  test.each([
    'socks5://proxy.example',
    'http://',
    'a b',
    'http://user:%zz@proxy.example',
    'http://%E2:%82%AC@h',
    'ftp://h',
  ])('the proxy %s is refused, and its password is not repeated', (HTTPS_PROXY) => {
    expect(faultsOf([], { HTTPS_PROXY })).toEqual([
      'HTTPS_PROXY is not valid. Allowed: an http or https URL, or host:port.',
    ]);
  });

  test('the required claims of tokens are pairs', () => {
    expect(parsed([], { JWT_REQUIRED_CLAIMS: 'token_use=access,https://a.example/x=b=c' }).JWT_REQUIRED_CLAIMS).toEqual(
      [
        { claim: 'token_use', value: 'access' },
        { claim: 'https://a.example/x', value: 'b=c' },
      ],
    );
    for (const JWT_REQUIRED_CLAIMS of ['token_use', 'token_use=', '=access', 'a=b,']) {
      expect(faultsOf([], { JWT_REQUIRED_CLAIMS })).toHaveLength(1);
    }
  });

  test.each(['on', 'true', '1'])('a switch is on with %s', (value) => {
    expect(parsed([], { ALLOW_ANONYMOUS_WRITES: value, INTROSPECTION: value })).toMatchObject({
      ALLOW_ANONYMOUS_WRITES: true,
      INTROSPECTION: true,
    });
  });

  test.each([
    ['50', { authenticated: 50, anonymous: 50 }],
    ['50,20', { authenticated: 50, anonymous: 20 }],
    ['unlimited,20', { authenticated: Number.POSITIVE_INFINITY, anonymous: 20 }],
  ])('STARTS_PER_HOUR=%s limits authenticated and anonymous callers', (text, limit) => {
    expect(parsed([], { STARTS_PER_HOUR: text })).toMatchObject({ STARTS_PER_HOUR: limit });
  });

  test.each(['0', '50,', '1,2,3', 'none', '10000001', '1, 2'])('STARTS_PER_HOUR=%j is refused', (text) => {
    expect(faultsOf([], { STARTS_PER_HOUR: text })).toHaveLength(1);
  });

  test.each(Object.entries(renamedOptions))(
    '%s is refused as a flag and as a variable, and the message names %s',
    (old, name) => {
      expect(Object.keys(options)).toContain(name);
      expect(Object.keys(options)).not.toContain(old);
      expect(faultsOf([], { [old]: '1' })).toEqual([`${old} was renamed to ${name}.`]);
      expect(faultsOf([`--${flagOf(old)}=1`])).toEqual([`--${flagOf(old)} was renamed to --${flagOf(name)}.`]);
      expect(faultsOf([], { [old]: '' })).toEqual([]);
    },
  );

  test('options that contradict each other are a fault', () => {
    expect(faultsOf(['--poll-max-seconds=3'])).toEqual(['POLL_MIN_SECONDS (5) is above POLL_MAX_SECONDS (3).']);
    expect(faultsOf(['--max-caller-bytes=10000000', '--max-held-bytes=9000000'])).toEqual([
      'MAX_CONNECTION_BYTES (16777216) is above MAX_CALLER_BYTES (10000000).',
      'MAX_CALLER_BYTES (10000000) is above MAX_HELD_BYTES (9000000).',
    ]);
    expect(faultsOf(['--poll-max-seconds=3', '--poll-min-seconds=3'])).toEqual([]);
  });

  test('options of the embedded simulator together with SIMULATOR_URL are a fault', () => {
    const env = { SIMULATOR_URL: 'http://127.0.0.1:4566', SIMULATOR_SPEED: '60' };
    expect(faultsOf(['--simulator-port=0'], env)).toEqual([
      'SIMULATOR_SPEED is for the embedded simulator. The simulator at SIMULATOR_URL has its own setting.',
      '--simulator-port is for the embedded simulator. The simulator at SIMULATOR_URL has its own setting.',
    ]);
    expect(faultsOf([], { ...env, SIMULATOR_SPEED: '' })).toEqual([]);
    expect(faultsOf(['--simulator-url=https://x'])).toEqual(['--simulator-url is "https://x". Allowed: an http URL.']);
  });

  test('topics are a list', () => {
    const topics = [
      'arn:aws:sns:us-east-1:111122223333:jobs',
      'arn:aws-cn:sns:cn-north-1:444455556666:all_jobs-2',
      'arn:aws-eusc:sns:eusc-de-east-1:444455556666:jobs',
      'arn:aws-iso-b:sns:us-isob-east-1:444455556666:jobs',
    ];
    expect(parsed([], { SNS_TOPICS: topics.join(',') })).toMatchObject({ SNS_TOPICS: topics });
  });

  test.each([
    ['arn:aws:sns:us-east-1:111122223333:jobs,'],
    ['arn:aws:sns:us-east-1:111122223333:jobs, arn:aws:sns:us-east-1:111122223333:more'],
    ['arn:aws:sns:us-east-1.evil.example:111122223333:jobs'],
    ['arn:aws:sns:us-east-1:111122223333:jobs:c2e32d1b-aad1-4622-a3be-3e6a2b15a0c3'],
    ['arn:aws:sqs:us-east-1:111122223333:jobs'],
    ['arn:aws:sns:eusc-de-east-1:111122223333:jobs'],
    ['arn:aws-cn:sns:us-east-1:111122223333:jobs'],
    ['*'],
  ])('SNS_TOPICS=%j is refused', (topics) => {
    expect(faultsOf([], { SNS_TOPICS: topics })).toEqual([
      `SNS_TOPICS is ${JSON.stringify(topics)}. Allowed: ARNs of SNS topics, each in the partition of its region, separated by commas without spaces.`,
    ]);
  });

  test.each([
    ['--help', 'help'],
    ['-h', 'help'],
    ['--version', 'version'],
    ['-v', 'version'],
  ])('%s wins over everything else', (flag, kind) => {
    expect(parseConfig([flag, '--port', '-1'], {})).toEqual({ kind });
  });

  test.each([['1e3'], [' 1'], ['0x10'], ['-1'], ['1.5']])('PORT=%j is refused', (port) => {
    expect(faultsOf([], { PORT: port })).toHaveLength(1);
  });

  test('--help lists every option under its topic, in lines of at most 100 characters', () => {
    const help = helpText();
    let at = 0;
    for (const group of optionGroups) {
      at = help.indexOf(`\n${group.topic}:\n`, at);
      expect(at).toBeGreaterThan(0);
      for (const [name, { fallback }] of Object.entries<Option>(group.options)) {
        at = help.indexOf(`  --${flagOf(name)}, ${name}\n`, at);
        expect(at).toBeGreaterThan(0);
        if (fallback !== undefined) expect(help.indexOf(`Default: ${fallback} (`, at)).toBeGreaterThan(at);
      }
    }
    for (const line of help.split('\n').filter((each) => !each.includes('$')))
      expect(line.length).toBeLessThanOrEqual(104);
  });

  test.each([
    ['redis://localhost'],
    ['rediss://user:p%40ss@cache.example.com:6380/3'],
    ['redis://:secret@[::1]:6379'],
    ['/run/redis.sock'],
  ])('REDIS_URL=%s is accepted as it is', (url) => {
    expect(parsed([], { REDIS_URL: url, START_SECRET: secret })).toMatchObject({ REDIS_URL: url });
  });

  test('REDIS_URL without a secret of the start tokens is refused, and the message says what to set', () => {
    const [fault = '', ...others] = faultsOf([], { REDIS_URL: 'redis://localhost' });
    expect(others).toEqual([]);
    expect(fault).toMatch(/^Missing: START_SECRET\. .*openssl rand -hex 32.*STATE_DIR/);
    expect(parsed([], { REDIS_URL: 'redis://localhost', STATE_DIR: 'state' })).toMatchObject({ STATE_DIR: 'state' });
  });

  test.each([
    ['31 characters', 's'.repeat(31)],
    ['a space', `${secret} `],
    ['a comma', `${secret},${secret}`],
    ['a line break', `${secret}\n`],
    ['other than ASCII', `${secret}ß`],
  ])('START_SECRET with %s is refused, and the message does not show it', (_, value) => {
    const [fault = '', ...others] = faultsOf([], { START_SECRET: value });
    expect(others).toEqual([]);
    expect(fault).toBe(
      'START_SECRET is not valid. Allowed: 32 or more characters of printable ASCII, without spaces and commas.',
    );
  });

  test('START_SECRET is a secret in log lines, whatever it looks like', () => {
    for (const value of [secret, `a:${secret}`, `a://${secret}`, `a://b:c@${secret}`, `100%${secret}`])
      expect(secretsOf(parsed([], { START_SECRET: value }))).toContain(value);
  });

  test.each([
    ['REDIS_URL', 'redis://:p%40ss@h', ['p%40ss', 'p@ss']],
    // Bytes that are no UTF-8, and a percent sign that encodes nothing.
    ['REDIS_URL', 'redis://:p%FFss@h', ['p%FFss']],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://u:100%25@h', ['100%25', '100%']],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://u:100%@h', ['100%']],
    ['HTTPS_PROXY', 'u:pass@h:8080', ['pass']],
    ['REDIS_URL', 'redis://h', []],
    ['REDIS_URL', '/run/redis.sock', []],
  ])('of %s=%s, the password is a secret in log lines', (name, value, secrets) => {
    expect(secretsOf(parsed([], { [name]: value, STATE_DIR: 'state' }))).toEqual(secrets);
  });

  test.each([
    ['http://:secret@h'],
    ['redis://:secret@'],
    ['redis://:secret@h/?protocol=2'],
    ['redis://:secret@h/name'],
    // ioredis would not see that this asks for TLS.
    ['REDISS://:secret@h'],
    ['secret'],
  ])('REDIS_URL=%s is refused, and the message does not show it', (url) => {
    const [fault = '', ...others] = faultsOf([], { REDIS_URL: url });
    expect(others).toEqual([]);
    expect(fault).toContain('REDIS_URL is not valid');
    expect(fault).not.toContain('secret');
  });
});

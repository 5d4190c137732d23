import { describe, expect, test } from 'vitest';
import { ConfigError, flagOf, helpText, options, parseConfig } from '../../src/config/config.ts';
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

describe('the configuration', () => {
  test('has defaults for everything that needs one', () => {
    expect(parseConfig([], {})).toEqual({
      HOST: '127.0.0.1',
      PORT: 4000,
      SHUTDOWN_GRACE_SECONDS: 14,
      MAX_EVENT_LOOP_DELAY_MS: 200,
      ADMIN_HOST: '127.0.0.1',
      OTEL_SERVICE_NAME: 'glacier-graphql',
      BACKEND: 'local',
      JWT_ALGORITHMS: ['RS256', 'ES256', 'EdDSA'],
      ALLOW_ANONYMOUS_WRITES: '0',
      LOG_LEVEL: 'info',
      SIMULATOR_SPEED: 60,
      SIMULATOR_PORT: 0,
      SIMULATOR_ARCHIVES: 0,
      JOBS_PER_SOURCE: 5000,
      BULK_START_TIMEOUT_MS: 30_000,
      LIST_CONSISTENCY_SECONDS: 60,
      INVENTORY_SCAN_BYTES: 33_554_432,
      POLL_MIN_SECONDS: 5,
      POLL_MAX_SECONDS: 300,
      HEARTBEAT_SECONDS: 12,
      SLOW_READER_TIMEOUT_SECONDS: 15,
      OUTPUT_LINK_SECONDS: 900,
      AWS_TIMEOUT_MS: 5000,
      AWS_ATTEMPT_TIMEOUT_MS: 2000,
      AWS_GLACIER_CONCURRENCY: 40,
      AWS_S3_CONTROL_CONCURRENCY: 10,
      AWS_GLACIER_RATE: 1000,
      AWS_S3_CONTROL_RATE: 200,
      AWS_QUEUE_LENGTH: 10_000,
      AWS_QUEUE_TIMEOUT_MS: 30_000,
      MAX_DEPTH: 12,
      MAX_ALIASES: 60,
      MAX_TOKENS: 4000,
      MAX_AWS_CALLS: 2500,
      MAX_NODES: 20_000,
    });
  });

  test('a flag wins over the environment, and an empty variable counts as none', () => {
    expect(parseConfig(['--port', '1', '--backend=aws'], { PORT: '2', HOST: '::1', LOG_LEVEL: '' })).toMatchObject({
      PORT: 1,
      BACKEND: 'aws',
      HOST: '::1',
      LOG_LEVEL: 'info',
    });
  });

  test('all faults are named at once, with what is allowed', () => {
    const env = { SIMULATOR_SPEED: '0', AWS_ENDPOINT_URL: 'ftp://x', AWS_ACCOUNT_ID: '1' };
    expect(
      faultsOf(['--port', '65536', '--backend', 'gcp', '--nonsense', '--host', 'a b', 'stray', '--log-level'], env),
    ).toEqual([
      '--nonsense is not an option; see --help.',
      '"stray" is not an option; see --help.',
      '--log-level lacks its value.',
      '--host is "a b"; it may be a host name or an IP address.',
      '--port is "65536"; it may be 0 to 65535.',
      '--backend is "gcp"; it may be local or aws.',
      'SIMULATOR_SPEED is "0"; it may be above 0, up to 1000000.',
      'AWS_ACCOUNT_ID is "1"; it may be 12 digits.',
      'AWS_ENDPOINT_URL is "ftp://x"; it may be an http or https URL.',
    ]);
  });

  test.each(Object.entries(renamedOptions))('%s is refused, as a flag and as a variable: it is %s now', (old, name) => {
    expect(Object.keys(options)).toContain(name);
    expect(Object.keys(options)).not.toContain(old);
    expect(faultsOf([], { [old]: '1' })).toEqual([`${old} was renamed; use ${name}.`]);
    expect(faultsOf([`--${flagOf(old)}=1`])).toEqual([`--${flagOf(old)} was renamed; use --${flagOf(name)}.`]);
    expect(faultsOf([], { [old]: '' })).toEqual([]);
  });

  test('options that contradict each other are a fault', () => {
    expect(faultsOf(['--poll-max-seconds=3'])).toEqual(['POLL_MIN_SECONDS is 5, above POLL_MAX_SECONDS, which is 3.']);
    expect(faultsOf(['--poll-max-seconds=3', '--poll-min-seconds=3'])).toEqual([]);
  });

  test('an embedded simulator and one elsewhere are a fault', () => {
    const env = { SIMULATOR_URL: 'http://127.0.0.1:4566', SIMULATOR_SPEED: '60' };
    expect(faultsOf(['--simulator-port=0'], env)).toEqual([
      'SIMULATOR_SPEED is for the embedded simulator; the one at SIMULATOR_URL has its own.',
      '--simulator-port is for the embedded simulator; the one at SIMULATOR_URL has its own.',
    ]);
    expect(faultsOf([], { ...env, SIMULATOR_SPEED: '' })).toEqual([]);
    expect(faultsOf(['--simulator-url=https://x'])).toEqual(['--simulator-url is "https://x"; it may be an http URL.']);
  });

  test('topics are a list', () => {
    const topics = ['arn:aws:sns:us-east-1:111122223333:jobs', 'arn:aws-cn:sns:cn-north-1:444455556666:all_jobs-2'];
    expect(parseConfig([], { SNS_TOPICS: topics.join(',') })).toMatchObject({ SNS_TOPICS: topics });
  });

  test.each([
    ['arn:aws:sns:us-east-1:111122223333:jobs,'],
    ['arn:aws:sns:us-east-1:111122223333:jobs, arn:aws:sns:us-east-1:111122223333:more'],
    ['arn:aws:sns:us-east-1.evil.example:111122223333:jobs'],
    ['arn:aws:sns:us-east-1:111122223333:jobs:c2e32d1b-aad1-4622-a3be-3e6a2b15a0c3'],
    ['arn:aws:sqs:us-east-1:111122223333:jobs'],
    ['*'],
  ])('SNS_TOPICS=%j is refused', (topics) => {
    expect(faultsOf([], { SNS_TOPICS: topics })).toEqual([
      `SNS_TOPICS is ${JSON.stringify(topics)}; it may be ARNs of SNS topics, with commas between them.`,
    ]);
  });

  test.each(['--help', '-h'])('%s asks for help, whatever else is given', (flag) => {
    expect(parseConfig([flag, '--port', '-1'], {})).toBe('help');
  });

  test.each([['1e3'], [' 1'], ['0x10'], ['-1'], ['1.5']])('PORT=%j is refused', (port) => {
    expect(faultsOf([], { PORT: port })).toHaveLength(1);
  });

  test.each(Object.keys(options))('%s stands in --help', (name) => {
    expect(helpText()).toContain(`--${flagOf(name)}, ${name}\n`);
  });

  test.each([
    ['redis://localhost'],
    ['rediss://user:p%40ss@cache.example.com:6380/3'],
    ['redis://:secret@[::1]:6379'],
    ['/run/redis.sock'],
  ])('REDIS_URL=%s is taken as it is', (url) => {
    expect(parseConfig([], { REDIS_URL: url })).toMatchObject({ REDIS_URL: url });
  });

  test.each([
    ['http://:secret@h'],
    ['redis://:secret@'],
    ['redis://:secret@h/?protocol=2'],
    ['redis://:secret@h/name'],
    // ioredis would not see that this asks for TLS.
    ['REDISS://:secret@h'],
    ['secret'],
  ])('REDIS_URL=%s is refused, and not shown', (url) => {
    const [fault = '', ...others] = faultsOf([], { REDIS_URL: url });
    expect(others).toEqual([]);
    expect(fault).toContain('REDIS_URL is something else');
    expect(fault).not.toContain('secret');
  });
});

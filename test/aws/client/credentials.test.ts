// Credentials that expire, change or do not arrive, and a wrong clock: through the real SDK.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { assumedCredentials } from '../../../src/aws/client/assumedCredentials.ts';
import type { CallEnd, ObservedCall } from '../../../src/aws/client/awsObserver.ts';
import { type Aws, createAws } from '../../../src/aws/client/createAws.ts';
import { Credentials, type CredentialsOptions } from '../../../src/aws/client/credentials.ts';
import { describeVault } from '../../../src/aws/glacier/describeVault.ts';
import { initiateJob } from '../../../src/aws/glacier/initiateJob.ts';
import { createClock } from '../../../src/core/clock.ts';
import type { OutageLogger } from '../../../src/core/createOutageLog.ts';
import { createEgress } from '../../../src/egress/createEgress.ts';
import { startSimulator } from '../../../src/simulator/startSimulator.ts';

const accountId = '444455556666';
const region = 'us-east-1';
const never = new AbortController().signal;
const inventory = { Type: 'inventory-retrieval' };
const identity = { accessKeyId: accountId, secretAccessKey: 'any' };

const silent = pino({ level: 'silent' });

const credentialsFrom = (
  provider: AwsCredentialIdentityProvider,
  options: Partial<CredentialsOptions> = {},
): Credentials => new Credentials({ provider, owner: 'test', timeout: 60_000, log: silent, ...options });

/** Restored as the same object: a copy would no longer set the variables of the process, e.g. TZ. */
const { env } = process;
beforeAll(() => {
  process.env = { ...env };
  process.env['AWS_CONFIG_FILE'] = '/dev/null';
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null';
});
afterAll(() => {
  process.env = env;
});

/** AWS at a URL, with these credentials, and the notifications of its observer. */
function awsAt(url: string, credentials: Credentials) {
  const ends: (ObservedCall & CallEnd)[] = [];
  const aws = createAws(
    {
      kind: 'AWS',
      accounts: [{ accountId, name: null, regions: [region] }],
      clock: createClock({ speed: 0 }),
      endpoints: () => ({ glacier: url }),
      credentials: () => credentials,
    },
    { attempt: 5_000, call: 10_000 },
    { observer: { begin: (call) => (end) => void ends.push({ ...call, ...end }) } },
  );
  onTestFinished(() => aws.close());
  return { aws, ends };
}

const look = (aws: Aws, vaultName: string) =>
  describeVault(aws.session(anonymous, never), { accountId, region, vaultName }).then(
    () => 'answered',
    (error) => `${error.code}: ${error.message}`,
  );

async function role() {
  const simulator = await startSimulator({ clock: createClock({ speed: 1 }) });
  onTestFinished(() => simulator.close());
  const own = credentialsFrom(async () => ({ accessKeyId: '111122223333', secretAccessKey: 'any' }));
  const roleArn = `arn:aws:iam::${accountId}:role/reader`;
  const credentials = assumedCredentials(
    own,
    { roleArn, externalId: undefined, region, stsEndpoint: simulator.url },
    {
      egress: createEgress(),
      timeouts: { attempt: 60_000, call: 60_000 },
      log: silent,
      steady: createClock({ speed: 0 }),
    },
  );
  const { aws, ends } = awsAt(simulator.url, credentials);
  await look(aws, 'first');
  expect(simulator.calls.counts['sts.AssumeRole']).toBe(1);
  simulator.calls.reset();
  const { sessionToken = '' } = await credentials.provide();
  /** The present credentials, or all future ones too. */
  const expire = (which: 'now' | 'always') =>
    simulator.faults.set([
      {
        operation: 'glacier.DescribeVault',
        kind: 'error',
        code: 'ExpiredTokenException',
        status: 403,
        message: 'The security token included in the request is expired',
        ...(which === 'now' ? { sessionToken } : {}),
      },
    ]);
  const all = () => Promise.all(Array.from({ length: 50 }, (_, at) => look(aws, `vault-${at}`)));
  return { simulator, sessionToken, ends, expire, all };
}

describe('expired credentials', () => {
  test('are renewed once for all calls, and each call is retried once', async () => {
    const { simulator, expire, all } = await role();
    expire('now');
    // NOT_FOUND is a response of AWS.
    expect(new Set((await all()).map((answer) => answer.split(':')[0]))).toEqual(new Set(['NOT_FOUND']));
    const { 'sts.AssumeRole': assumed, 'glacier.DescribeVault': calls } = simulator.calls.counts;
    expect(assumed).toBe(1);
    expect(calls).toBeGreaterThan(50);
    expect(calls).toBeLessThanOrEqual(100);
  });

  test('that cannot be renewed are GATEWAY_CREDENTIALS without their values, and cost no further calls of STS or AWS', async () => {
    const { simulator, sessionToken, ends, expire, all } = await role();
    expire('always');
    const answers = new Set([...(await all()), ...(await all())]);
    expect([...answers]).toEqual(['GATEWAY_CREDENTIALS: AWS does not accept the credentials of the gateway.']);
    expect(simulator.calls.counts['sts.AssumeRole']).toBe(1);
    expect(simulator.calls.counts['glacier.DescribeVault']).toBeLessThanOrEqual(150);
    expect(JSON.stringify([...answers, ...ends])).not.toContain(sessionToken);
  });
});

describe('credentials that do not arrive', () => {
  const hanging = () => new Promise<never>(() => undefined);
  const late = "DEADLINE_EXCEEDED: The gateway's AWS credentials did not arrive in time.";

  /** A simulator, and credentials whose requests end as the test decides. */
  async function requests(answers: (() => Promise<AwsCredentialIdentity>)[]) {
    const simulator = await startSimulator({ clock: createClock({ speed: 1 }) });
    onTestFinished(() => simulator.close());
    const steady = createClock({ speed: 0 });
    let made = 0;
    const credentials = credentialsFrom(
      () => {
        const answer = answers[made] ?? answers.at(-1) ?? hanging;
        made += 1;
        return answer();
      },
      { timeout: 1_000, steady },
    );
    /** Lets the calls wait until their time is up. */
    const timeOut = async () => {
      await expect.poll(() => made).toBe(1);
      steady.advance(1_000);
    };
    return { ...awsAt(simulator.url, credentials), steady, timeOut, made: () => made };
  }

  test('delay no call for long, make no start INDETERMINATE, and are requested again after a minute', async () => {
    const { aws, ends, steady, timeOut, made } = await requests([hanging, async () => identity]);
    const first = look(aws, 'a');
    await timeOut();
    expect(await first).toBe(late);
    const session = aws.session(anonymous, never);
    const vault = { accountId, region, vaultName: 'any' };
    await expect(initiateJob(session, vault, inventory, async () => undefined)).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    expect(made()).toBe(1);
    steady.advance(60_000);
    expect(await look(aws, 'a')).toMatch(/^NOT_FOUND/);
    expect(made()).toBe(2);
    expect(ends.map(({ result, attempts }) => [result, attempts])).toEqual([
      ['DEADLINE_EXCEEDED', 0],
      ['DEADLINE_EXCEEDED', 0],
      ['NOT_FOUND', 1],
    ]);
  });

  test('in time are used when they arrive, and the request is made once', async () => {
    let arrive = (_: AwsCredentialIdentity) => {};
    const slow = () =>
      new Promise<AwsCredentialIdentity>((resolve) => {
        arrive = resolve;
      });
    const { aws, timeOut, made } = await requests([slow]);
    const both = Promise.all([look(aws, 'a'), look(aws, 'b')]);
    await timeOut();
    expect(await both).toEqual([late, late]);
    arrive(identity);
    expect(await look(aws, 'c')).toMatch(/^NOT_FOUND/);
    expect(made()).toBe(1);
  });

  test('are reported without the reason of the SDK, which may name a profile', async () => {
    const { aws, ends } = await requests([
      async () => {
        throw Object.assign(new Error('profile secret-profile could not be found'), {
          name: 'CredentialsProviderError',
        });
      },
    ]);
    expect(await look(aws, 'a')).toBe('GATEWAY_CREDENTIALS: The gateway has no AWS credentials for this.');
    expect(ends[0]?.cause).toMatchObject({ message: 'profile secret-profile could not be found' });
  });
});

describe('credentials that expire', () => {
  const minute = 60_000;

  /** Credentials that are valid for so long, and whose renewal fails until the test says otherwise. */
  function expiring() {
    const clock = createClock({ speed: 0 });
    const lines: [string, Record<string, unknown>][] = [];
    const log = {
      warn: (fields: object, message: string) => void lines.push([message, { ...fields }]),
      info: (fields: object, message: string) => void lines.push([message, { ...fields }]),
    } as OutageLogger;
    let made = 0;
    let isFailing = false;
    const credentials = credentialsFrom(
      async () => {
        made += 1;
        if (isFailing) throw new Error('the helper has no token');
        return { ...identity, sessionToken: `${made}`, expiration: new Date(clock.now() + 60 * minute) };
      },
      { clock, steady: clock, log },
    );
    return {
      credentials,
      clock,
      lines,
      made: () => made,
      fail: (yes: boolean) => {
        isFailing = yes;
      },
    };
  }

  test('are renewed in the background five minutes before, once for all calls', async () => {
    const { credentials, clock, made } = expiring();
    expect((await credentials.provide()).sessionToken).toBe('1');
    clock.advance(54 * minute);
    expect((await credentials.provide()).sessionToken).toBe('1');
    expect(made()).toBe(1);
    clock.advance(2 * minute);
    const during = await Promise.all(Array.from({ length: 50 }, () => credentials.provide()));
    // No call waits for the renewal, while the present ones are valid for long enough.
    expect(new Set(during.map(({ sessionToken }) => sessionToken))).toEqual(new Set(['1']));
    await expect.poll(async () => (await credentials.provide()).sessionToken).toBe('2');
    expect(made()).toBe(2);
  });

  test('are awaited in the last minute', async () => {
    const { credentials, clock } = expiring();
    await credentials.provide();
    clock.advance(59.5 * minute);
    expect((await credentials.provide()).sessionToken).toBe('2');
  });

  test('and are not renewed stay in use to their end, then fail, and are found again; the log says all of it', async () => {
    const { credentials, clock, lines, made, fail } = expiring();
    await credentials.provide();
    fail(true);
    clock.advance(56 * minute);
    for (let second = 0; second < 60; second += 1) {
      expect((await credentials.provide()).sessionToken).toBe('1');
      clock.advance(1_000);
    }
    // One request in ten seconds, and one line in a minute.
    expect(made()).toBe(1 + 6);
    expect(lines.map(([message]) => message)).toEqual(['AWS credentials could not be renewed']);
    expect(lines[0]?.[1]).toMatchObject({ owner: 'test', err: { message: 'the helper has no token' } });
    clock.advance(10 * minute);
    await expect(credentials.provide()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    fail(false);
    clock.advance(1_000);
    expect((await credentials.provide()).expiration?.getTime()).toBe(clock.now() + 60 * minute);
    expect(lines.map(([message]) => message)).toEqual([
      'AWS credentials could not be renewed',
      'AWS credentials could not be renewed',
      'AWS credentials are available again',
    ]);
  });

  test.each(['arrive', 'fail'] as const)('and %s after those of a later request change nothing', async (late) => {
    const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15) });
    const first = { resolve: (_: AwsCredentialIdentity) => {}, reject: (_: Error) => {} };
    let made = 0;
    const credentials = credentialsFrom(
      async () => {
        made += 1;
        if (made > 1) return { ...identity, sessionToken: `${made}` };
        return new Promise<AwsCredentialIdentity>((resolve, reject) => Object.assign(first, { resolve, reject }));
      },
      { clock, steady: clock, timeout: 10_000 },
    );
    const given = credentials.provide();
    clock.advance(10_000);
    await expect(given).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    clock.advance(60_000);
    expect((await credentials.provide()).sessionToken).toBe('2');
    const { generation } = credentials;
    if (late === 'arrive') first.resolve({ ...identity, sessionToken: '1' });
    else first.reject(new Error('the helper was stopped'));
    await new Promise(setImmediate);
    expect([(await credentials.provide()).sessionToken, credentials.generation]).toEqual(['2', generation]);
    // The failure of the old request does not keep a new one away.
    expect(await credentials.renew(generation)).toBe(true);
    expect((await credentials.provide()).sessionToken).toBe('3');
  });
});

/** A Glacier whose clock is ahead, and by how many minutes the signature of each call was off. */
async function aheadBy(ahead: number, answer: { status: number; code?: string }) {
  const signedAt: number[] = [];
  const server = createServer((request, response) => {
    const now = Date.now() + ahead;
    const [, year, month, day, hour, minute, second] =
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(request.headers['x-amz-date'])) ?? [];
    const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    signedAt.push(Math.round((at - now) / 60_000) + 0);
    request.resume();
    const skewed = Math.abs(at - now) > 300_000;
    response.writeHead(skewed ? 403 : answer.status, {
      date: new Date(now).toUTCString(),
      'content-type': 'application/json',
      'x-amzn-requestid': 'one',
      'x-amz-job-id': 'started',
    });
    response.end(JSON.stringify({ code: skewed ? 'RequestTimeTooSkewed' : answer.code, message: 'no' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  onTestFinished(() => server.closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { aws } = awsAt(
    url,
    credentialsFrom(async () => identity),
  );
  return { aws, signedAt };
}

describe('a clock that is wrong by ten minutes', () => {
  const ahead = 600_000;
  const start = (aws: Aws) =>
    initiateJob(
      aws.session(anonymous, never),
      { accountId, region, vaultName: 'any' },
      inventory,
      async () => undefined,
    );

  test('is corrected by the SDK, and an error for another reason is not retried', async () => {
    const { aws, signedAt } = await aheadBy(ahead, { status: 404, code: 'ResourceNotFoundException' });
    expect(await look(aws, 'a')).toMatch(/^NOT_FOUND/);
    expect(await look(aws, 'b')).toMatch(/^NOT_FOUND/);
    expect(signedAt).toEqual([-10, 0, 0]);
  });

  test('does not prevent a start', async () => {
    const { aws, signedAt } = await aheadBy(ahead, { status: 202 });
    expect(await start(aws)).toMatchObject({ jobId: 'started' });
    expect(signedAt).toEqual([-10, 0]);
  });

  test('does not cause a retry of a start whose response is lost', async () => {
    const { aws, signedAt } = await aheadBy(ahead, { status: 500, code: 'ServiceUnavailableException' });
    await expect(start(aws)).rejects.toMatchObject({ code: 'INDETERMINATE' });
    expect(signedAt).toEqual([-10, 0]);
  });
});

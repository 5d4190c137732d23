// Connections that fail: the log names cause, host and code, whatever the gateway wanted there. Callers get a stable message.
import { once } from 'node:events';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Credentials } from '../../src/aws/client/credentials.ts';
import { createClock } from '../../src/core/clock.ts';
import { selfSigned } from '../../src/simulator/sns/selfSigned.ts';
import { createLog } from '../../src/telemetry/createLog.ts';
import { createTestAuthenticator } from '../access/createTestAuthenticator.ts';
import { makeKey, sign, tokensOf } from '../access/startIssuer.ts';
import { rsaKeys } from '../support/rsaKeys.ts';
import { startForwardProxy } from '../support/startForwardProxy.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const query = '{ vault(name: "media-masters") { name } }';

/** A log whose lines the test reads. */
function collect() {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  const find = (msg: string) => lines.filter((line) => line['msg'] === msg);
  return { log, lines, find };
}

/** A TLS server whose certificate nobody trusts. */
const cert = selfSigned({
  ...rsaKeys,
  commonName: 'localhost',
  serial: Buffer.from([1]),
  from: Date.now() - 86_400_000,
  to: Date.now() + 86_400_000,
});
let requests = 0;
const untrusted = createServer(
  { key: rsaKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert },
  (_, response) => {
    requests += 1;
    response.end();
  },
);
let untrustedUrl: string;
beforeAll(async () => {
  untrusted.listen(0, '127.0.0.1');
  await once(untrusted, 'listening');
  untrustedUrl = `https://localhost:${(untrusted.address() as AddressInfo).port}`;
});
afterAll(() => void untrusted.close());

describe('AWS', () => {
  test.each<[string, () => Partial<Parameters<typeof startGateway>[0]>, object]>([
    [
      'a port where nobody listens',
      () => ({ endpoint: 'http://127.0.0.1:9' }),
      { code: 'ECONNREFUSED', host: '127.0.0.1' },
    ],
    [
      'a name that does not exist',
      () => ({ endpoint: 'http://glacier.invalid' }),
      { code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/), host: 'glacier.invalid' },
    ],
    [
      'a certificate that is not trusted',
      () => ({ endpoint: untrustedUrl }),
      { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', host: 'localhost' },
    ],
    [
      'a proxy that is not there',
      () => ({ endpoint: 'https://glacier.example', HTTPS_PROXY: 'http://user:hidden-word@127.0.0.1:9' }),
      {
        code: 'ECONNREFUSED',
        host: 'glacier.example',
        proxy: '127.0.0.1:9',
        message: expect.stringContaining('The proxy 127.0.0.1:9'),
      },
    ],
  ])('%s', async (_, options, err) => {
    const { log, find, lines } = collect();
    await using gateway = await startGateway({ ...options(), log });
    const { errors } = await gateway.query(query);
    expect(errors).toMatchObject([
      { message: 'AWS could not be reached.', extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ]);
    expect(find('AWS call').at(-1)).toMatchObject({ result: 'SERVICE_UNAVAILABLE', err });
    expect(JSON.stringify(lines)).not.toContain('hidden-word');
  });

  test('a proxy that does not answer: the call ends in time, and the log names the proxy', async () => {
    const silent = createTcpServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const proxy = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { log, find } = collect();
    await using gateway = await startGateway({
      endpoint: 'https://glacier.example',
      HTTPS_PROXY: `http://${proxy}`,
      AWS_ATTEMPT_TIMEOUT_MS: 300,
      AWS_TIMEOUT_MS: 600,
      log,
    });
    const { errors } = await gateway.query(query);
    expect(errors).toMatchObject([
      { message: 'AWS did not answer in time.', extensions: { code: 'DEADLINE_EXCEEDED' } },
    ]);
    const [line] = find('AWS call');
    // By the timeout of the call: the tunnel would say ETIMEDOUT after ten seconds.
    expect(line).toMatchObject({ err: { type: 'TimeoutError', host: 'glacier.example', proxy } });
    silent.close();
  });

  test.each<[string, () => Promise<Partial<Parameters<typeof startGateway>[0]> & AsyncDisposable>]>([
    [
      'a certificate that is not trusted',
      async () => ({ endpoint: untrustedUrl, [Symbol.asyncDispose]: async () => {} }),
    ],
    [
      'a proxy that answers 502',
      async () => {
        const proxy = await startForwardProxy();
        return {
          endpoint: 'https://glacier.example',
          HTTPS_PROXY: proxy.url,
          [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
        };
      },
    ],
  ])('%s: a start was certainly not sent', async (_, open) => {
    await using options = await open();
    await using gateway = await startGateway(options);
    const { data } = await gateway.query(`mutation {
      initiateInventoryRetrieval(input: { vault: { address: {
        accountId: "111122223333", region: "us-east-1", name: "media-masters" } } }) {
        ... on MutationError { code retryable }
      }
    }`);
    expect(data.initiateInventoryRetrieval).toEqual({ code: 'SERVICE_UNAVAILABLE', retryable: true });
    expect(requests).toBe(0);
  });
});

test('the token issuer: once a minute, and when it is back', async () => {
  const { log, find } = collect();
  const clock = createClock({ speed: 0 });
  const tokens = tokensOf('http://127.0.0.1:9/keys', { log, clock });
  await using gateway = await startGateway({
    log,
    authenticator: createTestAuthenticator({ keys: {}, groups: { any: { '*/*': ['read'] } }, tokens }),
  });
  const token = await sign(await makeKey('any'));
  for (let count = 0; count < 5; count += 1) {
    const { errors } = await gateway.as(token).query(query);
    expect(errors).toMatchObject([{ message: 'The token issuer (JWT_JWKS_URL) cannot be reached. Try again later.' }]);
    clock.advance(3_000);
  }
  expect(find('the keys of the token issuer cannot be read')).toMatchObject([
    { level: 40, err: { type: 'DownloadError', code: 'ECONNREFUSED', host: '127.0.0.1:9' } },
  ]);
  expect(find('credentials refused')[0]).toMatchObject({ level: 20, reason: 'issuer_unreachable' });
});

test('the collector of traces', async () => {
  const { log, find } = collect();
  const gateway = await startGateway({ log, OTEL_EXPORTER_OTLP_ENDPOINT: untrustedUrl });
  await gateway.query(query);
  await gateway[Symbol.asyncDispose]();
  const [line] = find('trace export failed');
  expect(line).toMatchObject({ level: 40, host: new URL(untrustedUrl).host });
  // Of a batch in the background the SDK reports a text, of the last one the error itself.
  expect(JSON.stringify(line)).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
});

test('Redis', async () => {
  const { log, lines } = collect();
  await using _ = await startGateway({ log, REDIS_URL: 'redis://user:hidden-word@127.0.0.1:9' });
  expect(lines.find((line) => String(line['msg']).startsWith('Redis is unreachable'))).toMatchObject({
    host: '127.0.0.1:9',
    code: 'ECONNREFUSED',
  });
  expect(JSON.stringify(lines)).not.toContain('hidden-word');
});

describe('credentials that expire and cannot be renewed', () => {
  const readiness = async (gateway: TestGateway) => {
    const response = await fetch(new URL('/readyz', gateway.url));
    return { code: response.status, ...(await response.json()) };
  };

  test('are in the log and in the readiness, callers get a stable message, and later ones are used', async () => {
    const { log, find } = collect();
    const clock = createClock({ speed: 0 });
    let reason: string | null = null;
    let made = 0;
    const credentials = new Credentials({
      provider: async () => {
        made += 1;
        if (reason !== null) throw Object.assign(new Error(reason), { name: 'CredentialsProviderError' });
        const expiration = new Date(clock.now() + 3_600_000);
        return { accessKeyId: '111122223333', secretAccessKey: 'any', expiration };
      },
      owner: 'gateway',
      timeout: 60_000,
      log,
      clock,
      steady: clock,
    });
    await using gateway = await startGateway({ log, credentials: () => credentials });
    expect((await gateway.query(query)).errors).toBeUndefined();
    reason = 'the SSO session of profile secret-profile has expired';
    clock.advance(3_600_000);
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, at) => gateway.query(`{ vault(name: "v${at}") { name } }`)),
    );
    for (const { errors } of answers) {
      expect(errors).toMatchObject([
        {
          message: 'The gateway has no AWS credentials for this.',
          extensions: { code: 'GATEWAY_CREDENTIALS', retryable: true },
        },
      ]);
    }
    expect(JSON.stringify(answers)).not.toContain('secret-profile');
    // One for all five.
    expect(made).toBe(2);
    expect(find('AWS credentials could not be renewed')).toMatchObject([
      { level: 40, owner: 'gateway', err: { type: 'CredentialsProviderError', message: reason } },
    ]);
    expect(await readiness(gateway)).toEqual({ code: 503, status: 'unavailable', reasons: ['aws'] });
    reason = null;
    clock.advance(1_000);
    expect((await gateway.query(query)).errors).toBeUndefined();
    expect(find('AWS credentials are available again')).toHaveLength(1);
    expect(await readiness(gateway)).toMatchObject({ status: 'ok' });
  });
});

// Attacks on the HTTP layer. test/http/server.test.ts covers methods, content types, CSRF, malformed and large bodies, Accept,
// Host, paths, response headers and disabled CORS.
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../../src/http/createServer.ts';
import { json, type Sent, send, sendRaw } from '../http/send.ts';
import { calmHandlers } from '../support/calmHandlers.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { expectClean, expectHealthy, expectLittleWork, expectRefused, posted, sendHostile } from './cleanRefusal.ts';

const app = 'https://app.example';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ CORS_ORIGINS: [app] });
});
afterAll(() => gateway[Symbol.asyncDispose]());
afterAll(() => expectLittleWork(gateway));

const query = JSON.stringify({ query: '{ __typename }' });
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('100 000 nested arrays in variables', () => {
  const body = (text: string) => `{"query":${JSON.stringify(text)},"variables":{"v":${nested(100_000)}}}`;

  test('of a query are refused', async () => {
    await expectRefused(gateway, { ...posted(''), body: body('{ __typename }') });
  });

  test('of a subscription are refused', async () => {
    const sent = {
      headers: { ...json, accept: 'text/event-stream' },
      body: body('subscription { batchJobUpdates { job { id } } }'),
    };
    const { text } = await sendHostile(gateway, sent);
    expect(text).toMatch(
      /^event: next\ndata: {"errors":\[{"message":"Variables may be nested at most \d+ levels deep\."/,
    );
    expect(gateway.activity().broadcasts).toBe(0);
    await expectHealthy(gateway);
  });
});

test.each([
  ['lone surrogate', { v: '\ud800' }, 'v: '],
  ['lone surrogate, far inside', { v: [{ w: ['xy', 'x\udfffy'] }] }, 'v.0.w.1: '],
  ['lone surrogate under a name that cannot be', { v: { 'a b': '\ud800' } }, ''],
  ['lone surrogate that is all', '\ud800', ''],
])('%s in variables is refused', async (_, variables, where) => {
  const received = await expectRefused(gateway, posted('{ __typename }', variables));
  const [{ message }] = received.json().errors;
  expect(message).toBe(`${where}Variables must be well-formed Unicode: one contains a lone surrogate.`);
});

test('a pair of surrogates in variables is accepted as a character', async () => {
  expect((await gateway.query('{ __typename }', { v: '😀' })).data).toEqual({ __typename: 'Query' });
});

test.each<[string, Sent]>([
  [
    'gzip bomb: 64 MB of zeros in 64 KB',
    { body: gzipSync(Buffer.alloc(64 * 2 ** 20)), headers: { ...json, 'content-encoding': 'gzip' } },
  ],
  ['unknown content-encoding', { body: query, headers: { ...json, 'content-encoding': 'x-bomb' } }],
])('%s is refused without decompression', async (_, sent) => {
  await expectRefused(gateway, sent, { statuses: [415] });
});

test.each<[string, Sent]>([
  ['header flood: 64 KB of headers', { body: query, headers: { ...json, 'x-long': 'a'.repeat(65_536) } }],
  ['URL of 32 KB', { path: `/graphql?query={__typename}&x=${'a'.repeat(32_768)}` }],
])('%s is a clean 431', async (_, sent) => {
  await expectRefused(gateway, sent, { statuses: [431] });
});

describe('request smuggling', () => {
  test.each([
    [
      'transfer-encoding and content-length together',
      'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['bare LF', 'x: a\ny: b\n\n'],
    ['obs-fold', 'x: a\r\n b\r\n\r\n'],
  ])('by %s is answered once with 400 in JSON, and the connection is closed', async (_, rest) => {
    const behind = 'GET /graphql?query={smuggled:__typename} HTTP/1.1\r\nhost: localhost\r\n\r\n';
    const answer = await sendRaw(
      gateway.url,
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${rest}${behind}`,
    );
    const [head = '', text = ''] = answer.split('\r\n\r\n');
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(head).toContain('connection: close');
    expectClean(
      {
        status: Number(head.split(' ')[1]),
        headers: { 'content-type': /content-type: (.*)/.exec(head)?.[1] },
        rawHeaders: [],
        text,
        json: () => JSON.parse(text),
      },
      [400],
    );
    await expectHealthy(gateway);
  });
});

describe('slow headers', () => {
  test('on 50 connections are closed while others are served', async () => {
    const server = createServer(calmHandlers as never, '127.0.0.1', pino({ level: 'silent' }), {
      headers: 1_500,
      request: 3_000,
      checkInterval: 50,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const ends = Array.from({ length: 50 }, async () => {
      const socket = connect(port, '127.0.0.1');
      socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      await once(socket, 'close');
      return text;
    });
    expect((await send(`http://127.0.0.1:${port}/nowhere`, {})).status).toBe(404);
    for (const answer of await Promise.all(ends)) expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*"BAD_USER_INPUT"/);
    server.close();
  });

  test('are closed within 20 s by default, and slow bodies within 40 s', () => {
    const server = createServer((() => undefined) as never, '127.0.0.1', pino({ level: 'silent' }));
    const { headersTimeout, requestTimeout, connectionsCheckingInterval } = server as typeof server & {
      connectionsCheckingInterval?: number;
    };
    const lookEvery = connectionsCheckingInterval ?? 5_000;
    expect(headersTimeout + lookEvery).toBeLessThanOrEqual(20_000);
    expect(requestTimeout + lookEvery).toBeLessThanOrEqual(40_000);
  });
});

describe('a page of another origin', () => {
  const elsewhere = { origin: 'https://elsewhere.example' };
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  const corsOf = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));

  test.each([
    'https://elsewhere.example',
    'null',
    'http://app.example',
    'https://app.example.evil',
    'https://app.example:444',
    'HTTPS://APP.EXAMPLE',
    `${app}/`,
  ])('at %s gets no CORS headers, unlike a configured origin', async (origin) => {
    const refused = await send(gateway.url, { method: 'OPTIONS', headers: { origin, ...preflight } });
    expect(refused.status).toBe(405);
    expect(corsOf(refused.headers)).toEqual([]);
    const answered = await send(gateway.url, { body: query, headers: { ...json, origin } });
    expect(corsOf(answered.headers)).toEqual([]);
    expect(answered.headers.vary).toBe('Origin');
  });

  test.each<[string, Record<string, string>]>([
    ['with its origin', elsewhere],
    ['as an image', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['on another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['with the origin null', { origin: 'null' }],
  ])('cannot execute a query by GET, %s', async (_, headers) => {
    const path = '/graphql?query={vaults{nodes{name}}}';
    await expectRefused(gateway, { path, headers }, { statuses: [403] });
    await expectRefused(gateway, { path, headers: { ...headers, accept: 'text/event-stream' } }, { statuses: [403] });
  });

  test('of a configured origin passes the preflight and is allowed without credentials', async () => {
    const { status, headers } = await send(gateway.url, { method: 'OPTIONS', headers: { origin: app, ...preflight } });
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': app,
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': expect.stringContaining('content-type'),
      vary: 'Origin',
    });
    const allowed = String(headers['access-control-allow-headers']).split(', ');
    expect(allowed).toEqual(expect.arrayContaining(['authorization', 'x-api-key', 'last-event-id', 'traceparent']));
    for (const sent of [
      { body: query, headers: json },
      { path: '/graphql?query={__typename}', headers: {} },
    ]) {
      const answered = await send(gateway.url, {
        ...sent,
        headers: { ...sent.headers, origin: app, 'sec-fetch-site': 'cross-site' },
      });
      expect(answered.json().data).toEqual({ __typename: 'Query' });
      expect(answered.headers['access-control-allow-origin']).toBe(app);
      expect(answered.headers['access-control-allow-credentials']).toBeUndefined();
      expect(answered.headers['access-control-expose-headers']).toContain('x-request-id');
    }
  });

  test('of a configured origin may subscribe; another may not', async () => {
    const upgrade = (origin: string) =>
      sendRaw(
        gateway.url,
        `GET /graphql HTTP/1.1\r\nhost: localhost\r\norigin: ${origin}\r\nsec-fetch-site: cross-site\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n` +
          // A close frame, masked with zeros.
          '\x88\x80\0\0\0\0',
      );
    expect(await upgrade(app)).toMatch(/^HTTP\/1\.1 101 /);
    expect(await upgrade('https://elsewhere.example')).toMatch(/^HTTP\/1\.1 403 /);
  });
});

test('path traversal finds no file and makes no AWS call', async () => {
  for (const path of [
    '/../../etc/passwd',
    '/graphql/..%2f..%2fetc/passwd',
    '/outputs/../../etc/passwd',
    '/outputs/%2e%2e%2f%00',
  ]) {
    await expectRefused(gateway, { path }, { statuses: [404] });
  }
});

test('prototype pollution through the body has no effect', async () => {
  const polluted = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  for (const body of [
    `{"query":"{ __typename }","variables":${polluted}}`,
    `{"query":"{ __typename }","extensions":${polluted}}`,
    `{"query":"query ($filter: JobFilter) { jobs(filter: $filter, first: 1) { nodes { id } } }","variables":{"filter":${polluted}}}`,
  ]) {
    expect((await send(gateway.url, { headers: json, body })).status).toBeLessThan(500);
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

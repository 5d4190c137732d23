// The HTTP server: every request is answered or refused cleanly. Requests that a foreign web page can make a browser send have
// no effect.

import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../../src/http/createServer.ts';
import { vaultAddressText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { json, type Received, type Sent, send, sendRaw } from './send.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const ask = (sent: Sent) => send(gateway.url, sent);
const query = JSON.stringify({ query: '{ __typename }' });
const createVault = `mutation { createVault(input: { ${vaultAddressText('unwanted')} }) { __typename } }`;
const mebibyte = 1024 * 1024;

/** Every refusal is JSON with a code, and reveals neither internals nor the request. */
function expectRefusal(received: Received, status: number): void {
  expect(received.status).toBe(status);
  expect(received.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
  expect(received.headers['x-content-type-options']).toBe('nosniff');
  expect(received.headers['cache-control']).toBe('no-store');
  const { errors, ...rest } = received.json();
  expect(rest).toEqual({});
  expect(errors).toHaveLength(1);
  expect(errors[0].message).toEqual(expect.any(String));
  expect(errors[0].extensions.code).toMatch(/^[A-Z_]+$/);
  expect(received.text).not.toMatch(/originalError|node_modules|\.[jt]s:\d|stack/);
}

describe('paths', () => {
  test.each(['/healthz', '/readyz', '/healthz?verbose'])('%s reports ok, in JSON', async (path) => {
    const received = await ask({ path });
    expect(received.status).toBe(200);
    expect(received.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(received.json()).toEqual({ status: 'ok' });
  });

  test.each(['/healthz', '/health', '/readyz', ' ', '%20'])(
    'a query string that ends in %j does not make GraphQL a health check',
    async (end) => {
      expectRefusal(await ask({ path: `/graphql?x=${encodeURI(end)}` }), 400);
      const answered = await ask({ path: `/graphql?query={__typename}&x=${encodeURI(end)}` });
      expect(answered.json().data).toEqual({ __typename: 'Query' });
    },
  );

  test.each([
    '/favicon.ico',
    '/graphql/',
    '/graphql/more',
    '/healthz/',
    '/GRAPHQL',
    '/graphql/../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '//elsewhere.example/graphql?query={__typename}',
    'http://elsewhere.example/graphql?query={__typename}',
    '/<script>alert(1)</script>',
  ])('%s is answered with a 404 that does not repeat the path', async (path) => {
    const received = await ask({ path, headers: { accept: 'text/html' } });
    expectRefusal(received, 404);
    expect(received.text).not.toMatch(/script|passwd|elsewhere|favicon/);
  });
});

describe('the server executes', () => {
  // If one of these were executed, the vault would exist and the call would be counted.
  afterEach(() => {
    expect(gateway.calls()).toEqual({});
  });

  test('no mutation over GET, whatever the headers say about the method', async () => {
    const path = `/graphql?query=${encodeURIComponent(createVault)}`;
    for (const headers of [{}, { 'x-http-method-override': 'POST' }, { 'x-method-override': 'POST', ...json }]) {
      const received = await ask({ path, headers });
      expectRefusal(received, 405);
      expect(received.headers.allow).toBe('POST');
    }
  });

  const mutation = JSON.stringify({ query: createVault });
  test.each([
    ['text/plain', mutation],
    ['text/plain; charset=application/json', mutation],
    ['application/x-www-form-urlencoded', `query=${encodeURIComponent(createVault)}`],
    [
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${mutation}\r\n--x--\r\n`,
    ],
    ['application/xml', mutation],
    ['application/graphql', createVault],
    ['application/jsonx', mutation],
    ['', mutation],
  ])('no body of the type %j: browsers send it from any page', async (type, body) => {
    expectRefusal(await ask({ body, headers: { 'content-type': type } }), 415);
  });

  test('no body without a type', async () => {
    expectRefusal(await ask({ body: mutation }), 415);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded'])('no GET with the type %s', async (type) => {
    expectRefusal(await ask({ path: '/graphql?query={vaults{nodes{name}}}', headers: { 'content-type': type } }), 415);
  });

  test.each(['gzip', 'br', 'identity', 'x-unknown'])('no body in the content-encoding %s', async (encoding) => {
    expectRefusal(await ask({ body: mutation, headers: { ...json, 'content-encoding': encoding } }), 415);
  });

  test.each(['PATCH', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('no %s', async (method) => {
    const received = await ask({ method, headers: { 'x-secret': 'echo me' } });
    expectRefusal(received, 405);
    expect(received.headers.allow).toBe('GET, POST');
    expect(received.text).not.toContain('echo me');
  });

  test.each([
    ['cut short', '{"query":"{ __typename se'],
    ['not JSON', 'query { secret }'],
    ['raw NUL bytes', '\0\0secret'],
    ['null', 'null'],
    ['true', 'true'],
    ['a text', '"secret"'],
    ['a number', '1'],
    ['nothing', ''],
    ['an empty object', '{}'],
    ['an empty list', '[]'],
    ['a list of one query', `[${query}]`],
    ['a list of ten queries', `[${Array(10).fill(query).join()}]`],
    ['a query that is null', '{"query":null}'],
    ['a query that is a number', '{"query":1}'],
    ['variables that are a text', '{"query":"{__typename}","variables":"secret"}'],
    ['variables that are a list', '{"query":"{__typename}","variables":[]}'],
    ['extensions that are a number', '{"query":"{__typename}","extensions":1}'],
    ['an operation name that is a number', '{"query":"{__typename}","operationName":1}'],
    ['an operation that is not in the document', '{"query":"{__typename}","operationName":"secret"}'],
    ['two operations and no name', '{"query":"query A {__typename} query B {__typename}"}'],
    ['a schema', '{"query":"type Secret { b: Int }"}'],
    ['a parameter too many', `{"query":"{__typename}","${'secret '.repeat(1000)}":1}`],
    ['a __proto__', '{"query":"{__typename}","__proto__":{"polluted":true}}'],
  ])('no body that is %s', async (_, body) => {
    for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
      const received = await ask({ body, headers: { ...json, accept } });
      expectRefusal(received, 400);
      expect(received.text).not.toMatch(/secret/i);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('nothing for clients that do not accept JSON', async () => {
    for (const accept of ['image/png', 'text/html', 'nonsense']) {
      expectRefusal(await ask({ body: mutation, headers: { ...json, accept } }), 406);
    }
  });

  test('no query with an invalid Host, or a Host other than the loopback address', async () => {
    for (const host of [
      'a b',
      ']]',
      'x:99999',
      'u@h',
      'a/b',
      '<script>',
      '[::1',
      'x?',
      'rebound.example',
      '10.0.0.1',
    ]) {
      const received = await ask({ body: query, headers: { ...json, host } });
      expectRefusal(received, 400);
    }
  });

  test('a plain query with any spelling of its type and of the loopback address as Host', async () => {
    for (const type of ['application/json', 'APPLICATION/JSON; charset=utf-8', 'application/graphql+json']) {
      for (const host of ['localhost', 'LOCALHOST:80', '[::1]:4000', '127.0.0.1', '127.1.2.3:4000']) {
        const received = await ask({ body: query, headers: { 'content-type': type, host } });
        expect(received.status).toBe(200);
        expect(received.json().data).toEqual({ __typename: 'Query' });
      }
    }
  });
});

describe('size', () => {
  const ofSize = (bytes: number) => query + ' '.repeat(bytes - query.length);

  test('a body of exactly one MiB is answered', async () => {
    expect((await ask({ body: ofSize(mebibyte), headers: json })).json().data).toEqual({ __typename: 'Query' });
  });

  test.each([
    ['with its length', ofSize(mebibyte + 1)],
    ['in chunks', Array<string>(17).fill(' '.repeat(mebibyte / 16))],
    ['many times over', ofSize(20 * mebibyte)],
  ])('a larger body, %s, is refused and its connection closed', async (_, body) => {
    const received = await ask({ body, headers: json });
    expectRefusal(received, 413);
    expect(received.headers.connection).toBe('close');
  });

  test('a body with a larger content-length is refused before it is received', async () => {
    const answer = await sendRaw(
      gateway.url,
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${mebibyte + 1}\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test.each([
    ['64 KB in one header', { headers: { 'x-long': 'a'.repeat(65_536) } }],
    ['3000 headers', { headers: Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`x-${i}`, 'abc'])) }],
    ['an address of 32 KB', { path: `/graphql?query={__typename}&x=${'a'.repeat(32_768)}` }],
  ] satisfies [string, Sent][])('%s is answered with 431', async (_, sent) => {
    expect((await ask(sent)).status).toBe(431);
  });
});

describe('a connection', () => {
  test.each([
    [
      'content-length and transfer-encoding together',
      'content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef'],
    ['a header folded over two lines', 'x: a\r\n b\r\n\r\n'],
    ['line feeds without returns', 'x: a\ny: b\n\n'],
  ])('with %s is refused and closed after one answer', async (_, rest) => {
    const next = 'GET /graphql?query={smuggled:__typename} HTTP/1.1\r\nhost: localhost\r\n\r\n';
    const answer = await sendRaw(
      gateway.url,
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${rest}${next}`,
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    expect(answer).not.toContain('smuggled');
  });

  const head = 'POST /graphql HTTP/1.1\r\n';
  test.each<[string, number, string]>([
    ['no Host', 400, `${head}content-type: application/json\r\n`],
    ['two Hosts', 400, `${head}host: localhost\r\nhost: elsewhere.example\r\ncontent-type: application/json\r\n`],
    ['two types', 400, `${head}host: localhost\r\ncontent-type: application/json\r\ncontent-type: text/plain\r\n`],
    ['two credentials', 400, `${head}host: localhost\r\nauthorization: Bearer a\r\nAuthorization: Bearer b\r\n`],
    ['an expectation', 417, `${head}host: localhost\r\nexpect: secret\r\n`],
    ['CONNECT', 405, 'CONNECT elsewhere.example:443 HTTP/1.1\r\nhost: localhost\r\n'],
    [
      'an upgrade elsewhere',
      403,
      'GET /x HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n',
    ],
  ])('with %s is refused with %i, in JSON', async (_, status, rest) => {
    const answer = await sendRaw(gateway.url, `${rest}connection: close\r\ncontent-length: 0\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\ncontent-type: application\/json/i);
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))).errors).toHaveLength(1);
    expect(answer).not.toMatch(/secret|elsewhere/);
  });

  test('that sends too slowly is closed', async () => {
    // Node enforces the limits. How often it checks: see createServer.ts.
    const server = createServer((() => undefined) as never, '127.0.0.1', pino({ level: 'silent' }));
    expect(server.headersTimeout).toBe(10_000);
    expect(server.requestTimeout).toBe(25_000);
  });
});

describe('a foreign page', () => {
  test.each(['https://elsewhere.example', 'null', 'http://localhost:3000'])(
    'at %s gets no CORS headers',
    async (origin) => {
      const preflight = {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      };
      const answers = [
        await ask({ method: 'OPTIONS', headers: { origin, ...preflight } }),
        await ask({ body: query, headers: { ...json, origin } }),
        await ask({ path: '/graphql?query={__typename}', headers: { origin } }),
        await ask({ path: '/healthz', headers: { origin } }),
        await ask({ path: '/nowhere', headers: { origin } }),
      ];
      for (const { headers } of answers) {
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      }
    },
  );
});

describe('an answer', () => {
  test('is neither cached nor sniffed, and does not repeat a request ID', async () => {
    const received = await ask({ body: query, headers: { ...json, 'x-request-id': 'from-outside' } });
    expect(received.headers['x-content-type-options']).toBe('nosniff');
    expect(received.headers['cache-control']).toBe('no-store');
    expect(JSON.stringify(received.headers)).not.toContain('from-outside');
  });

  test('to an invalid query has an error code', async () => {
    for (const document of ['{', '{ nothing }', '{ vault(name: 1) { id } }', 'subscription { x }']) {
      const { errors } = await gateway.query(document);
      for (const error of errors ?? []) expect(error.extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/);
      expect(errors).toHaveLength(1);
    }
  });
});

describe('a request that offers a protocol upgrade', () => {
  const offer =
    'host: localhost\r\nConnection: Upgrade, HTTP2-Settings, close\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABk\r\n';

  test('is answered without the upgrade, as Java and curl expect', async () => {
    const body = JSON.stringify({ query: `{ __typename } # ${'x'.repeat(100_000)}` });
    const received = await sendRaw(
      gateway.url,
      `POST /graphql HTTP/1.1\r\n${offer}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(received).toContain('"data":{"__typename":"Query"}');
    expect(await sendRaw(gateway.url, `GET /healthz HTTP/1.1\r\n${offer}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test('leaves its connection open, and is subject to every check', async () => {
    const first = `GET /readyz HTTP/1.1\r\n${offer.replace(', close', '')}\r\n`;
    const received = await sendRaw(
      gateway.url,
      `${first}GET /nothing HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    );
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  });
});

// The host of PUBLIC_URL is this server's, for Host and for Origin alike, whatever a proxy makes of the two headers.
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { json, send } from './send.ts';

const query = JSON.stringify({ query: '{ __typename }' });
const subscription = '/graphql?query=subscription{batchJobUpdates{job{id}}}';

/** The status of a handshake. */
async function upgrade(url: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const handshake = {
    connection: 'upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    'sec-websocket-protocol': 'graphql-transport-ws',
    ...headers,
  };
  const lines = Object.entries(handshake).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /graphql HTTP/1.1\r\n${lines.join('')}\r\n`);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(String(answer))?.[1]);
}

interface Case {
  publicUrl: string;
  host: string;
  origin: string;
}

/** The status of each transport, and of a probe. */
async function statuses({ url }: TestGateway, { host, origin }: Pick<Case, 'host' | 'origin'>) {
  const stream = await new Promise<number>((resolve, reject) => {
    const [path, search] = subscription.split('?');
    send(url, {
      path: `${path}?${search}`,
      headers: { host, origin, accept: 'text/event-stream' },
      method: 'HEAD',
    }).then(({ status }) => resolve(status), reject);
  });
  return {
    probe: (await send(url, { path: '/readyz', headers: { host } })).status,
    post: (await send(url, { headers: { ...json, host, origin }, body: query })).status,
    get: (await send(url, { path: '/graphql?query={__typename}', headers: { host, origin } })).status,
    stream,
    webSocket: await upgrade(url, { host, origin }),
  };
}

const accepted = { probe: 200, post: 200, get: 200, stream: 200, webSocket: 101 };

describe('a page of PUBLIC_URL', () => {
  test.each<Case>([
    { publicUrl: 'https://gateway.example', host: 'gateway.example', origin: 'https://gateway.example' },
    { publicUrl: 'https://gateway.example/', host: 'gateway.example:443', origin: 'https://gateway.example' },
    { publicUrl: 'https://gateway.example/base/path', host: 'GATEWAY.Example', origin: 'https://gateway.example' },
    { publicUrl: 'https://GATEWAY.example', host: 'gateway.example.', origin: 'https://gateway.example.' },
    // nginx: $host has no port, $http_host has it, and without a setting Host is the name of the upstream.
    { publicUrl: 'http://gateway.example:8080', host: 'gateway.example', origin: 'http://gateway.example:8080' },
    { publicUrl: 'http://gateway.example:8080', host: 'gateway.example:8080', origin: 'http://gateway.example:8080' },
    { publicUrl: 'http://gateway.example:8080', host: '127.0.0.1:4000', origin: 'http://gateway.example:8080' },
    { publicUrl: 'http://gateway.example:80', host: 'gateway.example', origin: 'http://gateway.example' },
    { publicUrl: 'http://[2001:db8::1]:8080', host: '[2001:DB8:0::1]', origin: 'http://[2001:db8::1]:8080' },
    { publicUrl: 'http://192.0.2.1', host: '192.0.2.1', origin: 'http://192.0.2.1' },
    { publicUrl: 'https://münchen.example', host: 'xn--mnchen-3ya.example', origin: 'https://xn--mnchen-3ya.example' },
  ])('is accepted on every transport: $publicUrl, Host $host', async ({ publicUrl, host, origin }) => {
    await using gateway = await startGateway({ PUBLIC_URL: publicUrl });
    expect(await statuses(gateway, { host, origin })).toEqual(accepted);
  });
});

describe('any other name', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ PUBLIC_URL: 'https://gateway.example' });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(['rebound.example', 'gateway.example.evil', 'evil-gateway.example', 'sub.gateway.example', '192.0.2.1'])(
    'in Host is refused on loopback: %s',
    async (host) => {
      const refused = { probe: 400, post: 400, get: 400, stream: 400, webSocket: 403 };
      expect(await statuses(gateway, { host, origin: `https://${host}` })).toEqual(refused);
    },
  );

  test.each(['https://elsewhere.example', 'https://gateway.example:444', 'https://sub.gateway.example', 'null'])(
    'in Origin is refused where an origin counts: %s',
    async (origin) => {
      // A POST of JSON needs a preflight, which no other origin gets.
      const refused = { probe: 200, post: 200, get: 403, stream: 403, webSocket: 403 };
      expect(await statuses(gateway, { host: 'gateway.example', origin })).toEqual(refused);
    },
  );

  test('loopback remains accepted', async () => {
    expect(await statuses(gateway, { host: 'localhost:4000', origin: 'http://localhost:4000' })).toEqual(accepted);
  });
});

test('behind a trusted proxy, its X-Forwarded-Host and X-Forwarded-Proto are the URL of the pages', async () => {
  await using gateway = await startGateway({ TRUSTED_PROXIES: ['127.0.0.1'] });
  const forwarded = { host: '127.0.0.1', 'x-forwarded-host': 'gateway.example', 'x-forwarded-proto': 'https' };
  const from = (origin: string) => upgrade(gateway.url, { ...forwarded, origin });
  expect(await from('https://gateway.example')).toBe(101);
  expect(await from('http://gateway.example')).toBe(403);
  expect(await from('http://127.0.0.1')).toBe(403);
  // A rebound page can send any header, so Host itself is checked.
  expect(await upgrade(gateway.url, { ...forwarded, host: 'rebound.example', origin: 'http://rebound.example' })).toBe(
    403,
  );
});

// Requests that offer an upgrade to another protocol. Only a WebSocket handshake is upgraded. Every other request is answered
// as if it had offered nothing: proxies and HTTP libraries add such headers to requests of any kind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { sendRaw } from './send.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const statusesOf = (received: string) =>
  [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

/** More than Node reads at once. */
const body = JSON.stringify({ query: `{ __typename } # ${'x'.repeat(100_000)}` });
const post = `content-type: application/json\r\ncontent-length: ${body.length}\r\n`;
const chunked = `${body.length.toString(16)};name="value"\r\n${body}\r\n0\r\ntrailer: any\r\n\r\n`;
const search = new URLSearchParams({ query: '{ __typename }' });

describe.each([
  ['websocket', 'upgrade: websocket\r\nconnection: upgrade'],
  ['WebSocket in any case, beside close', 'UPGRADE: WebSocket\r\nConnection: Upgrade, close'],
  ['h2c', 'upgrade: h2c\r\nconnection: Upgrade, HTTP2-Settings\r\nhttp2-settings: AAMAAABk'],
  ['several protocols', 'upgrade: h2c, websocket\r\nconnection: upgrade'],
  ['several protocols in several headers', 'upgrade: h2c\r\nupgrade: websocket\r\nconnection: upgrade'],
  ['an upgrade to nothing', 'connection: upgrade'],
  ['a protocol without Connection', 'upgrade: websocket'],
])('a request that offers %s and is no handshake', (_, offer) => {
  const last = `GET /nothing HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`;

  test.each([
    ['POST', `POST /graphql HTTP/1.1\r\nhost: localhost\r\n${offer}\r\n${post}\r\n${body}`, '{"__typename":"Query"}'],
    [
      'POST in chunks',
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\n${offer}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n${chunked}`,
      '{"__typename":"Query"}',
    ],
    ['GET', `GET /graphql?${search} HTTP/1.1\r\nhost: localhost\r\n${offer}\r\n\r\n`, '{"__typename":"Query"}'],
    ['HEAD', `HEAD /graphql?${search} HTTP/1.1\r\nhost: localhost\r\n${offer}\r\n\r\n`, ''],
    ['probe', `GET /readyz HTTP/1.1\r\nhost: localhost\r\n${offer}\r\n\r\n`, ''],
  ])('by %s is answered as usual', async (method, request, text) => {
    const received = await sendRaw(gateway.url, /close/i.test(offer) ? request : request + last);
    expect(received).toContain(text);
    if (/close/i.test(offer)) return expect(statusesOf(received)).toEqual([200]);
    // Node 22 and later parse nothing after a body that comes with an offer. The client is told to use a new connection.
    const isLast = method.startsWith('POST') && /^connection: close/im.test(received.split('\r\n\r\n', 1)[0] ?? '');
    expect(statusesOf(received)).toEqual(isLast ? [200] : [200, 404]);
  });
});

const handshake = 'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

test.each([
  ['among other protocols', 'upgrade: websocket, foo\r\nconnection: upgrade'],
  ['behind another protocol', 'upgrade: h2c,WebSocket\r\nconnection: keep-alive, Upgrade'],
  ['in several headers', 'upgrade: h2c\r\nupgrade: websocket\r\nconnection: upgrade'],
  ['twice', 'upgrade: websocket\r\nupgrade: websocket\r\nconnection: keep-alive\r\nconnection: upgrade'],
])('a handshake that names WebSocket %s is accepted', async (_, offer) => {
  const masked = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);
  const head = `GET /graphql HTTP/1.1\r\nhost: localhost\r\n${offer}\r\n${handshake}\r\n`;
  const received = await sendRaw(gateway.url, Buffer.concat([Buffer.from(head), masked]));
  expect(received).toMatch(/^HTTP\/1\.1 101 /);
});

// Text that is not UTF-8 is refused on every transport: replaced characters would name another vault, job or archive.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { type Received, send, sendRaw } from './send.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json' };
const document = '{ vault(name: "m\xfcll") { name } }';

const invalid: [string, string][] = [
  ['Latin-1', '\xfc'],
  ['a cut character', '\xe2\x82'],
  ['a continuation byte alone', '\x80'],
  ['an overlong form', '\xc0\xaf'],
  ['a surrogate', '\xed\xa0\x80'],
  ['a code point beyond Unicode', '\xf4\x90\x80\x80'],
  ['a byte that UTF-8 never has', '\xff'],
];

/** The bytes are the characters, in Latin-1. */
const bodyOf = (bytes: string) => Buffer.from(JSON.stringify({ query: document }).replace('\xfc', bytes), 'latin1');

function expectRefused({ status, json: content }: Received): void {
  expect(status).toBe(400);
  expect(content().errors).toMatchObject([
    { message: expect.stringContaining('not valid UTF-8'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(gateway.calls()).toEqual({});
}

describe('a body', () => {
  test.each(invalid)('with %s is refused', async (_, bytes) => {
    gateway.calls();
    expectRefused(await send(gateway.url, { headers: json, body: bodyOf(bytes) }));
    // In pieces, within a character.
    const body = bodyOf(bytes);
    expectRefused(await send(gateway.url, { headers: json, body: [body.subarray(0, 30), body.subarray(30)] }));
    const accept = 'text/event-stream';
    expectRefused(await send(gateway.url, { headers: { ...json, accept }, body: bodyOf(bytes) }));
  });

  test('of an SNS message is refused', async () => {
    const { status } = await send(gateway.snsUrl, { headers: { 'content-type': 'text/plain' }, body: bodyOf('\xff') });
    expect(status).toBe(400);
  });

  test.each(['iso-8859-1', 'utf-16', '"windows-1252"'])('in the charset %s is refused', async (charset) => {
    const headers = { 'content-type': `application/json; charset=${charset}` };
    const { status } = await send(gateway.url, { headers, body: '{"query":"{ __typename }"}' });
    expect(status).toBe(415);
  });

  test.each(['application/json;charset=UTF-8', 'application/json; charset="utf-8"', 'application/json; Charset=utf8'])(
    'of the type %s is read as UTF-8, with or without a byte order mark',
    async (type) => {
      for (const mark of ['', '\ufeff']) {
        const body = `${mark}${JSON.stringify({ query: '{ vault(name: "€😀") { name } }' })}`;
        const { errors } = (await send(gateway.url, { headers: { 'content-type': type }, body })).json();
        expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      }
    },
  );

  test('split within a character is read', async () => {
    const body = Buffer.from(JSON.stringify({ query: '{ a: __typename } # €' }));
    const pieces = [body.subarray(0, body.length - 4), body.subarray(body.length - 4)];
    expect((await send(gateway.url, { headers: json, body: pieces })).json().data).toEqual({ a: 'Query' });
  });
});

describe('a URL', () => {
  const escaped = (bytes: string) =>
    [...bytes].map((byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');

  test.each(invalid)('with %s is refused', async (_, bytes) => {
    gateway.calls();
    for (const name of ['query', 'variables', 'operationName', 'extensions', 'other']) {
      const path = `/graphql?query={__typename}&${name}=${escaped(bytes)}`;
      expectRefused(await send(gateway.url, { path }));
      expectRefused(await send(gateway.url, { path, headers: { accept: 'text/event-stream' } }));
    }
    const raw = `GET /graphql?query={__typename}&x=${bytes} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`;
    expect(await sendRaw(gateway.url, Buffer.from(raw, 'latin1'))).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('in UTF-8 is read', async () => {
    const query = '{ vault(name: "€😀") { name } }';
    const { errors } = (await send(gateway.url, { path: `/graphql?query=${encodeURIComponent(query)}` })).json();
    expect(errors).toMatchObject([{ path: ['vault'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('may contain a percent sign that encodes nothing', async () => {
    const { status } = await send(gateway.url, { path: '/graphql?query={__typename}&x=100%' });
    expect(status).toBe(200);
  });
});

describe('a WebSocket message', () => {
  async function closeCode(message: Buffer, binary: boolean): Promise<number> {
    const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(message, { binary });
    const [code] = await once(socket, 'close');
    return code;
  }
  const message = (bytes: string) =>
    Buffer.from(
      `{"id":"1","type":"subscribe","payload":{"query":"{ vault(name: \\"${bytes}\\") { name } }"}}`,
      'latin1',
    );

  test.each(invalid)('with %s closes with 1007, as text and as binary data', async (_, bytes) => {
    gateway.calls();
    expect(await closeCode(message(bytes), false)).toBe(1007);
    expect(await closeCode(message(bytes), true)).toBe(1007);
    expect(gateway.calls()).toEqual({});
  });
});

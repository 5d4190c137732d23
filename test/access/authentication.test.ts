// Authentication over every transport.
import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import WebSocket from 'ws';
import { actions } from '../../src/access/access.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';
import { type Issuer, makeKey, type SigningKey, sign, startIssuer, tokensOf } from './startIssuer.ts';

const all = { '*/*': actions, '*/*/*': actions };
const query = '{ vaults(first: 1) { nodes { name } } }';
const subscription =
  'subscription { batchJobUpdates { job { jobId status progressSummary { numberOfTasksSucceeded } } } }';

let key: SigningKey;
let upstream: Issuer;
let gateway: TestGateway;

beforeAll(async () => {
  key = await makeKey('first');
  upstream = await startIssuer(key);
  const tokens = tokensOf(upstream.url);
  gateway = await startGateway({
    authenticator: createTestAuthenticator({
      keys: { ann: all, nobody: { '*/*': [] }, expired: all },
      expiresAt: { expired: '2020-01-01T00:00:00Z' },
      groups: { staff: all },
      tokens,
    }),
  });
});
beforeEach(() => void gateway.calls());
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
});

const staff = (claims: Record<string, unknown> = {}) => sign(key, { groups: ['staff'], ...claims });

const post = (headers: Record<string, string>, path = '') =>
  fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
const get = (headers: Record<string, string>, path = `?query=${encodeURIComponent(query)}`) =>
  fetch(gateway.url + path, { headers });

describe('a request', () => {
  test.each<[string, () => Promise<Record<string, string>>]>([
    ['a key as bearer', async () => ({ authorization: `Bearer ${keyOf('ann')}` })],
    ['a key as x-api-key', async () => ({ 'x-api-key': keyOf('ann') })],
    ['a token', async () => ({ authorization: `bearer ${await staff()}` })],
    [
      'an x-api-key beside a password for a proxy',
      async () => ({ 'x-api-key': keyOf('ann'), authorization: 'Basic YTpi' }),
    ],
  ])('with %s is accepted', async (_, headersOf) => {
    const headers = await headersOf();
    for (const response of [await post(headers), await get(headers)]) {
      expect(response.status).toBe(200);
      expect((await response.json()).data.vaults.nodes).toHaveLength(1);
    }
  });

  const refused: [string, () => Promise<Record<string, string>> | Record<string, string>][] = [
    ['no credentials', () => ({})],
    ['an empty bearer', () => ({ authorization: 'Bearer ' })],
    ['garbage', () => ({ authorization: 'Bearer garbage' })],
    ['a garbage token', () => ({ authorization: 'Bearer a.b.c' })],
    ['another scheme', () => ({ authorization: `Basic ${btoa(`ann:${keyOf('ann')}`)}` })],
    ['a key without a scheme', () => ({ authorization: keyOf('ann') })],
    ['two keys in one', () => ({ authorization: `Bearer ${keyOf('ann')} ${keyOf('ann')}` })],
    ['both headers', () => ({ authorization: `Bearer ${keyOf('ann')}`, 'x-api-key': keyOf('ann') })],
    ['an empty x-api-key', () => ({ 'x-api-key': '' })],
    ['a token as x-api-key', async () => ({ 'x-api-key': await staff() })],
    ['an expired key', () => ({ authorization: `Bearer ${keyOf('expired')}` })],
    ['an expired token', async () => ({ authorization: `Bearer ${await staff({ exp: 1 })}` })],
    ['a key in a cookie', () => ({ cookie: `authorization=Bearer ${keyOf('ann')}` })],
  ];

  test.each(refused)('with %s is refused before any AWS call', async (_, headersOf) => {
    const headers = await headersOf();
    const asStream = { ...headers, accept: 'text/event-stream' };
    for (const response of [await post(headers), await get(headers), await post(asStream), await get(asStream)]) {
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="glacier-graphql"/);
      expect(response.headers.get('content-type')).toMatch(/json/);
      const text = await response.text();
      expect(JSON.parse(text)).toEqual({
        errors: [{ message: expect.any(String), extensions: { code: 'UNAUTHENTICATED' } }],
      });
      expect(text).not.toContain('key-of');
    }
    expect(gateway.calls()).toEqual({});
  });

  test('with its credentials in the URL is refused', async () => {
    const token = await staff();
    for (const name of ['access_token', 'token', 'authorization', 'Authorization', 'x-api-key', 'api_key', 'key']) {
      for (const secret of [token, keyOf('ann'), `Bearer ${token}`]) {
        const parameters = new URLSearchParams({ query, [name]: secret });
        expect((await get({}, `?${parameters}`)).status).toBe(401);
        expect((await post({}, `?${parameters}`)).status).toBe(401);
      }
    }
    expect(gateway.calls()).toEqual({});
  });

  test('of a caller without permissions is forbidden', async () => {
    for (const secret of [keyOf('nobody'), await sign(key, { groups: ['others'] })]) {
      const response = await post({ authorization: `Bearer ${secret}` });
      expect(response.status).toBe(403);
      expect((await response.json()).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    expect(gateway.calls()).toEqual({});
  });

  test('without credentials is refused before any other error', async () => {
    const response = await fetch(gateway.url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x' });
    expect(response.status).toBe(401);
  });

  test('for health, for SNS and for GraphiQL needs no credentials', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await fetch(new URL(path, gateway.url))).status).toBe(200);
    const sns = await fetch(gateway.snsUrl, { method: 'POST', body: '{}' });
    expect(sns.status).toBe(403);
    expect(sns.headers.get('www-authenticate')).toBeNull();
    expect((await fetch(gateway.url, { headers: { accept: 'text/html' } })).status).toBe(200);
  });

  test('is answered with headers that forbid shared caching', async () => {
    const response = await get({ authorization: `Bearer ${keyOf('ann')}` });
    expect(response.headers.get('vary')).toContain('authorization');
    expect(response.headers.get('cache-control')).toContain('private');
  });
});

test('while the issuer cannot be reached, tokens are answered with 503 and API keys still work', async () => {
  await using down = await startIssuer();
  down.answerWith((response) => response.destroy());
  const tokens = tokensOf(down.url);
  await using alone = await startGateway({
    seed: 'empty',
    authenticator: createTestAuthenticator({ keys: { ann: all }, tokens }),
  });
  const response = await fetch(alone.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await staff()}` },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  expect((await response.json()).errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  expect(await alone.as(keyOf('ann')).data('{ __typename }')).toEqual({ __typename: 'Query' });
});

/** A WebSocket at the level of its messages. */
async function connect(headers: Record<string, string> = {}) {
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
  onTestFinished(() => socket.terminate());
  const messages: { type: string; payload?: { data?: object; errors?: object[] } }[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  return { messages, closed, send: (message: object) => socket.send(JSON.stringify(message)) };
}

describe('a WebSocket', () => {
  test.each<[string, Record<string, string>, object | undefined]>([
    ['the authorization header of the upgrade', { authorization: `Bearer ${keyOf('ann')}` }, undefined],
    ['x-api-key of the upgrade', { 'x-api-key': keyOf('ann') }, undefined],
    ['connection_init', {}, { authorization: `Bearer ${keyOf('ann')}` }],
    ['connection_init with a capitalised name', {}, { Authorization: `Bearer ${keyOf('ann')}` }],
    [
      'connection_init, where the browser adds its password for a proxy to the upgrade',
      { authorization: 'Basic YTpi' },
      { authorization: `Bearer ${keyOf('ann')}` },
    ],
  ])('is authenticated by %s', async (_, headers, payload) => {
    const socket = await connect(headers);
    socket.send({ type: 'connection_init', payload });
    await expect.poll(() => socket.messages).toMatchObject([{ type: 'connection_ack' }]);
    socket.send({ type: 'subscribe', id: '1', payload: { query } });
    await expect.poll(() => socket.messages[1]?.payload?.data).toMatchObject({ vaults: { nodes: [{}] } });
  });

  test.each<[string, number, Record<string, string>, object | undefined]>([
    ['a bad upgrade', 4401, { authorization: 'Bearer x' }, undefined],
    [
      'a bad upgrade and a good connection_init',
      4401,
      { authorization: 'Bearer x' },
      { authorization: `Bearer ${keyOf('ann')}` },
    ],
    ['no credentials', 4403, {}, undefined],
    ['a bad connection_init', 4403, {}, { authorization: 'Bearer x' }],
    ['no permissions', 4403, { authorization: `Bearer ${keyOf('nobody')}` }, undefined],
    ['an object as a header', 4403, {}, { authorization: { toString: 'Bearer' } }],
  ])('with %s is closed with %i', async (_, code, headers, payload) => {
    const socket = await connect(headers);
    socket.send({ type: 'connection_init', payload });
    expect(await socket.closed).toBe(code);
    expect(socket.messages).toEqual([]);
    expect(gateway.calls()).toEqual({});
  });

  test('that subscribes before connection_init is closed', async () => {
    const socket = await connect({ authorization: `Bearer ${keyOf('ann')}` });
    socket.send({ type: 'subscribe', id: '1', payload: { query } });
    expect(await socket.closed).toBe(4401);
    expect(gateway.calls()).toEqual({});
  });

  test('of a client with a new token reconnects with it', async () => {
    const secrets = ['Bearer bad', `Bearer ${await staff()}`];
    const client = createClient({
      url: gateway.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authorization: secrets.shift() }),
      retryWait: async () => undefined,
    });
    onTestFinished(() => void client.dispose());
    for await (const { data } of client.iterate<{ vaults: object }>({ query })) {
      expect(data?.vaults).toBeDefined();
    }
    expect(secrets).toEqual([]);
  });
});

describe('a subscription', () => {
  test('over SSE requires credentials', async () => {
    for (const method of ['POST', 'GET'] as const) {
      const headers = { authorization: `Bearer ${keyOf('ann')}` };
      await using stream = await subscribe(gateway.url, subscription, {}, headers, method);
      expect((await stream.next())?.event).toBe('next');
    }
  });

  test('ends soon after its token expires, while other subscribers of the broadcast continue', async () => {
    const issued = Date.now();
    const short = await staff({ exp: Math.floor(issued / 1000) + 600 });
    const long = await staff({ exp: Math.floor(issued / 1000) + 7_200 });
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    await using expiring = await subscribe(gateway.url, subscription, {}, bearer(short));
    await using staying = await subscribe(gateway.url, subscription, {}, bearer(long));
    const socket = await connect();
    socket.send({ type: 'connection_init', payload: bearer(short) });
    await expect.poll(() => socket.messages).toMatchObject([{ type: 'connection_ack' }]);
    socket.send({ type: 'subscribe', id: '1', payload: { query: subscription } });
    await expect.poll(() => socket.messages.some(({ type }) => type === 'next')).toBe(true);
    expect(gateway.activity().broadcasts).toBe(1);

    vi.useFakeTimers({ toFake: ['Date'], now: issued + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    await expiring.ended;
    expect(expiring.isWhole()).toBe(true);
    // Not complete: a client with a new token reconnects.
    expect(expiring.events.some(({ event }) => event === 'complete')).toBe(false);
    expect(await socket.closed).toBe(4403);

    staying.events.length = 0;
    gateway.clock.advance(3_600_000);
    await expect.poll(() => staying.events.length).toBeGreaterThan(0);
  });
});

// A reload while a request is in flight: what a caller may do is decided by the rights of now, and what AWS has begun is answered.
import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import type { Action } from '../../src/access/access.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';

const callersWith = (callers: Record<string, readonly Action[]>) =>
  createTestAuthenticator({
    keys: Object.fromEntries(
      Object.entries(callers).map(([name, actions]) => [name, { '*/*': actions, '*/*/*': actions }]),
    ),
  });
const all: readonly Action[] = ['read', 'manage', 'start'];
const create = (name: string) =>
  `createVault(input: { vault: { name: "${name}", accountId: "111122223333", region: "us-east-1" } }) { __typename }`;

/** A gateway whose AWS answers a request when the test says so. */
async function openHeld() {
  const held: { path: string; response: ServerResponse }[] = [];
  const aws = createServer((sent, response) => {
    sent.resume();
    held.push({ path: String(sent.url), response });
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
  onTestFinished(() => {
    aws.closeAllConnections();
    aws.close();
  });
  const gateway = await startGateway({
    endpoint: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
    authenticator: callersWith({ ann: all, bob: all }),
  });
  onTestFinished(() => gateway[Symbol.asyncDispose]());
  const answer = () => held.at(-1)?.response.writeHead(201, { location: '/111122223333/vaults/one' }).end();
  return { gateway, held, answer };
}

/** A WebSocket that has sent a mutation. */
async function mutate({ url }: TestGateway, query: string) {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const messages: Data[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)]);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${keyOf('ann')}` } }));
  await expect.poll(() => messages.at(-1)?.type).toBe('connection_ack');
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
  return { socket, messages, closed };
}

test('a request whose body is still arriving is refused if its key is revoked meanwhile', async () => {
  await using gateway = await startGateway({ authenticator: callersWith({ ann: all, bob: all }) });
  const body = JSON.stringify({ query: `mutation { ${create('one')} }` });
  const sent = request(gateway.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keyOf('ann')}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
      expect: '100-continue',
    },
  });
  const answered = once(sent, 'response');
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.write(body.slice(0, 10));
  // The gateway has begun to read the body by then.
  await gateway.as(keyOf('ann')).data('{ __typename }');
  gateway.calls();
  await gateway.reload({ authenticator: callersWith({ bob: all }) });
  sent.end(body.slice(10));
  const [response] = await answered;
  response.resume();
  expect(response.statusCode).toBe(401);
  expect(gateway.calls()).toEqual({});
});

test('a mutation in flight on a WebSocket is answered before the connection is closed for other rights', async () => {
  const { gateway, held, answer } = await openHeld();
  const { messages, closed } = await mutate(gateway, `mutation { one: ${create('one')} }`);
  await expect.poll(() => held.length).toBe(1);
  await gateway.reload({ authenticator: callersWith({ ann: ['read'], bob: all }) });
  answer();
  expect(await closed).toEqual([4403, 'The permissions have changed']);
  expect(messages.slice(1)).toMatchObject([
    { type: 'next', payload: { data: { one: { __typename: 'CreateVaultPayload' } } } },
    { type: 'complete' },
  ]);
});

test('after a key is revoked, nothing more is sent for a client that does not answer the close', async () => {
  const { gateway, held, answer } = await openHeld();
  const { socket } = await mutate(gateway, `mutation { one: ${create('one')} two: ${create('two')} }`);
  await expect.poll(() => held.length).toBe(1);
  socket.pause();
  await gateway.reload({ authenticator: callersWith({ bob: all }) });
  answer();
  // It goes the same way, after whatever the mutation would send next.
  const other = gateway.as(keyOf('bob')).query(`mutation { ${create('three')} }`);
  await expect.poll(() => held.length).toBeGreaterThan(1);
  expect(held.map(({ path }) => path)).toEqual([
    expect.stringContaining('/vaults/one'),
    expect.stringContaining('/vaults/three'),
  ]);
  answer();
  expect((await other).errors).toBeUndefined();
});

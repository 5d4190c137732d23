// The byte budget on every transport: what clients send without end or do not read is bounded, and costs nobody else anything.
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { createClock } from '../../src/core/clock.ts';
import { vaultAddressText } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { json, send } from './send.ts';

const kilobyte = 1024;
const clients = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;

interface Line {
  socket: WebSocket;
  /** The connection below it. */
  connection: Socket;
  messages: Data[];
  frames: string[];
  closed: Promise<number>;
  send(message: object): void;
}

async function connect(gateway: TestGateway, localAddress = '127.0.0.1'): Promise<Line> {
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws', { localAddress });
  onTestFinished(() => socket.terminate());
  const messages: Data[] = [];
  const frames: string[] = [];
  socket.on('error', () => undefined);
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.on('pong', (data) => frames.push(String(data)));
  const closed = new Promise<number>((resolve) => void socket.once('close', resolve));
  await once(socket, 'open');
  const { _socket: connection } = socket as unknown as { _socket: Socket };
  return { socket, connection, messages, frames, closed, send: (message) => socket.send(JSON.stringify(message)) };
}

async function greet(gateway: TestGateway, localAddress?: string): Promise<Line> {
  const line = await connect(gateway, localAddress);
  line.send({ type: 'connection_init' });
  await expect.poll(() => line.messages).toEqual([{ type: 'connection_ack' }]);
  line.messages.length = 0;
  return line;
}

/** The beginning of a message of 1 MB: the rest never comes. */
function beginMessage({ connection }: Line, bytes: number): void {
  const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x0f, 0x42, 0x40, 0, 0, 0, 0]);
  connection.write(Buffer.concat([head, Buffer.alloc(bytes, 'a')]));
}

const ping = (payload: object = {}) => ({ type: 'ping', payload });
const operation = (id: string, query: string, variables = {}) => ({
  type: 'subscribe',
  id,
  payload: { query, variables },
});

describe('a WebSocket before connection_ack', () => {
  test('gets no answer to pings, neither of the protocol nor of WebSocket', async () => {
    await using gateway = await startGateway();
    const line = await connect(gateway);
    for (const text of ['a', 'b']) {
      line.send(ping({ text }));
      line.socket.ping(text);
    }
    line.send({ type: 'connection_init' });
    await expect.poll(() => line.messages).toEqual([{ type: 'connection_ack' }]);
    line.socket.ping('c');
    await expect.poll(() => line.frames).toEqual(['c']);
    expect(line.messages).toEqual([{ type: 'connection_ack' }]);
  });

  test.each([
    ['one large message', (line: Line) => beginMessage(line, 900 * kilobyte)],
    [
      'many small ones',
      (line: Line) => {
        for (let count = 0; count < 100; count += 1) line.send(ping({ text: 'a'.repeat(kilobyte) }));
      },
    ],
  ])('is ended after 64 KiB: %s', async (_, flood) => {
    await using gateway = await startGateway({ ADMIN_PORT: 0 });
    const line = await connect(gateway);
    flood(line);
    expect([4400, 1006]).toContain(await line.closed);
    expect(line.messages).toEqual([]);
    await expect.poll(() => disconnects(gateway)).toEqual({ connection_init: 1 });
    expect(await heldBytes(gateway)).toBe(0);
  });

  test('is ended after 64 KiB by a client that ignores the close, and its messages are ignored', async () => {
    await using gateway = await startGateway({ ADMIN_PORT: 0 });
    const line = await connect(gateway);
    // The library would answer the close by itself.
    line.socket.pause();
    line.send({ type: 'unknown' });
    const vault = `mutation { createVault(input: { ${vaultAddressText('late')} }) { __typename } }`;
    line.send({ type: 'connection_init' });
    line.send(operation('1', vault));
    beginMessage(line, 900 * kilobyte);
    await expect.poll(() => disconnects(gateway)).toEqual({ connection_init: 1 });
    expect(await heldBytes(gateway)).toBe(0);
    expect(gateway.simulator.calls.counts).toEqual({});
  });
});

describe('a WebSocket', () => {
  test('gets a pong without the payload of a large ping, and keeps small ones', async () => {
    await using gateway = await startGateway();
    const line = await greet(gateway);
    line.send(ping({ text: 'a'.repeat(100 * kilobyte) }));
    await expect.poll(() => line.messages).toEqual([{ type: 'pong' }]);
    line.send(ping({ text: 'a' }));
    await expect.poll(() => line.messages.at(-1)).toEqual({ type: 'pong', payload: { text: 'a' } });
  });

  test('is closed when the id of an operation has more than 256 characters', async () => {
    await using gateway = await startGateway();
    const line = await greet(gateway);
    line.send(operation('a'.repeat(256), '{ __typename }'));
    await expect.poll(() => line.messages.map(({ type }) => type)).toEqual(['next', 'complete']);
    line.send(operation('a'.repeat(257), '{ __typename }'));
    expect(await line.closed).toBe(4400);
  });

  test('is not read while it does not read, and continues when it does', async () => {
    await using gateway = await startGateway();
    const line = await greet(gateway);
    const query = '{ __schema { types { name description fields { name description args { name description } } } } }';
    line.socket.pause();
    const count = 40;
    for (let id = 0; id < count; id += 1) {
      line.send(operation(String(id), query));
      line.send(ping({ id }));
    }
    line.socket.resume();
    await expect.poll(() => line.messages.filter(({ type }) => type === 'complete').length).toBe(count);
    expect(line.messages.filter(({ type }) => type === 'next')).toHaveLength(count);
  });
});

test('variables that a subscription does not declare are dropped: it is shared, and nothing is held', async () => {
  await using gateway = await startGateway({ ADMIN_PORT: 0 });
  const query = 'subscription { batchJobUpdates { job { id } } }';
  for (const text of ['a', 'b', 'c']) {
    const stream = await subscribe(gateway.url, query, { text: text.repeat(900 * kilobyte) });
    onTestFinished(() => stream.cut());
    await stream.take(1);
  }
  expect(gateway.activity().broadcasts).toBe(1);
  expect(await heldBytes(gateway)).toBeLessThan(100 * kilobyte);
});

test('pipelined requests are executed one after the other', async () => {
  await using gateway = await startGateway();
  const { hostname, port } = new URL(gateway.url);
  const client = connectTcp(Number(port), hostname);
  onTestFinished(() => void client.destroy());
  const operations = ['glacier.DescribeVault', 'glacier.GetDataRetrievalPolicy'] as const;
  gateway.simulator.faults.set([{ operation: operations[0], kind: 'delay', delayMilliseconds: 60_000 }]);
  const order: string[] = [];
  let received = '';
  client.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  const get = (query: string) =>
    `GET /graphql?query=${encodeURIComponent(query)} HTTP/1.1\r\nhost: localhost\r\naccept: application/json\r\n\r\n`;
  client.write(
    get('{ vault(name: "media-masters") { name } }') + get('{ dataRetrievalPolicy { rules { strategy } } }'),
  );
  await expect.poll(() => gateway.simulator.calls.count(operations[0])).toBe(1);
  // A query of another connection is answered meanwhile.
  await gateway.data('{ vaults(first: 1) { nodes { name } } }');
  order.push(...operations.filter((each) => gateway.simulator.calls.count(each) > 0));
  gateway.simulator.faults.release();
  await expect.poll(() => received.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  expect(order).toEqual([operations[0]]);
  expect(received.indexOf('media-masters')).toBeLessThan(received.indexOf('strategy'));
});

test('a connection with more than a hundred waiting requests is closed', async () => {
  await using gateway = await startGateway();
  gateway.simulator.faults.set([{ operation: 'glacier.DescribeVault', kind: 'delay', delayMilliseconds: 60_000 }]);
  const { hostname, port } = new URL(gateway.url);
  const client = connectTcp(Number(port), hostname);
  client.on('error', () => undefined);
  const closed = once(client, 'close');
  const query = encodeURIComponent('{ vault(name: "media-masters") { name } }');
  client.write(`GET /graphql?query=${query} HTTP/1.1\r\nhost: localhost\r\n\r\n`.repeat(102));
  await closed;
  expect(gateway.simulator.calls.count('glacier.DescribeVault')).toBeLessThanOrEqual(1);
});

/** 8 MB, which is more than the kernel keeps for a connection. */
const largeQuery = `{ ${Array.from({ length: 50 }, (_, index) => `a${index}: __schema { ...Types }`).join(' ')} }
  fragment Types on __Schema { types { name description fields { name description args { name description } } } }`;

/** A client that sends a query and does not read the response. */
async function askWithoutReading(gateway: TestGateway, localAddress: string, query = largeQuery): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  const client = connectTcp({ port: Number(port), host: hostname, localAddress });
  onTestFinished(() => void client.destroy());
  client.on('error', () => undefined).pause();
  const body = JSON.stringify({ query });
  client.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  return client;
}

/** The response to a small query from an address. */
async function askFrom(gateway: TestGateway, localAddress: string): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const client = connectTcp({ port: Number(port), host: hostname, localAddress });
  const body = '{"query":"{ __typename }"}';
  client.write(
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  let received = '';
  client.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  await once(client, 'close');
  return received;
}

async function heldBytes(gateway: TestGateway): Promise<number> {
  const metrics = await (await fetch(gateway.adminUrl ?? '')).text();
  return Number(/^glacier_graphql_held_bytes (\d+)$/m.exec(metrics)?.[1]);
}

async function disconnects(gateway: TestGateway): Promise<Record<string, number>> {
  const metrics = await (await fetch(gateway.adminUrl ?? '')).text();
  const found = metrics.matchAll(/^glacier_graphql_disconnects_total\{reason="(.+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, reason, count]) => [reason, Number(count)]));
}

describe('a response that nobody reads', () => {
  test('ends its connection after SLOW_READER_TIMEOUT_SECONDS, and holds nothing then', async () => {
    const realClock = createClock({ speed: 0 });
    await using gateway = await startGateway({ ADMIN_PORT: 0, SLOW_READER_TIMEOUT_SECONDS: 15, realClock });
    await askWithoutReading(gateway, '127.0.0.1');
    const disconnectsLater = () => {
      realClock.advance(1_000);
      return disconnects(gateway);
    };
    await expect.poll(disconnectsLater).toEqual({ 'slow reader': 1 });
    await expect.poll(() => heldBytes(gateway)).toBe(0);
  });

  test('beyond MAX_CONNECTION_BYTES ends its connection at once; other callers are served', async () => {
    await using gateway = await startGateway({ ADMIN_PORT: 0, MAX_CONNECTION_BYTES: 1_000_000 });
    await askWithoutReading(gateway, '127.0.0.2');
    await expect.poll(() => disconnects(gateway)).toEqual({ connection: 1 });
    await expect.poll(() => heldBytes(gateway)).toBe(0);
    expect(await gateway.data('{ __typename }')).toEqual({ __typename: 'Query' });
  });
});

test('downloads that nobody read count with the buffers of their streams', async () => {
  // Room for three, and not for five: each has 384 KiB, and up to 128 KiB in its socket.
  await using gateway = await startGateway({
    ADMIN_PORT: 0,
    archives: 200_000,
    MAX_CALLER_BYTES: 1_600 * kilobyte,
    SLOW_READER_TIMEOUT_SECONDS: 3_600,
  });
  const { vault } = await gateway.data(`{ vault(name: "archive-of-millions") { jobs(statusCode: SUCCEEDED, first: 10) {
    nodes { ... on InventoryRetrievalJob { output { url } } } } } }`);
  const [{ output }] = vault.jobs.nodes.filter(({ output }: Data) => output);
  const { port, pathname } = new URL(output.url);
  const download = (): Socket => {
    const client = connectTcp(Number(port), '127.0.0.1');
    onTestFinished(() => void client.destroy());
    client.on('error', () => undefined).pause();
    client.write(`GET ${pathname} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    return client;
  };
  const clients = Array.from({ length: 3 }, download);
  await expect.poll(() => heldBytes(gateway)).toBeGreaterThan(3 * 384 * kilobyte);
  expect(await disconnects(gateway)).toEqual({});
  clients.push(download(), download());
  await expect.poll(async () => (await disconnects(gateway))['caller']).toBeGreaterThan(0);
  for (const client of clients) client.destroy();
  await expect.poll(() => heldBytes(gateway)).toBe(0);
});

test('operations of a WebSocket that arrive together are executed one after the other, and not while it does not read', async () => {
  await using gateway = await startGateway({
    ADMIN_PORT: 0,
    MAX_CONNECTION_BYTES: 12_000_000,
    SLOW_READER_TIMEOUT_SECONDS: 3_600,
  });
  const line = await greet(gateway);
  line.socket.pause();
  const count = 3;
  line.connection.cork();
  for (let id = 0; id < count; id += 1) line.send(operation(String(id), largeQuery));
  line.connection.uncork();
  await expect.poll(() => heldBytes(gateway)).toBeGreaterThan(1_000_000);
  // Two results at once would exceed the limit.
  expect(await gateway.data('{ __typename }')).toEqual({ __typename: 'Query' });
  line.socket.resume();
  await expect.poll(() => line.messages.filter(({ type }) => type === 'complete').length).toBe(count);
  expect(await disconnects(gateway)).toEqual({});
});

describe('a full byte budget', () => {
  const budget = { MAX_CONNECTION_BYTES: 1_000_000, MAX_CALLER_BYTES: 1_100_000, MAX_HELD_BYTES: 1_500_000 };

  test('ends the largest connection first, refuses new work of those who fill it, and serves everybody else', async () => {
    await using gateway = await startGateway({ ADMIN_PORT: 0, ...budget });
    const served = await greet(gateway);
    await using stream = await subscribe(gateway.url, 'subscription { batchJobUpdates { job { id } } }');
    await stream.take(1);
    const [small, middle, large] = await Promise.all(clients.map((address) => greet(gateway, address)));
    if (!small || !middle || !large) throw new Error('a client is missing');
    beginMessage(large, 610_000);
    await expect.poll(() => heldBytes(gateway)).toBeGreaterThan(600_000);
    beginMessage(middle, 580_000);
    await expect.poll(() => heldBytes(gateway)).toBeGreaterThan(1_150_000);
    beginMessage(small, 560_000);
    expect(await large.closed).toBe(1006);
    await expect.poll(() => heldBytes(gateway)).toBeGreaterThan(1_100_000);
    expect(await disconnects(gateway)).toEqual({ process: 1 });

    const ready = await send(gateway.url, { path: '/readyz' });
    expect([ready.status, ready.json()]).toEqual([503, { status: 'unavailable', reasons: ['buffers'] }]);
    // New work of those who fill the budget is refused, on each transport.
    const refused = await askFrom(gateway, clients[0]);
    expect(refused).toMatch(/^HTTP\/1\.1 503 /);
    expect(refused).toMatch(/^retry-after: 1\r$/im);
    expect(refused).toContain('SERVICE_UNAVAILABLE');
    await expect(connect(gateway, clients[0])).rejects.toThrow();
    // Everybody else is served, and what is there stays.
    expect(await askFrom(gateway, '127.0.0.5')).toMatch(/^HTTP\/1\.1 200 /);
    served.send(operation('1', '{ __typename }'));
    await expect.poll(() => served.messages[0]?.payload?.data).toEqual({ __typename: 'Query' });
    expect(small.socket.readyState).toBe(WebSocket.OPEN);
    expect(stream.isWhole()).toBe(false);

    middle.socket.terminate();
    await expect.poll(async () => (await send(gateway.url, { path: '/readyz' })).status).toBe(200);
    expect(await gateway.data('{ __typename }')).toEqual({ __typename: 'Query' });
  });

  test('of one caller ends the largest connection of that caller, and refuses nobody', async () => {
    await using gateway = await startGateway({ ADMIN_PORT: 0, ...budget });
    const [first, second] = await Promise.all([greet(gateway, clients[0]), greet(gateway, clients[0])]);
    const other = await greet(gateway, clients[1]);
    beginMessage(first, 620_000);
    beginMessage(other, 100_000);
    await expect.poll(() => heldBytes(gateway)).toBeGreaterThan(700_000);
    beginMessage(second, 500_000);
    expect(await first.closed).toBe(1006);
    expect(await disconnects(gateway)).toEqual({ caller: 1 });
    expect(second.socket.readyState).toBe(WebSocket.OPEN);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    expect((await send(gateway.url, { path: '/readyz' })).status).toBe(200);
  });

  test('refuses a body that a connection may not hold, with the reason', async () => {
    await using gateway = await startGateway({ ...budget, MAX_CONNECTION_BYTES: 500_000 });
    const body = JSON.stringify({ query: '{ __typename }', variables: { list: Array(10_000).fill({}) } });
    const refused = await send(gateway.url, { headers: json, body });
    expect(refused.status).toBe(413);
    expect(refused.json().errors[0].message).toContain('MAX_CONNECTION_BYTES');
    expect(await gateway.data('{ __typename }')).toEqual({ __typename: 'Query' });
  });
});

// graphql-transport-ws on the wire, also with clients that violate it. Tests with real clients are in test/clients.

import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { createClock } from '../../../src/core/clock.ts';
import { vaultAddressText } from '../../support/references.ts';
import { runSeconds } from '../../support/runSeconds.ts';
import { type Data, startGateway, type TestGateway } from '../../support/startGateway.ts';
import { startRetrieval, untilTheEnd } from '../../support/startRetrieval.ts';
import { subscribe } from '../../support/subscribe.ts';
import { tick, vaultWorld } from '../../watch/world.ts';
import { nothingIsLeft } from '../nothingIsLeft.ts';
import { sendRaw } from '../send.ts';

const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase outcome } } }';
const batchJobs = 'subscription { batchJobUpdates { job { id jobId status operationName } } }';
const mebibyte = 1024 * 1024;

interface Line {
  socket: WebSocket;
  /** Every message so far. */
  messages: Data[];
  send(...messages: (object | string)[]): void;
  /** Code and reason. */
  closed: Promise<[number, string]>;
}

async function connect(gateway: TestGateway, headers: Record<string, string> = {}): Promise<Line> {
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
  onTestFinished(() => socket.terminate());
  const messages: Data[] = [];
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code, reason]): [number, string] => [code, String(reason)]);
  await once(socket, 'open');
  const { _socket: connection } = socket as unknown as { _socket: Socket };
  const send = (...some: (object | string)[]) => {
    // All in one piece.
    connection.cork();
    for (const one of some) socket.send(typeof one === 'string' ? one : JSON.stringify(one));
    connection.uncork();
  };
  return { socket, messages, closed, send };
}

/** The same after connection_ack. */
async function greet(gateway: TestGateway): Promise<Line> {
  const line = await connect(gateway);
  line.send({ type: 'connection_init' });
  await expect.poll(() => line.messages).toEqual([{ type: 'connection_ack' }]);
  line.messages.length = 0;
  return line;
}

/** Longer than a reason of a close may be. */
const longId = 'i'.repeat(200);

const subscribing = (id: string, query: string, variables: object = {}) => ({
  type: 'subscribe',
  id,
  payload: { query, variables },
});

const phasesOf = ({ messages }: Line, id: string) =>
  messages
    .filter((message) => message.id === id)
    .map(({ type, payload }) => (type === 'next' ? payload.data.jobUpdates.job.phase : type));

describe('a client that violates the protocol', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each<[string, (object | string)[], number]>([
    ['sends connection_init twice', [{ type: 'connection_init' }], 4429],
    ['uses an ID twice', [subscribing('1', batchJobs), subscribing('1', batchJobs)], 4409],
    ['uses a long ID twice', [subscribing(longId, batchJobs), subscribing(longId, batchJobs)], 4409],
    ['sends no JSON', ['garbage'], 4400],
    ['sends nothing', [''], 4400],
    ['sends null', ['null'], 4400],
    ['sends something unknown', [{ type: 'connection_terminate' }], 4400],
    ['sends an acknowledgement', [{ type: 'connection_ack' }], 4400],
    ['sends a result', [{ type: 'next', id: '1', payload: { data: null } }], 4400],
    ['sends errors', [{ type: 'error', id: '1', payload: [{ message: 'a' }] }], 4400],
    ['sends an event for no operation', [{ type: 'next', id: '1' }], 4400],
    ['subscribes without an id', [{ type: 'subscribe', payload: { query: '{ a }' } }], 4400],
    ['subscribes to nothing', [{ type: 'subscribe', id: '1' }], 4400],
    ['sends more than a MiB', [{ type: 'ping', payload: { text: 'a'.repeat(mebibyte) } }], 1009],
  ])('is closed when it %s', async (_, messages, code) => {
    const line = await greet(gateway);
    line.send(...messages);
    expect((await line.closed)[0]).toBe(code);
    await nothingIsLeft(gateway);
  });

  test('is closed when it subscribes before connection_init', async () => {
    const line = await connect(gateway);
    line.send(subscribing('1', '{ __typename }'));
    expect((await line.closed)[0]).toBe(4401);
  });

  test('is closed when it does not send connection_init', async () => {
    const realClock = createClock({ speed: 0 });
    await using gateway = await startGateway({ realClock });
    const { closed, socket } = await connect(gateway);
    await runSeconds(realClock, 2);
    await gateway.data('{ __typename }');
    expect(socket.readyState).toBe(WebSocket.OPEN);
    await runSeconds(realClock, 1);
    expect((await closed)[0]).toBe(4408);
  });

  test('is closed when it offers another protocol, or none', async () => {
    const endOf = (protocols: string[]) =>
      new Promise<number | string>((resolve) => {
        const socket = new WebSocket(gateway.url.replace('http', 'ws'), protocols);
        socket.on('error', ({ message }) => resolve(message));
        socket.on('close', resolve);
      });
    expect(await endOf([])).toBe(4406);
    // This client fails when the server selects none of its protocols.
    expect(await endOf(['graphql-ws'])).toBe('Server sent no subprotocol');
  });

  test('is closed when it does not answer a ping, and only then', async () => {
    const realClock = createClock({ speed: 0 });
    await using gateway = await startGateway({ realClock });
    const lively = await greet(gateway);
    const pinged = once(lively.socket, 'ping');
    const dead = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws', { autoPong: false });
    onTestFinished(() => dead.terminate());
    await once(dead, 'open');
    dead.send(JSON.stringify({ type: 'connection_init' }));
    const closed = once(dead, 'close');
    const deadPinged = once(dead, 'ping');
    await runSeconds(realClock, 12);
    await Promise.all([pinged, deadPinged]);
    expect(dead.readyState).toBe(WebSocket.OPEN);
    // The answer to this message comes after the pong that was sent before it.
    lively.send(subscribing('1', '{ __typename }'));
    await expect.poll(() => lively.messages.at(-1)?.type).toBe('complete');
    await runSeconds(realClock, 12);
    expect(await closed).toEqual([1006, expect.anything()]);
    expect(lively.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('is closed, and leaves nothing behind, when it subscribes with the ID of a running operation', async () => {
    await using gateway = await startGateway({ SUBSCRIPTIONS_PER_CALLER: { authenticated: 2, anonymous: 2 } });
    const line = await greet(gateway);
    const begin = subscribing('1', batchJobs);
    line.send(begin, { type: 'complete', id: '1' }, begin, begin);
    expect((await line.closed)[0]).toBe(4409);
    await expect.poll(() => gateway.activity()).toEqual({ watches: 0, broadcasts: 0 });
    const other = await greet(gateway);
    other.send(subscribing('1', batchJobs), subscribing('2', batchJobs));
    await expect
      .poll(() => new Set(other.messages.map(({ type, id }) => `${type} ${id}`)))
      .toEqual(new Set(['next 1', 'next 2']));
  });

  test('gets one turn of the event loop for each of its messages, so that others are served between them', async () => {
    const line = await greet(gateway);
    let turns = 0;
    const count = () => {
      turns += 1;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    const ids = Array.from({ length: 500 }, (_, index) => String(index));
    line.send(...ids.map((id) => subscribing(id, 'subscription { jobFeed }')));
    await expect.poll(() => line.messages.length).toBe(ids.length);
    clearImmediate(timer);
    expect(turns).toBeGreaterThanOrEqual(ids.length);
  });

  test('may complete an operation that does not exist', async () => {
    const line = await greet(gateway);
    line.send({ type: 'complete', id: 'none' }, { type: 'ping', payload: { a: 1 } }, { type: 'pong' });
    line.send(subscribing('1', '{ __typename }'));
    await expect
      .poll(() => line.messages)
      .toMatchObject([
        { type: 'pong', payload: { a: 1 } },
        { type: 'next', id: '1', payload: { data: { __typename: 'Query' } } },
        { type: 'complete', id: '1' },
      ]);
  });
});

describe('the handshake', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const handshake = (path: string, headers: Record<string, string>) =>
    sendRaw(
      gateway.url,
      [
        `GET ${path} HTTP/1.1`,
        ...Object.entries({
          host: new URL(gateway.url).host,
          connection: 'upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
          'sec-websocket-protocol': 'graphql-transport-ws',
          ...headers,
        }).map(([name, value]) => `${name}: ${value}`),
        '\r\n',
      ].join('\r\n'),
    );

  test.each<[string, string, Record<string, string>]>([
    ['a page of another origin', '/graphql', { origin: 'https://elsewhere.example' }],
    ['a page of another port', '/graphql', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', '/graphql', { origin: 'null' }],
    ['a page of another site, as its browser says', '/graphql', { 'sec-fetch-site': 'cross-site' }],
    ['a page of the same site, as its browser says', '/graphql', { 'sec-fetch-site': 'same-site' }],
    ['a host that is not this one', '/graphql', { host: 'rebound.example' }],
    ['another path', '/graphql/more', {}],
  ])('is refused to %s', async (_, path, headers) => {
    expect(await handshake(path, headers)).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  });

  test("is accepted from the gateway's own pages", async () => {
    const { origin } = new URL(gateway.url);
    for (const headers of [
      { origin },
      { origin, 'sec-fetch-site': 'same-origin' },
      // Behind a proxy that changes the Host.
      { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-origin' },
    ]) {
      const { socket } = await connect(gateway, headers);
      expect(socket.protocol).toBe('graphql-transport-ws');
    }
  });
});

describe('a subscription', () => {
  test('ends with its complete message, and leaves nothing behind', async () => {
    await using gateway = await startGateway();
    const line = await greet(gateway);
    const { id } = await startRetrieval(gateway);
    line.send(subscribing('1', jobUpdates, { ids: [id] }));
    await expect.poll(() => phasesOf(line, '1')).toEqual(['RUNNING']);
    line.send({ type: 'complete', id: '1' });
    await nothingIsLeft(gateway);
    gateway.clock.advance(untilTheEnd);
    line.send(subscribing('2', jobUpdates, { ids: [id] }));
    await expect.poll(() => phasesOf(line, '2')).toEqual(['DONE', 'complete']);
    expect(phasesOf(line, '1')).toEqual(['RUNNING']);
  });

  test('of a board sends the same events as a stream', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const job = vaultWorld(gateway.simulator).add();
    const line = await greet(gateway);
    const jobFeed = 'subscription { jobFeed { change job { id phase } counts { phase count } } }';
    line.send(subscribing('1', jobFeed));
    await using stream = await subscribe(gateway.url, jobFeed);
    await stream.take(2);
    job.end();
    gateway.clock.advance(tick);
    await stream.take(1);
    const received = () => line.messages.filter(({ type }) => type === 'next').map(({ payload }) => payload);
    await expect.poll(received).toHaveLength(3);
    expect(received()).toEqual(stream.events.map(({ data }) => data));
    expect(received().at(-1).data.jobFeed).toMatchObject({ change: 'ENDED', job: { id: job.id, phase: 'DONE' } });
    line.send({ type: 'complete', id: '1' });
    stream.cut();
    await nothingIsLeft(gateway);
  });

  test.each([
    ['before it began', 0],
    ['when it has begun', 1],
  ])('leaves nothing behind when its connection is cut %s', async (_, events) => {
    await using gateway = await startGateway();
    const line = await greet(gateway);
    const { id } = await startRetrieval(gateway);
    line.send(subscribing('1', jobUpdates, { ids: [id] }));
    if (events > 0) await expect.poll(() => line.messages).toHaveLength(events);
    line.socket.terminate();
    await nothingIsLeft(gateway);
  });

  test('continues when the only equal subscription ends at the same moment', async () => {
    await using gateway = await startGateway();
    const line = await greet(gateway);
    const { id } = await startRetrieval(gateway);
    line.send(subscribing('1', jobUpdates, { ids: [id] }));
    await expect.poll(() => phasesOf(line, '1')).toEqual(['RUNNING']);
    // As a page does that renders again.
    line.send(subscribing('2', jobUpdates, { ids: [id] }), { type: 'complete', id: '1' });
    await expect.poll(() => phasesOf(line, '2')).toEqual(['RUNNING']);
    gateway.clock.advance(untilTheEnd);
    await expect.poll(() => phasesOf(line, '2')).toEqual(['RUNNING', 'DONE', 'complete']);
  });

  test('is not lost among many on a connection that is read late', async () => {
    const realClock = createClock({ speed: 0 });
    await using gateway = await startGateway({ SLOW_READER_TIMEOUT_SECONDS: 15, realClock });
    const line = await greet(gateway);
    const ids = Array.from({ length: 300 }, (_, index) => String(index));
    line.socket.pause();
    line.send(...ids.map((id) => subscribing(id, batchJobs)));
    await expect.poll(() => gateway.simulator.calls.count('s3control.ListJobs')).toBeGreaterThan(0);
    await runSeconds(realClock, 14);
    line.socket.resume();
    const counts = () => {
      const jobs = new Map<string, number>();
      for (const { id } of line.messages) jobs.set(id, (jobs.get(id) ?? 0) + 1);
      return jobs;
    };
    await expect.poll(() => counts().size).toBe(ids.length);
    const most = () => Math.max(...counts().values());
    await expect.poll(() => [...counts().values()].every((count) => count === most() && count > 10)).toBe(true);
    expect(line.socket.readyState).toBe(WebSocket.OPEN);
  });
});

test('closing the gateway makes subscribers reconnect elsewhere, and completes no subscription of a WebSocket', async () => {
  await using gateway = await startGateway();
  const line = await greet(gateway);
  const { id } = await startRetrieval(gateway);
  line.send(subscribing('1', jobUpdates, { ids: [id] }));
  await expect.poll(() => phasesOf(line, '1')).toEqual(['RUNNING']);
  await using stream = await subscribe(gateway.url, jobUpdates, { ids: [id] });
  await stream.take(1);
  await gateway[Symbol.asyncDispose]();
  expect((await line.closed)[0]).toBe(1001);
  expect(phasesOf(line, '1')).toEqual(['RUNNING']);
  expect(await stream.rest()).toEqual([{ event: 'complete', data: null }]);
});

test('closing the gateway answers the operations in flight: a client would send a mutation again elsewhere', async () => {
  await using gateway = await startGateway();
  const [line, idle] = [await greet(gateway), await greet(gateway)];
  gateway.simulator.faults.set([{ operation: 'glacier.CreateVault', kind: 'delay', delayMilliseconds: 60_000 }]);
  const create = `mutation { createVault(input: { ${vaultAddressText('made-at-last')} }) { __typename } }`;
  line.send(subscribing('1', create), subscribing('2', '{ nothing }'));
  await expect.poll(() => gateway.simulator.calls.count('glacier.CreateVault')).toBe(1);
  const closed = gateway.close();
  expect((await idle.closed)[0]).toBe(1001);
  expect(line.socket.readyState).toBe(WebSocket.OPEN);
  gateway.simulator.faults.release();
  expect((await line.closed)[0]).toBe(1001);
  expect(line.messages.filter(({ id }) => id === '1').map(({ type }) => type)).toEqual(['next', 'complete']);
  await closed;
});

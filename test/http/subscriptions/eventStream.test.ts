// Server-sent events on the wire. Tests with real clients are in test/clients.

import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../../../src/core/clock.ts';
import { vaultAddressText } from '../../support/references.ts';
import { runSeconds } from '../../support/runSeconds.ts';
import { type Data, startGateway, type TestGateway } from '../../support/startGateway.ts';
import { startRetrieval, untilTheEnd } from '../../support/startRetrieval.ts';
import { type StreamEvent, type Subscriber, subscribe } from '../../support/subscribe.ts';
import { nothingIsLeft } from '../nothingIsLeft.ts';
import { json, send } from '../send.ts';

const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase outcome } } }';
const batchJobs = 'subscription { batchJobUpdates { job { id } } }';
const events = { ...json, accept: 'text/event-stream' };

const pathOf = (query: string, variables: object = {}) =>
  `/graphql?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`;

const kindOf = ({ event, data }: StreamEvent): string =>
  event === 'next' ? (data.errors?.[0].extensions.code ?? data.data.jobUpdates.job.phase) : event;

describe('a stream', () => {
  test.each(['POST', 'GET'] as const)('by %s has its headers, a reconnection time and event IDs', async (method) => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    await using stream = await subscribe(gateway.url, jobUpdates, { ids: [id] }, {}, method);
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no',
    });
    for (const name of ['content-length', 'content-encoding', 'etag', 'access-control-allow-origin']) {
      expect(stream.headers, name).not.toHaveProperty(name);
    }
    const first = await stream.next();
    expect(stream.others[0]).toBe('retry: 1000');
    expect(first).toEqual({
      event: 'next',
      id: expect.stringMatching(/^[0-9a-f]+(\.\d+)+$/),
      data: {
        data: { jobUpdates: { job: { id, phase: 'RUNNING', outcome: null } } },
        extensions: { aws: { calls: 0, byOperation: {}, cached: 0, coalesced: 0 } },
      },
    });
    gateway.clock.advance(untilTheEnd);
    const [end, complete, ...more] = await stream.rest();
    expect(end?.data.data.jobUpdates.job).toEqual({ id, phase: 'DONE', outcome: 'SUCCEEDED' });
    expect(end?.id).not.toBe(first?.id);
    expect(complete).toEqual({ event: 'complete', data: null });
    expect(more).toEqual([]);
  });

  test.each([
    [11, 0],
    [12, 1],
    [35, 2],
    [36, 3],
  ])('without events for %i seconds has sent %i heartbeats, one each HEARTBEAT_SECONDS', async (seconds, count) => {
    const realClock = createClock({ speed: 0 });
    await using gateway = await startGateway({ HEARTBEAT_SECONDS: 12, realClock });
    const { id } = await startRetrieval(gateway);
    await using stream = await subscribe(gateway.url, jobUpdates, { ids: [id] });
    await stream.take(1);
    await runSeconds(realClock, seconds);
    // What was sent before the end has arrived before it.
    gateway.clock.advance(untilTheEnd);
    await stream.rest();
    expect(stream.others.filter((line) => line === ':')).toHaveLength(count);
  });

  test('to a HEAD request has only headers, and leaves nothing behind', async () => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    const received = await send(gateway.url, {
      method: 'HEAD',
      path: pathOf(jobUpdates, { ids: [id] }),
      headers: { accept: 'text/event-stream' },
    });
    expect(received.status).toBe(200);
    expect(received.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(received.text).toBe('');
    await nothingIsLeft(gateway);
  });

  test('of one event answers a query of a client that accepts nothing else; a client that also accepts JSON gets JSON', async () => {
    await using gateway = await startGateway();
    const body = JSON.stringify({ query: '{ vault(name: "media-masters") { name } }' });
    const received = await send(gateway.url, { headers: events, body });
    expect(received.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    expect(received.text).toMatch(
      /^event: next\ndata: \{"data":\{"vault":\{"name":"media-masters"\}\},"extensions":.+\}\n\nevent: complete\ndata:\n\n$/,
    );
    for (const accept of [
      'text/event-stream, application/json',
      'application/graphql-response+json, text/event-stream',
      '*/*',
    ]) {
      const both = await send(gateway.url, { headers: { ...json, accept }, body });
      expect(both.json().data).toEqual({ vault: { name: 'media-masters' } });
    }
  });
});

describe('a reader that reconnects', () => {
  /** Two jobs, of which one ends while a reader is disconnected; the events that it gets when it reconnects. */
  async function reconnect(lastId: (received: StreamEvent[]) => string, stays: boolean) {
    await using gateway = await startGateway();
    const soon = await startRetrieval(gateway, 'EXPEDITED');
    const later = await startRetrieval(gateway, 'BULK');
    const variables = { ids: [soon.id, later.id] };
    const other: Subscriber | null = stays ? await subscribe(gateway.url, jobUpdates, variables) : null;
    const before = await subscribe(gateway.url, jobUpdates, variables);
    await before.take(2);
    before.cut();
    await before.ended;
    gateway.clock.advance(10 * 60_000);
    if (other) await expect.poll(() => other.events.map(kindOf)).toContain('DONE');
    await using after = await subscribe(gateway.url, jobUpdates, variables, { 'last-event-id': lastId(before.events) });
    const received: string[] = [];
    let end = await after.next();
    // The end of the other job is the last event, and shows that nothing was before it.
    for (; end?.event === 'next'; end = await after.next()) {
      const { id, phase } = end.data.data.jobUpdates.job;
      received.push(`${id === soon.id ? 'soon' : 'later'} ${phase}`);
      if (phase === 'DONE' && id === soon.id) gateway.clock.advance(untilTheEnd);
    }
    await other?.[Symbol.asyncDispose]();
    expect(end).toEqual({ event: 'complete', data: null });
    return received;
  }

  const resumed = ['soon DONE', 'later DONE'];
  const lastOf = (received: StreamEvent[]) => received.at(-1)?.id ?? '';

  test.each([
    ['while other readers stay', true],
    ['after a time without readers', false],
  ])('with the ID of the last event resumes after it, %s', async (_, stays) => {
    expect(await reconnect(lastOf, stays)).toEqual(resumed);
  });

  test('with the ID of an earlier event gets the events that it has missed', async () => {
    const received = await reconnect((before) => before[0]?.id ?? '', true);
    expect(received.slice(-2)).toEqual(resumed);
    expect(received.length).toBeLessThanOrEqual(3);
  });

  test.each<[string, (received: StreamEvent[]) => string]>([
    ['nothing', () => ''],
    ['garbage', () => 'garbage'],
    ['numbers', () => '1.2.3'],
    ['8 KB', (received) => `${lastOf(received)}${'.1'.repeat(4096)}`],
    ['an id from the future', (received) => lastOf(received).replace(/\d+$/, '999999')],
    ['an ID of another run', (received) => lastOf(received).replace(/^[0-9a-f]+/, '00000000')],
    ['more versions than there are', (received) => `${lastOf(received)}.1`],
    ['a script', () => '<script>alert(1)</script>'],
    ['a negative version', (received) => lastOf(received).replace(/\d+$/, '-1')],
  ])('with %s as its ID begins with the current state', async (_, lastId) => {
    const received = await reconnect(lastId, true);
    expect(received.slice(0, 2).sort()).toEqual(['later RUNNING', 'soon DONE']);
    expect(received.slice(2)).toEqual(['later DONE']);
  });

  test('with an ID of another subscription gets all later events', async () => {
    await using gateway = await startGateway();
    const one = await startRetrieval(gateway, 'EXPEDITED');
    const other = await startRetrieval(gateway, 'BULK');
    await using elsewhere = await subscribe(gateway.url, batchJobs);
    await using stream = await subscribe(gateway.url, jobUpdates, { ids: [other.id] });
    await elsewhere.take(3);
    await stream.take(1);
    const last = { 'last-event-id': lastOf(elsewhere.events) };
    await using again = await subscribe(gateway.url, jobUpdates, { ids: [one.id] }, last);
    await again.take(1);
    gateway.clock.advance(untilTheEnd);
    expect((await again.rest()).map(kindOf)).toEqual(['DONE', 'complete']);
    expect((await stream.rest()).map(kindOf)).toEqual(['DONE', 'complete']);
  });
});

describe('a subscription', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const refusalOf = ({ errors }: Data) => errors.map(({ extensions }: Data) => extensions.code);

  test.each([
    '*/*',
    'application/json',
    'application/graphql-response+json',
    'multipart/mixed',
    'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json',
    '',
  ])('of a client that accepts %j is refused at once, and the message says what to accept', async (accept) => {
    for (const sent of [
      { body: JSON.stringify({ query: batchJobs }), headers: { ...json, accept } },
      { path: pathOf(batchJobs), headers: { accept } },
    ]) {
      const received = await send(gateway.url, sent);
      expect(received.status).toBe(406);
      expect(received.headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
      expect(received.json().errors[0].message).toContain('text/event-stream');
      expect(refusalOf(received.json())).toEqual(['BAD_USER_INPUT']);
    }
    expect(gateway.calls()).toEqual({});
  });

  test.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['no origin', { origin: 'null' }],
    ['another site, as its browser says', { 'sec-fetch-site': 'cross-site' }],
    ['the same site, as its browser says', { 'sec-fetch-site': 'same-site' }],
  ])('of a page of %s is refused, and so is a query answered in events', async (_, from) => {
    for (const query of [batchJobs, '{ vaults { nodes { name } } }']) {
      for (const sent of [
        { body: JSON.stringify({ query }), headers: { ...events, ...from } },
        { path: pathOf(query), headers: { accept: 'text/event-stream', ...from } },
      ]) {
        const received = await send(gateway.url, sent);
        expect(received.status).toBe(403);
        expect(refusalOf(received.json())).toEqual(['BAD_USER_INPUT']);
      }
    }
    expect(gateway.calls()).toEqual({});
  });

  test("of the gateway's own pages is answered, also behind a proxy that changes the Host", async () => {
    const { origin } = new URL(gateway.url);
    for (const headers of [{ origin }, { origin: 'http://localhost:5173', 'sec-fetch-site': 'same-origin' }]) {
      const received = await send(gateway.url, {
        body: JSON.stringify({ query: '{ __typename }' }),
        headers: { ...events, ...headers },
      });
      expect(received.status).toBe(200);
    }
  });

  test.each<[string, Data]>([
    ['no query', {}],
    ['a query that is a number', { query: 1 }],
    ['variables that are a list', { query: batchJobs, variables: [] }],
    ['an operation name that is a number', { query: batchJobs, operationName: 1 }],
    ['an operation that is not there', { query: batchJobs, operationName: 'other' }],
  ])('with %s is answered with 400', async (_, body) => {
    const received = await send(gateway.url, { body: JSON.stringify(body), headers: events });
    expect(received.status).toBe(400);
    expect(received.json().errors).toHaveLength(1);
  });

  test.each(['variables=garbage', 'variables={', 'extensions=garbage', 'variables=[]', 'variables=1'])(
    'with %s in the URL is answered with 400, and so is a query',
    async (parameter) => {
      for (const query of [batchJobs, '{ __typename }']) {
        const path = `${pathOf(query).split('&')[0]}&${parameter}`;
        for (const accept of ['text/event-stream', 'application/json']) {
          expect((await send(gateway.url, { path, headers: { accept } })).status).toBe(400);
        }
      }
    },
  );

  test('over GET executes no mutation', async () => {
    const path = pathOf(`mutation { createVault(input: { ${vaultAddressText('unwanted')} }) { __typename } }`);
    expect((await send(gateway.url, { path, headers: { accept: 'text/event-stream' } })).status).toBe(405);
    expect(gateway.calls()).toEqual({});
  });
});

describe('a reader that disconnects leaves nothing behind', () => {
  const describeJob = 'glacier.DescribeJob';

  test('while it sends its request', async () => {
    await using gateway = await startGateway();
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n');
    socket.write('accept: text/event-stream\r\ncontent-length: 1000\r\n\r\n{"query":');
    socket.destroy();
    await nothingIsLeft(gateway);
  });

  test('before AWS answers', async () => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    gateway.calls();
    gateway.simulator.faults.set([{ operation: describeJob, kind: 'delay', delayMilliseconds: 10_000 }]);
    const stream = await subscribe(gateway.url, jobUpdates, { ids: [id] });
    await expect.poll(() => gateway.simulator.calls.count(describeJob)).toBe(1);
    stream.cut();
    await stream.ended;
    gateway.simulator.faults.set([]);
    await nothingIsLeft(gateway);
    expect(stream.events).toEqual([]);
  });

  test.each([
    ['at once', 0],
    ['after the first event', 1],
  ])('%s, many times over', async (_, count) => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    for (let round = 0; round < 20; round += 1) {
      const streams = await Promise.all(
        Array.from({ length: 5 }, () => subscribe(gateway.url, jobUpdates, { ids: [id] })),
      );
      await Promise.all(streams.map((stream) => stream.take(count)));
      await Promise.all(streams.map((stream) => stream[Symbol.asyncDispose]()));
    }
    await nothingIsLeft(gateway);
  });

  test('while another one stays, which misses nothing', async () => {
    await using gateway = await startGateway();
    const { id } = await startRetrieval(gateway);
    const leaver = await subscribe(gateway.url, jobUpdates, { ids: [id] });
    await using stayer = await subscribe(gateway.url, jobUpdates, { ids: [id] });
    await Promise.all([leaver.take(1), stayer.take(1)]);
    leaver.cut();
    await leaver.ended;
    gateway.clock.advance(untilTheEnd);
    expect((await stayer.rest()).map(kindOf)).toEqual(['DONE', 'complete']);
    await nothingIsLeft(gateway);
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startGateway } from '../../support/startGateway.ts';

const body = JSON.stringify({ query: 'subscription { batchJobUpdates { job { jobId } } }' });

const request = (version: string) =>
  [
    `POST /graphql HTTP/${version}`,
    'host: localhost',
    'content-type: application/json',
    'accept: text/event-stream',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');

interface Stream extends AsyncDisposable {
  readonly text: string;
  /** Resolves when the bytes received so far match. */
  received(pattern: RegExp): Promise<void>;
}

/** Sends these bytes on a connection of their own, by default a subscription, and keeps the connection open. */
async function openStream(url: string, sent = request('1.1')): Promise<Stream> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  await once(socket, 'connect');
  socket.write(sent);
  return {
    get text() {
      return text;
    },
    received: async (pattern) => {
      while (!pattern.test(text)) {
        const [chunk] = (await once(socket, 'data')) as [Buffer];
        text += chunk.toString();
      }
    },
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
    },
  };
}

/** Everything that the server has sent when it matches. */
async function answerOf(url: string, sent: string, pattern: RegExp): Promise<string> {
  await using stream = await openStream(url, sent);
  await stream.received(pattern);
  return stream.text;
}

const job = /event: next\ndata: \{"data":\{"batchJobUpdates":\{"job":\{"jobId":"[^"]+"\}\}\}.*\}\n\n/;

test('an event stream has no chunks: its body is the events, and the end of the connection ends it', async () => {
  await using gateway = await startGateway();
  const answer = await answerOf(gateway.url, request('1.1'), job);
  const [head = '', ...body] = answer.split('\r\n\r\n');
  expect(head).toMatch(/^connection: close$/im);
  expect(head).not.toMatch(/^(transfer-encoding|content-length):/im);
  const [retry, ...events] = body.join('').split(/(?<=\n\n)/);
  expect(retry).toBe('retry: 1000\n\n');
  for (const event of events.filter((text) => text.endsWith('\n\n'))) expect(event).toMatch(job);
});

test('a client that uses HTTP 1.0 receives the same stream', async () => {
  await using gateway = await startGateway();
  const answer = await answerOf(gateway.url, request('1.0'), job);
  expect(answer).not.toMatch(/transfer-encoding/i);
  expect(answer.slice(answer.indexOf('\r\n\r\n') + 4)).toMatch(/^retry: 1000\n\nid: [^\n]+\nevent: next\n/);
});

test('a subscription that is pipelined after a query is answered after it', async () => {
  await using gateway = await startGateway();
  const query = request('1.1')
    .replace('text/event-stream', 'application/json')
    .replace(body, JSON.stringify({ query: '{ jobs(first: 1) { nodes { id } } }' }).padEnd(Buffer.byteLength(body)));
  const answer = await answerOf(gateway.url, query + request('1.1'), job);
  expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(answer.indexOf('"nodes"')).toBeLessThan(answer.indexOf('event: next'));
});

test('every subscriber of a shared subscription receives the response headers before its events', async () => {
  await using gateway = await startGateway();
  await using first = await openStream(gateway.url);
  await first.received(job);
  // The event is ready when these come: it is written in the turn that opens their stream.
  const others = await Promise.all(Array.from({ length: 3 }, () => answerOf(gateway.url, request('1.1'), job)));
  for (const answer of [first.text, ...others]) {
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(answer.indexOf('event: next')).toBeGreaterThan(answer.indexOf('\r\n\r\n'));
  }
});

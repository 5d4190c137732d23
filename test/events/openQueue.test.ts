// The receiver's requests to SQS, by the real SDK, against a server that answers as a test says.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Backend } from '../../src/aws/backend.ts';
import { Credentials } from '../../src/aws/client/credentials.ts';
import { openQueue } from '../../src/aws/sqs/openQueue.ts';
import { defaultConfig } from '../../src/config/options.ts';
import { createClock } from '../../src/core/clock.ts';
import { createEgress } from '../../src/egress/createEgress.ts';
import { createByteBudget } from '../../src/limits/createByteBudget.ts';

const owner = '111122223333';
const maxBytes = 100_000;
/** The access key of each request so far. */
const signedBy: string[] = [];
let answer: (response: ServerResponse) => void;
let url: string;

const server = createServer((request, response) => {
  signedBy.push(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '');
  request.resume();
  answer(response);
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  signedBy.length = 0;
});

const send = (response: ServerResponse, status: number, body: object | string) =>
  response
    .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
    .end(typeof body === 'string' ? body : JSON.stringify(body));

/** Credentials that are other ones after each renewal. */
function credentialsOf(name: string): Credentials {
  let count = 0;
  return new Credentials({
    provider: async () => {
      count += 1;
      return { accessKeyId: `${name}${count}`, secretAccessKey: 'any' };
    },
    owner: name,
    timeout: 1_000,
    log: pino({ level: 'silent' }),
    steady: createClock({ speed: 0, startAt: 1_000_000 }),
  });
}

const backendWith = (credentials: Credentials): Backend => ({
  kind: 'AWS',
  clock: createClock({ speed: 0 }),
  accounts: [{ accountId: owner, name: null, regions: ['us-east-1'] }],
  trustedAccounts: undefined,
  endpoints: () => ({}),
  credentials: () => credentials,
});

function open(backend: () => Backend) {
  const services = {
    backend,
    timeouts: { attempt: 5_000, call: 5_000 },
    egress: createEgress(),
    collector: { maxBytes, budget: createByteBudget(defaultConfig()) },
  };
  return openQueue(services, `${url}/${owner}/events`);
}

const { signal } = new AbortController();

test('a response that is larger than the limit is not read', async () => {
  const backend = backendWith(credentialsOf('A'));
  const queue = open(() => backend);
  answer = (response) => send(response, 200, `{"Messages":[{"Body":"${'x'.repeat(maxBytes)}"}]}`);
  await expect(queue.receive(signal)).rejects.toThrow(`larger than ${maxBytes} bytes`);
  answer = (response) => send(response, 200, {});
  expect(await queue.receive(signal)).toEqual([]);
  queue.close();
});

test('credentials that SQS reports as outdated are renewed for the next request', async () => {
  const backend = backendWith(credentialsOf('A'));
  const queue = open(() => backend);
  const message = { messageId: 'm', receiptHandle: 'r', body: '', receiveCount: 1 };
  answer = (response) => send(response, 403, { __type: 'com.amazon.coral.service#ExpiredTokenException' });
  await expect(queue.receive(signal)).rejects.toThrow();
  answer = (response) => send(response, 200, {});
  await queue.receive(signal);
  await queue.delete([message]);
  expect(signedBy).toEqual(['A1', 'A2', 'A2']);
  queue.close();
});

test('after a reload, the queue is received with the credentials of the present account', async () => {
  let backend = backendWith(credentialsOf('A'));
  const queue = open(() => backend);
  answer = (response) => send(response, 200, {});
  await queue.receive(signal);
  backend = backendWith(credentialsOf('B'));
  await queue.receive(signal);
  expect(signedBy).toEqual(['A1', 'B1']);
  queue.close();
});

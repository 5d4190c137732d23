// The connections of the transport: a call ends with its signal and in time, clocks that differ are corrected, a proxy is
// respected, and what a response holds counts in the byte budget.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GlacierClient, type GlacierClientConfig, ListVaultsCommand } from '@aws-sdk/client-glacier';
import type { HttpRequest } from '@smithy/types';
import { expect, onTestFinished, test, vi } from 'vitest';
import { anonymous } from '../../../src/access/caller.ts';
import { createAws } from '../../../src/aws/client/createAws.ts';
import { listVaults, listVaultsOperation } from '../../../src/aws/glacier/listVaults.ts';
import { createTransport, type TransportOptions } from '../../../src/aws/transport/createTransport.ts';
import { answerHeld } from '../../../src/aws/transport/heldOutcomes.ts';
import { KnownBodies } from '../../../src/aws/transport/knownBodies.ts';
import type { SigningClient } from '../../../src/aws/transport/prepareOperation.ts';
import { WorkInTurns } from '../../../src/core/workInTurns.ts';
import { createEgress } from '../../../src/egress/createEgress.ts';
import { ByteBudget } from '../../../src/limits/byteBudget.ts';
import { startForwardProxy } from '../../support/startForwardProxy.ts';
import { backendAt } from '../backendAt.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const page = { limit: 10, marker: null };
const head = { 'content-type': 'application/json', 'x-amzn-requestid': 'r' };
const vaults = '{"VaultList":[],"Marker":null}';
const vaultsOfLength = (bytes: number) => '{"VaultList":[],"Marker":"."}'.replace('.', () => 'm'.repeat(bytes));
const unlimited = { connection: Number.MAX_VALUE, caller: Number.MAX_VALUE, process: Number.MAX_VALUE };

async function startServer(answer: (response: ServerResponse, headers: Record<string, unknown>) => void) {
  const server = createServer((request, response) => answer(response, request.headers));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function openTransport(endpoint: string, options: Partial<TransportOptions> = {}, settings: GlacierClientConfig = {}) {
  const client = new GlacierClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    endpoint,
    maxAttempts: 1,
    ...settings,
  });
  answerHeld(client);
  const transport = createTransport(client as unknown as SigningClient, {
    egress: createEgress(),
    attempt: 60_000,
    collector: { maxBytes: 1_000_000, budget: new ByteBudget(unlimited) },
    bodies: new KnownBodies(),
    turns: new WorkInTurns(),
    location: 'here',
    ...options,
  });
  onTestFinished(() => transport.close());
  const send = (signal = new AbortController().signal) =>
    transport.send(listVaultsOperation, new ListVaultsCommand({ accountId: location.accountId }), signal);
  return { transport, client, send };
}

test('a call ends with its signal, before the headers and in the body, and its connection is closed', async () => {
  for (const isStarted of [false, true]) {
    const caller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      void startServer((response) => {
        response.on('close', resolve);
        if (isStarted) response.writeHead(200, head).write('{');
        setImmediate(() => caller.abort(new Error('gone')));
      }).then((url) => expect(openTransport(url).send(caller.signal)).rejects.toThrow('gone'));
    });
    await closed;
  }
});

test('a call whose signal has ended is not sent', async () => {
  const url = await startServer(() => expect.fail('A request came.'));
  const caller = new AbortController();
  caller.abort(new Error('gone'));
  await expect(openTransport(url).send(caller.signal)).rejects.toThrow('gone');
});

test('an attempt without headers ends in its time, as an error of the SDK', async () => {
  const url = await startServer(() => undefined);
  await expect(openTransport(url, { attempt: 50 }).send()).rejects.toMatchObject({
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
    host: '127.0.0.1',
    $metadata: { attempts: 1 },
  });
});

test('a response holds memory in the byte budget until it is read, and ends when others need it', async () => {
  const budget = new ByteBudget({ ...unlimited, process: 100 });
  let respond: (response: ServerResponse) => void = (response) => response.end(vaults);
  const url = await startServer((response) => respond(response.writeHead(200, head)));
  const { send } = openTransport(url, { collector: { maxBytes: 1_000_000, budget } });
  await send();
  expect([budget.maxBytes, budget.bytes]).toEqual([vaults.length, 0]);
  respond = (response) => response.end(' '.repeat(101));
  await expect(send()).rejects.toThrow('The gateway has no memory for the response of AWS at the moment.');
  expect(budget.bytes).toBe(0);
});

test('long bodies that come at one moment are read in turns; until then they count in the byte budget, and callers can leave', async () => {
  const grants: (() => void)[] = [];
  const turns = new WorkInTurns(Number.POSITIVE_INFINITY, () => new Promise((resolve) => grants.push(resolve)), 1);
  const budget = new ByteBudget(unlimited);
  const list = vaultsOfLength(8 * 1024);
  let body = list;
  const url = await startServer((response) => response.writeHead(200, head).end(body));
  const { send } = openTransport(url, { turns, collector: { maxBytes: 1_000_000, budget } });
  await send();
  const caller = new AbortController();
  const [waiting, left] = [send(), send(caller.signal)];
  while (budget.bytes < 2 * list.length || grants.length === 0) await nextTurn();
  caller.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  expect(budget.bytes).toBe(list.length);
  body = vaults;
  expect(await send()).toMatchObject({ VaultList: [] });
  grants[0]?.();
  expect(await waiting).toMatchObject({ VaultList: [] });
  expect(budget.bytes).toBe(0);
});

test('what is made of a long list is made in another turn than it is read in', async () => {
  const grants: (() => void)[] = [];
  const turns = new WorkInTurns(Number.POSITIVE_INFINITY, () => new Promise((resolve) => grants.push(resolve)), 1);
  let body = vaultsOfLength(8 * 1024);
  const url = await startServer((response) => response.writeHead(200, head).end(body));
  const { send } = openTransport(url, { turns });
  await send();
  body = vaultsOfLength(96 * 1024);
  let isOver = false;
  const long = send().finally(() => {
    isOver = true;
  });
  for (const turn of [0, 1]) {
    while (grants.length === turn) await nextTurn();
    expect(isOver).toBe(false);
    grants[turn]?.();
  }
  expect(await long).toMatchObject({ VaultList: [] });
});

test('two calls at one moment whose dates AWS refuses are corrected and sent again', async () => {
  const ahead = 600_000;
  let seen = 0;
  const waiting: (() => void)[] = [];
  const url = await startServer((response, headers) => {
    seen += 1;
    const date = new Date(Date.now() + ahead);
    const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(String(headers['x-amz-date'])) ?? [];
    const signed = Date.parse(`${day} ${time}`.replace(/(....)(..)(..) (..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
    const isSkewed = Math.abs(signed - date.getTime()) > 300_000;
    const end = () =>
      response
        .writeHead(isSkewed ? 403 : 200, { ...head, date: date.toUTCString() })
        .end(isSkewed ? '{"code":"RequestTimeTooSkewed","message":"no"}' : vaults);
    if (!isSkewed) return end();
    waiting.push(end);
    if (waiting.length === 2) for (const each of waiting) each();
  });
  const aws = createAws(backendAt(url, location), { attempt: 60_000, call: 60_000 });
  onTestFinished(aws.close);
  const read = (limit: number) =>
    listVaults(aws.session(anonymous, new AbortController().signal), location, { ...page, limit });
  const lists = await Promise.all([read(1), read(2)]);
  expect(lists.map(({ items }) => items)).toEqual([[], []]);
  expect(seen).toBe(4);
});

test('a response that undici refuses and Node reads is read at the next attempt', async () => {
  let seen = 0;
  const url = await startServer((response) => {
    seen += 1;
    response.writeContinue();
    response.writeHead(200, head).end(vaults);
  });
  const aws = createAws(backendAt(url, location), { attempt: 60_000, call: 60_000 });
  onTestFinished(aws.close);
  const read = (limit: number) =>
    listVaults(aws.session(anonymous, new AbortController().signal), location, { ...page, limit });
  expect((await read(1)).items).toEqual([]);
  expect((await read(2)).items).toEqual([]);
  expect(seen).toBe(3);
});

test('a host behind a proxy is left to the SDK, which sends through the proxy', async () => {
  const url = await startServer((response) => response.writeHead(200, head).end(vaults));
  await using proxy = await startForwardProxy({ hosts: { 'aws.example': url } });
  const egress = createEgress({ HTTP_PROXY: proxy.url });
  const aws = createAws(backendAt('http://aws.example', location), { attempt: 60_000, call: 60_000 }, { egress });
  onTestFinished(aws.close);
  const { items } = await listVaults(aws.session(anonymous, new AbortController().signal), location, page);
  expect(items).toEqual([]);
  expect(proxy.asked).toEqual([`GET http://aws.example/${location.accountId}/vaults?limit=10`]);
});

test('credentials that change sign the next call', async () => {
  const signers: unknown[] = [];
  const url = await startServer((response, { authorization, ...headers }) => {
    signers.push([/Credential=(\w+)/.exec(String(authorization))?.[1], headers['x-amz-security-token']]);
    response.writeHead(200, head).end(vaults);
  });
  const given = [
    { accessKeyId: 'one', secretAccessKey: 'a' },
    { accessKeyId: 'two', secretAccessKey: 'b', sessionToken: 'token' },
  ];
  let current = 0;
  const credentials = Object.assign(async () => given[current] ?? expect.fail(), { memoized: true });
  const { send } = openTransport(url, {}, { credentials });
  await send();
  current = 1;
  await send();
  expect(signers).toEqual([
    ['one', undefined],
    ['two', 'token'],
  ]);
});

test('an operation whose first call is left to the SDK is sent by the transport later', async () => {
  const url = await startServer((response) => response.writeHead(200, head).end(vaults));
  const { transport, client } = openTransport(url);
  const sdk = vi.spyOn(client, 'send');
  const signal = new AbortController().signal;
  const send = (accountId: string) =>
    transport.send(listVaultsOperation, new ListVaultsCommand({ accountId }), signal).catch(() => undefined);
  await send('');
  expect(sdk).toHaveBeenCalledTimes(1);
  await send(location.accountId);
  expect(sdk).toHaveBeenCalledTimes(2);
  for (let count = 0; count < 3; count += 1) await send(location.accountId);
  expect(sdk).toHaveBeenCalledTimes(2);
});

test('an operation that differs from the SDK is compared three times, and then left to the SDK', async () => {
  let sent = 0;
  const url = await startServer((response) => {
    sent += 1;
    response.writeHead(200, head).end(vaults);
  });
  const { client, send } = openTransport(url);
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as HttpRequest).headers['x-new'] = '1';
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const sdk = vi.spyOn(client, 'send');
  for (let count = 0; count < 5; count += 1) await send();
  expect(sdk).toHaveBeenCalledTimes(5 + 3);
  expect(sent).toBe(5);
});

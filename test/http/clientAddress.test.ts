// The client's address through the front door: in rate limits of anonymous callers, log lines and the audit log.

import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../../src/telemetry/createLog.ts';
import { vaultRefText } from '../support/references.ts';
import { type Data, startGateway } from '../support/startGateway.ts';
import { json, send } from './send.ts';

const body = JSON.stringify({ query: '{ __typename }' });
const from = (address: string) => ({ ...json, 'x-forwarded-for': address });

test('anonymous clients of a trusted proxy have a rate limit each', async () => {
  await using gateway = await startGateway({
    TRUSTED_PROXIES: ['127.0.0.1'],
    REQUESTS_PER_MINUTE: { authenticated: 1, anonymous: 2 },
  });
  const statusOf = async (address: string) => (await send(gateway.url, { headers: from(address), body })).status;
  const statuses = async (address: string) => [
    await statusOf(address),
    await statusOf(address),
    await statusOf(address),
  ];
  expect(await statuses('203.0.113.7')).toEqual([200, 200, 429]);
  expect(await statuses('203.0.113.8')).toEqual([200, 200, 429]);
  // The client forges what stands before the address that the proxy appends.
  expect(await statusOf('1.1.1.1, 203.0.113.7')).toBe(429);
  // All addresses of one IPv6 customer count as one.
  expect(await statusOf('2001:db8::1')).toBe(200);
  expect(await statusOf('2001:db8::2')).toBe(200);
  expect(await statusOf('2001:db8:0:0:ffff::3')).toBe(429);
  expect(await statusOf('2001:db8:0:1::1')).toBe(200);
});

test('without trusted proxies the header changes nothing', async () => {
  await using gateway = await startGateway({ REQUESTS_PER_MINUTE: { authenticated: 1, anonymous: 1 } });
  expect((await send(gateway.url, { headers: from('203.0.113.7'), body })).status).toBe(200);
  expect((await send(gateway.url, { headers: from('203.0.113.8'), body })).status).toBe(429);
});

test('anonymous clients of a trusted proxy have a limit of subscriptions each', async () => {
  await using gateway = await startGateway({
    TRUSTED_PROXIES: ['127.0.0.1'],
    SUBSCRIPTIONS_PER_CALLER: { authenticated: 1, anonymous: 1 },
  });
  const query = 'subscription { batchJobUpdates(statuses: [ACTIVE]) { job { id } } }';
  const open = async (address: string) => {
    const leave = new AbortController();
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { ...from(address), accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
      signal: leave.signal,
    });
    return { status: response.status, leave: () => leave.abort() };
  };
  const streams = [await open('203.0.113.7'), await open('203.0.113.7'), await open('203.0.113.8')];
  expect(streams.map(({ status }) => status)).toEqual([200, 429, 200]);
  for (const { leave } of streams) leave();
});

test('log lines and the audit log have the address, over HTTP and over WebSocket', async () => {
  const lines: Data[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  await using gateway = await startGateway({ TRUSTED_PROXIES: ['127.0.0.1'], log });
  const query = `mutation { deleteVault(input: { ${vaultRefText('media-masters')} }) { __typename } }`;
  await send(gateway.url, { headers: from('203.0.113.7'), body: JSON.stringify({ query }) });
  class FromFar extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol, { headers: { 'x-forwarded-for': '203.0.113.8' } });
    }
  }
  const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: FromFar, retryAttempts: 0 });
  for await (const { data } of client.iterate({ query })) expect(data).toBeDefined();
  await client.dispose();

  const clientsOf = (isMeant: (line: Data) => boolean) => lines.filter(isMeant).map((line) => line.client);
  expect(clientsOf(({ audit }) => audit === true)).toEqual(['203.0.113.7', '203.0.113.8']);
  expect(clientsOf(({ msg }) => msg === 'AWS call')).toEqual(expect.arrayContaining(['203.0.113.7', '203.0.113.8']));
  await expect
    .poll(() => new Set(clientsOf(({ msg }) => msg === 'request')))
    .toEqual(new Set(['203.0.113.7', '203.0.113.8']));
});

// A caller that keeps the event loop busy, through the front door, with injected time and CPU time.
import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createClock } from '../../src/core/clock.ts';
import { json, send } from '../http/send.ts';
import { startGateway } from '../support/startGateway.ts';

const [heavyCaller, lightCaller, newCaller] = ['203.0.113.7', '203.0.113.8', '203.0.113.9'];
const heavy = '{ a: jobs(first: 1000) { nodes { id } } b: jobs(first: 999) { nodes { id } } }';
const light = '{ vaults(first: 5) { nodes { name } } }';
const events = 'subscription { batchJobUpdates { change } }';

async function start() {
  const realClock = createClock({ speed: 0, startAt: 0 });
  let used = 0;
  const gateway = await startGateway({
    seed: 'empty',
    realClock,
    loopReadings: { clock: realClock, cpuTime: () => used },
    TRUSTED_PROXIES: ['127.0.0.1'],
    MAX_EVENT_LOOP_DELAY_MS: 200,
    ADMIN_PORT: 0,
  });
  const ask = (address: string, query: string, accept = 'application/json') =>
    send(gateway.url, {
      headers: { ...json, accept, 'x-forwarded-for': address },
      body: JSON.stringify({ query }),
    });
  return {
    gateway,
    ask,
    /** Time passes; the gateway uses so much of it. */
    pass: (milliseconds: number, cpu: number) => {
      used += cpu;
      realClock.advance(milliseconds);
    },
    refusedCallers: async () => {
      const metrics = await (await fetch(gateway.adminUrl ?? '')).text();
      return Number(/^glacier_graphql_refused_callers (\d+)$/m.exec(metrics)?.[1]);
    },
  };
}

async function overWebSocket(url: string, address: string, query: string): Promise<unknown> {
  class From extends WebSocket {
    constructor(target: string | URL, protocols?: string | string[]) {
      super(target, protocols, { headers: { 'x-forwarded-for': address } });
    }
  }
  const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: From, retryAttempts: 0 });
  try {
    for await (const result of client.iterate({ query })) return result;
    return null;
  } catch (errors) {
    return { errors };
  } finally {
    await client.dispose();
  }
}

test('while the event loop is late, the caller that uses most is refused on every transport, and all others are served', async () => {
  const { gateway, ask, pass, refusedCallers } = await start();
  await using _ = gateway;
  expect((await ask(lightCaller, light)).status).toBe(200);
  for (let query = 0; query < 2; query += 1) {
    expect((await ask(heavyCaller, heavy)).status).toBe(200);
    pass(825, 800);
  }

  const refused = await ask(heavyCaller, heavy);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(JSON.parse(refused.text).errors).toMatchObject([
    {
      message: expect.stringContaining('MAX_CALLER_CPU_PERCENT'),
      extensions: { code: 'RATE_LIMITED', retryable: true },
    },
  ]);
  expect(await overWebSocket(gateway.url, heavyCaller, heavy)).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED' } }],
  });
  const stream = await ask(heavyCaller, events, 'text/event-stream');
  expect(stream.status).toBe(200);
  expect(stream.text).toMatch(/^retry: \d+\n\nevent: complete/);

  for (const address of [lightCaller, newCaller]) {
    expect((await ask(address, light)).status).toBe(200);
    expect(await overWebSocket(gateway.url, address, light)).toMatchObject({ data: { vaults: { nodes: [] } } });
  }
  expect(await refusedCallers()).toBe(1);

  pass(10_000, 0);
  expect((await ask(heavyCaller, heavy)).status).toBe(200);
  expect(await refusedCallers()).toBe(0);
});

test('a late event loop that is not the work of a few callers refuses everybody', async () => {
  const { gateway, ask, pass } = await start();
  await using _ = gateway;
  expect((await ask(lightCaller, light)).status).toBe(200);
  for (let window = 0; window < 2; window += 1) pass(825, 800);
  expect((await ask(lightCaller, light)).status).toBe(503);
  expect((await ask(heavyCaller, heavy)).status).toBe(503);
});

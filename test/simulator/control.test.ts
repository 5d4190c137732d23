import { ListVaultsCommand } from '@aws-sdk/client-glacier';
import { expect, test } from 'vitest';
import { clientOf, errorOf, start } from './support.ts';

async function withControl() {
  const harness = await start();
  const { url } = harness.simulator;
  const send = async (method: string, name: string, body?: unknown) => {
    const given = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await fetch(`${url}/_simulator/${name}`, { method, ...given });
    const text = await response.text();
    return { status: response.status, value: text === '' ? undefined : JSON.parse(text) };
  };
  return { ...harness, send };
}

test('counts calls by operation and resets the counters on request', async () => {
  const { send, client } = await withControl();
  for (const _ of [1, 2, 3]) await client.send(new ListVaultsCommand({ accountId: '-' }));
  expect(await send('GET', 'calls')).toEqual({ status: 200, value: { 'glacier.ListVaults': 3 } });
  expect(await send('DELETE', 'calls')).toEqual({ status: 204, value: undefined });
  expect((await send('GET', 'calls')).value).toEqual({});
});

test('records the parameters, the location and the result of each call', async () => {
  const { simulator, client } = await withControl();
  await client.send(new ListVaultsCommand({ accountId: '-', limit: 3 }));
  expect(simulator.calls.list).toEqual([
    {
      operation: 'glacier.ListVaults',
      accountId: '111122223333',
      region: 'us-east-1',
      input: { accountId: '-', limit: 3 },
      at: Date.UTC(2026, 0, 15, 12),
      invocationId: expect.any(String),
      status: 200,
    },
  ]);
});

test('counts the calls and sets the faults of one account', async () => {
  const { send, client, simulator } = await withControl();
  const { status, value } = await send('POST', 'accounts');
  const { accountId } = value;
  expect([status, accountId]).toEqual([201, expect.stringMatching(/^9\d{11}$/)]);
  expect((await send('POST', 'accounts')).value.accountId).not.toBe(accountId);
  const other = clientOf(simulator.url, { accessKeyId: accountId });
  const list = new ListVaultsCommand({ accountId: '-' });
  const fault = { operation: 'glacier.ListVaults', kind: 'error', code: 'Broken', status: 400 };
  const own = `accountId=${accountId}`;
  expect((await send('POST', `faults?${own}`, [fault])).status).toBe(204);
  await client.send(list);
  expect((await errorOf(other.send(list))).name).toBe('Broken');
  expect((await send('GET', `calls?${own}`)).value).toEqual({ 'glacier.ListVaults': 1 });
  await send('POST', 'faults?accountId=111122223333', [{ ...fault, code: 'Other' }]);
  await send('DELETE', `faults?${own}`);
  await send('DELETE', `calls?${own}`);
  expect((await send('GET', `calls?${own}`)).value).toEqual({});
  expect((await send('GET', 'calls')).value).toEqual({ 'glacier.ListVaults': 2 });
  await other.send(list);
  expect((await errorOf(client.send(list))).name).toBe('Other');
  other.destroy();
  expect((await send('POST', `faults?${own}`, [{ ...fault, accountId: '111122223333' }])).value.message).toContain(
    'accountId',
  );
  expect((await send('GET', 'calls?accountId=1')).status).toBe(400);
  expect((await send('GET', `clock?${own}`)).status).toBe(400);
});

test('shows the clock and moves it forward', async () => {
  const { send, clock } = await withControl();
  expect((await send('GET', 'clock')).value).toEqual({ now: '2026-01-15T12:00:00.000Z', speed: 0 });
  expect((await send('POST', 'clock', { advanceSeconds: 90.5 })).value).toMatchObject({
    now: '2026-01-15T12:01:30.500Z',
  });
  expect(clock.now()).toBe(Date.UTC(2026, 0, 15, 12, 1, 30, 500));
  for (const wrong of [{}, { advanceSeconds: -1 }, { advanceSeconds: '1' }, { advanceSeconds: 1e12 }, '{', 'null']) {
    expect((await send('POST', 'clock', wrong)).status).toBe(400);
  }
});

test('names every member of a fault that is wrong', async () => {
  const { send } = await withControl();
  const fault = { operation: 'ListVaults', call: 0, when: 'during', kind: 'boom', status: 99, extra: 1 };
  const { status, value } = await send('POST', 'faults', [{ operation: '*', kind: 'reset' }, fault]);
  expect(status).toBe(400);
  for (const name of ['operation', 'call', 'when', 'kind', 'status', 'extra']) {
    expect(value.message).toContain(`faults[1].${name} `);
  }
  expect(value.message).not.toContain('faults[0]');
  for (const [wrong, text] of [
    ['{}', 'The body must be a JSON list of faults'],
    [[5], 'faults[0] must be an object'],
    [[{ kind: 'reset' }], 'faults[0].operation is required'],
    [[{ operation: '*', kind: 'delay' }], 'faults[0].delayMilliseconds is required for a delay'],
    [[{ operation: '*', kind: 'lag' }], 'faults[0].lagMilliseconds is required for a lag'],
    [[{ operation: '*', kind: 'reset', share: 2 }], 'faults[0].share must be a number from 0 to 1'],
    [[{ operation: '*', kind: 'error' }], 'faults[0].code is required for an error'],
    [
      [{ operation: '*', kind: 'reset', call: { from: 3, to: 2 } }],
      "faults[0].call must be a number from 1, 'every', or { from, to }",
    ],
  ] as const) {
    expect(await send('POST', 'faults', wrong)).toEqual({ status: 400, value: { message: text } });
  }
});

test('sets faults and clears them', async () => {
  const { send, client } = await withControl();
  const list = () => client.send(new ListVaultsCommand({ accountId: '-' }));
  expect((await send('POST', 'faults', [{ operation: 'glacier.ListVaults', kind: '5xx' }])).status).toBe(204);
  await expect(list()).rejects.toThrow('unavailable');
  expect((await send('DELETE', 'faults')).status).toBe(204);
  await list();
});

test('knows its own addresses only', async () => {
  const { send } = await withControl();
  expect((await send('GET', 'nothing')).status).toBe(404);
  expect((await send('GET', 'constructor')).status).toBe(404);
  expect((await send('PUT', 'calls')).status).toBe(405);
});

test('is absent if other machines can reach the simulator, also for this machine', async () => {
  const { simulator } = await start({ host: '0.0.0.0' });
  const url = simulator.url.replace('0.0.0.0', '127.0.0.1');
  const response = await fetch(`${url}/_simulator/clock`, { method: 'POST', body: '{"advanceSeconds": 1}' });
  expect(response.status).toBe(403);
  expect(await response.json()).toEqual({ message: 'Only where the simulator listens on loopback' });
});

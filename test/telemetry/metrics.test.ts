// Metrics for operators, on a separate port.
import { expect, test } from 'vitest';
import { send } from '../http/send.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { startRetrieval } from '../support/startRetrieval.ts';
import { subscribe } from '../support/subscribe.ts';
import { batchWorld, vaultWorld } from '../watch/world.ts';

const ADMIN_PORT = 0;

async function figures({ adminUrl }: TestGateway): Promise<Map<string, number>> {
  const response = await fetch(adminUrl ?? '');
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const location = 'account="111122223333",region="us-east-1"';

test('metrics count calls, requests, starts, watches and subscribers', async () => {
  await using gateway = await startGateway({ ADMIN_PORT });
  const { id } = await startRetrieval(gateway);
  await gateway.query('{ vault(name: "media-masters") { name } }');
  await gateway.query('{ vault(name: "absent") { name } }');
  gateway.simulator.faults.set([{ operation: 'glacier.DescribeVault', kind: 'throttle', call: 'every' }]);
  await gateway.query('{ vault(name: "media-masters") { name } }');
  gateway.simulator.faults.set([]);
  await using stream = await subscribe(gateway.url, `subscription { jobUpdates(ids: ["${id}"]) { job { id } } }`);
  await stream.take(1);
  const all = await figures(gateway);
  const calls = (operation: string, result: string) =>
    all.get(`glacier_graphql_aws_calls_total{operation="${operation}",${location},result="${result}"}`);
  expect(calls('glacier.DescribeVault', 'OK')).toBe(1);
  expect(calls('glacier.DescribeVault', 'NOT_FOUND')).toBe(1);
  expect(calls('glacier.DescribeVault', 'THROTTLED')).toBe(1);
  expect(all.get(`glacier_graphql_aws_throttles_total{operation="glacier.DescribeVault",${location}}`)).toBe(1);
  expect(all.get('glacier_graphql_starts_total{operation="glacier.InitiateJob",result="OK"}')).toBe(1);
  expect(all.get('glacier_graphql_requests_total{kind="query",status="200"}')).toBeGreaterThan(2);
  expect(all.get('glacier_graphql_requests_total{kind="mutation",status="200"}')).toBe(1);
  expect(all.get(`glacier_graphql_aws_call_seconds_count{operation="glacier.DescribeVault",${location}}`)).toBe(3);
  expect(all.get('glacier_graphql_watches')).toBe(1);
  expect(all.get('glacier_graphql_broadcasts')).toBe(1);
  expect(all.get('glacier_graphql_subscribers')).toBe(1);
  expect(all.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
  expect(all.has('nodejs_eventloop_lag_max_seconds')).toBe(true);
});

test('metrics have no label that clients choose, and their number does not grow with requests', async () => {
  await using gateway = await startGateway({ ADMIN_PORT });
  const ask = (name: string) =>
    fetch(`${gateway.url}?query=${encodeURIComponent(`query ${name} { vault(name: "${name}") { name } }`)}`);
  const send = (name: string) => fetch(new URL(`/${name}`, gateway.url), { headers: { 'user-agent': name } });
  await ask('first');
  await send('first');
  const before = await figures(gateway);
  for (let count = 0; count < 30; count += 1) {
    await ask(`client${count}`);
    await send(`client${count}`);
  }
  const after = await figures(gateway);
  expect([...after.keys()]).toEqual([...before.keys()]);
  expect([...after.keys()].join('\n')).not.toMatch(/client\d|first/);
});

test('metrics are off by default, and never on the port of GraphQL', async () => {
  await using gateway = await startGateway();
  expect(gateway.adminUrl).toBeNull();
  expect((await fetch(new URL('/metrics', gateway.url))).status).toBe(404);
});

test('the metrics port serves the metrics and the probes, read-only, and nothing else', async () => {
  await using gateway = await startGateway({ ADMIN_PORT });
  const at = (path: string) => new URL(path, gateway.adminUrl ?? '');
  expect((await fetch(at('/healthz'))).status).toBe(200);
  expect((await fetch(at('/readyz'))).status).toBe(200);
  expect((await fetch(at('/graphql'))).status).toBe(404);
  expect((await fetch(at('/metrics'), { method: 'POST' })).status).toBe(405);
  // DNS rebinding: the name of a foreign page resolves to this machine.
  expect((await send(gateway.adminUrl ?? '', { headers: { host: 'elsewhere.example' } })).status).toBe(400);
});

test('figures of jobs come from what is known, and a scrape makes no call', async () => {
  await using gateway = await startGateway({ ADMIN_PORT, seed: 'empty' });
  const vault = vaultWorld(gateway.simulator);
  vault.add();
  vault.add().end();
  vault.add().end();
  batchWorld(gateway.simulator).add();
  await gateway.data('{ jobs(first: 1) { totalCount } }');
  gateway.calls();
  const before = await figures(gateway);
  const at = (service: string, phase: string, outcome: string) =>
    `glacier_graphql_jobs{service="${service}",${location},phase="${phase}",outcome="${outcome}"}`;
  expect(before.get(at('glacier', 'RUNNING', ''))).toBe(1);
  expect(before.get(at('glacier', 'DONE', 'SUCCEEDED'))).toBe(2);
  expect(before.get(at('s3control', 'QUEUED', ''))).toBe(1);
  expect(before.get(`glacier_graphql_outputs_expiring_soon{${location}}`)).toBe(0);
  expect(before.get(`glacier_graphql_oldest_awaiting_confirmation_seconds{${location}}`)).toBe(0);
  // The clock of AWS moves on.
  gateway.clock.advance(20 * 3_600_000);
  const after = await figures(gateway);
  expect(after.get(`glacier_graphql_outputs_expiring_soon{${location}}`)).toBe(2);
  expect(after.get(`glacier_graphql_jobs_age_seconds{service="glacier",${location}}`)).toBeGreaterThanOrEqual(0);
  expect(gateway.calls()).toEqual({});
});

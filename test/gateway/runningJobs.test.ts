// The cost of repeated queries of jobs in progress: no call while nothing can have changed, otherwise one call.

import { expect, test } from 'vitest';
import { vaultRef, vaultRefText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const vaultName = 'media-masters';
const second = 1000;
const hour = 3600 * second;

/** Starts a job and returns its id. */
async function start(gateway: TestGateway, field: string, fields: Record<string, unknown>): Promise<string> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const { result } = await gateway.data(
    `mutation ($input: ${type}Input!) { result: ${field}(input: $input) { ... on ${type}Payload { job { id } } } }`,
    { input: { vault: vaultRef(vaultName), ...fields } },
  );
  return result.job.id;
}

async function startRetrieval(gateway: TestGateway, tier: string): Promise<string> {
  const { vault } = await gateway.data(
    `{ vault(name: "${vaultName}") { jobs(first: 400, statusCode: SUCCEEDED) { nodes {
      ... on ArchiveRetrievalJob { archiveId archiveSizeInBytes } } } } }`,
  );
  const { archiveId } = vault.jobs.nodes.find(
    ({ archiveSizeInBytes = Infinity }: { archiveSizeInBytes?: number }) => archiveSizeInBytes < 2 ** 27,
  );
  return start(gateway, 'initiateArchiveRetrieval', { archiveId, tier });
}

/** Reads the job by its id. Returns the number of AWS calls and the answer. */
async function readJob(gateway: TestGateway, id: string) {
  gateway.calls();
  const { data, extensions } = await gateway.query(
    'query ($id: ID!) { node(id: $id) { ... on VaultJob { jobId statusCode phase pollAfterSeconds } } }',
    { id },
  );
  const calls = gateway.calls();
  return { calls: calls['glacier.DescribeJob'] ?? 0, others: Object.keys(calls).length, ...data.node, extensions };
}

const callsOf = async (gateway: TestGateway, id: string) => (await readJob(gateway, id)).calls;

test('a retrieval that cannot have ended is not read again before its next poll', async () => {
  await using gateway = await startGateway();
  const id = await startRetrieval(gateway, 'STANDARD');
  gateway.clock.advance(hour);
  const first = await readJob(gateway, id);
  expect(first).toMatchObject({ calls: 1, phase: 'RUNNING', pollAfterSeconds: 300 });
  expect(await readJob(gateway, id)).toMatchObject({
    calls: 0,
    statusCode: 'IN_PROGRESS',
    extensions: { aws: { calls: 0, byOperation: {}, cached: 1, coalesced: 0 } },
  });
  gateway.clock.advance(299 * second);
  expect(await callsOf(gateway, id)).toBe(0);
  gateway.clock.advance(second);
  expect(await callsOf(gateway, id)).toBe(1);
  expect(await callsOf(gateway, id)).toBe(0);
});

test('a retrieval is cached by its start, and found by vault and job id', async () => {
  await using gateway = await startGateway();
  const id = await startRetrieval(gateway, 'BULK');
  const { calls, jobId } = await readJob(gateway, id);
  expect(calls).toBe(0);
  await gateway.data('query ($v: String!, $j: String!) { glacierJob(vaultName: $v, jobId: $j) { __typename } }', {
    v: vaultName,
    j: jobId,
  });
  expect(gateway.calls()).toEqual({});
});

test('a retrieval after its earliest expected end is read by each query, which returns its end at once', async () => {
  await using gateway = await startGateway();
  const id = await startRetrieval(gateway, 'STANDARD');
  gateway.clock.advance(3 * hour - 10 * second);
  expect(await callsOf(gateway, id)).toBe(1);
  gateway.clock.advance(9 * second);
  expect(await callsOf(gateway, id)).toBe(0);
  gateway.clock.advance(second);
  expect(await callsOf(gateway, id)).toBe(1);
  expect(await callsOf(gateway, id)).toBe(1);
  gateway.clock.advance(2 * hour);
  expect(await readJob(gateway, id)).toMatchObject({ calls: 1, statusCode: 'SUCCEEDED', phase: 'DONE' });
  expect(await callsOf(gateway, id)).toBe(0);
});

test('an Expedited retrieval is cached for at most its first minute', async () => {
  await using gateway = await startGateway();
  const id = await startRetrieval(gateway, 'EXPEDITED');
  gateway.clock.advance(30 * second);
  const calls: number[] = [];
  for (let age = 30; age < 70; age += 5) {
    calls.push(await callsOf(gateway, id));
    gateway.clock.advance(5 * second);
  }
  // At an age of 30 s it is cached for 15 s, at 45 s for 8 s, then for 5 s; from 60 s on it is not cached.
  expect(calls).toEqual([1, 0, 0, 1, 0, 1, 1, 1]);
});

test('an inventory job is read each time, because AWS publishes no minimum time', async () => {
  await using gateway = await startGateway();
  const id = await start(gateway, 'initiateInventoryRetrieval', {});
  expect(await callsOf(gateway, id)).toBe(1);
  expect(await callsOf(gateway, id)).toBe(1);
});

test('a write to the vault makes the next query read the job', async () => {
  await using gateway = await startGateway();
  const id = await startRetrieval(gateway, 'STANDARD');
  const tag = (vault: string) =>
    gateway.data(
      `mutation { setVaultTags(input: { ${vaultRefText(vault)}, tags: [{ key: "a", value: "b" }] }) { __typename } }`,
    );
  await tag('examplevault');
  expect(await callsOf(gateway, id)).toBe(0);
  await tag(vaultName);
  expect(await callsOf(gateway, id)).toBe(1);
  expect(await callsOf(gateway, id)).toBe(0);
});

test('of several jobs in one query, only those that are not cached are read from AWS', async () => {
  await using gateway = await startGateway();
  const ids = [await startRetrieval(gateway, 'STANDARD'), await startRetrieval(gateway, 'STANDARD')];
  ids.push(await start(gateway, 'initiateInventoryRetrieval', {}));
  gateway.calls();
  const { nodes } = await gateway.data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(nodes).toEqual(ids.map((id) => ({ id })));
  expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 1 });
});

test('a list is read each time, and its jobs are not cached', async () => {
  await using gateway = await startGateway();
  const id = await startRetrieval(gateway, 'STANDARD');
  gateway.clock.advance(hour);
  const list = () =>
    gateway.data(
      `{ vault(name: "${vaultName}") { jobs(first: 50, statusCode: IN_PROGRESS) { nodes { ... on Job { id } } } } }`,
    );
  gateway.calls();
  await list();
  await list();
  expect(gateway.calls()['glacier.ListJobs']).toBe(2);
  expect(await callsOf(gateway, id)).toBe(1);
});

// The loaders that each kind of request creates: the ones it uses, and no others.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLoaders, Loaders } from '../../src/loaders/createLoaders.ts';
import { vaultAddressText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { vaultWorld } from '../watch/world.ts';

/** The loaders of all requests that were used, and so created, since the last time. */
const used = new Set<string>();
const usedLoaders = (): string[] => {
  const names = [...used].toSorted();
  used.clear();
  return names;
};

// A loader is created by its getter, at first use. Each getter reports itself here, and then does its work.
const getters = Object.entries(Object.getOwnPropertyDescriptors(Loaders.prototype)).filter(([, { get }]) => get);
beforeAll(() => {
  for (const [name, { get, ...rest }] of getters) {
    Object.defineProperty(Loaders.prototype, name, {
      ...rest,
      get() {
        used.add(name);
        return get?.call(this);
      },
    });
  }
});
afterAll(() => {
  for (const [name, descriptor] of getters) Object.defineProperty(Loaders.prototype, name, descriptor);
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.[Symbol.asyncDispose]());
beforeEach(() => used.clear());

const vault = 'vault(name: "media-masters")';

test('the loaders of a request use neither AWS nor a service before the first of them is used', () => {
  const untouched = new Proxy({}, { get: (_, name) => expect.fail(`${String(name)} was used`) });
  const loaders = createLoaders(untouched as never, untouched as never);
  expect(Object.keys(loaders)).toEqual([]);
  expect(getters.length).toBeGreaterThan(10);
});

test('a loader is created once per request', () => {
  const aws = { caller: { access: {} } };
  const loaders = createLoaders(aws as never, { store: {} } as never);
  expect(loaders.vaultTags).toBe(loaders.vaultTags);
  expect(loaders.vaultTags).not.toBe(loaders.vaultLock);
});

describe('a request creates', () => {
  test.each([
    ['no loader for a query of the gateway', '{ gateway { backend } }', []],
    ['one loader for a vault', `{ ${vault} { vaultArn } }`, ['vault']],
    ['two loaders for the tags of a vault', `{ ${vault} { vaultArn tags { key } } }`, ['vault', 'vaultTags']],
    ['one loader for the jobs of a vault', `{ ${vault} { jobs(first: 1) { nodes { __typename } } } }`, ['glacierJob']],
    ['one loader for a list of Batch jobs', '{ batchJobs(first: 1) { nodes { jobId } } }', ['batchJob']],
    [
      'one loader for all Glacier jobs',
      '{ jobs(first: 1, filter: { kinds: [SELECT] }) { nodes { jobId } } }',
      ['allJobs'],
    ],
    [
      'two loaders for all Glacier jobs with their vaults',
      '{ jobs(first: 1, filter: { kinds: [SELECT] }) { nodes { jobId ... on VaultJob { vault { vaultArn } } } } }',
      ['allJobs', 'vault'],
    ],
    [
      'one loader for a mutation that returns a vault',
      `mutation { createVault(input: { ${vaultAddressText('new')} }) { __typename ... on CreateVaultPayload { vault { vaultArn } } } }`,
      ['vault'],
    ],
  ])('%s', async (_, query, loaders) => {
    await gateway.data(query);
    expect(usedLoaders()).toEqual(loaders);
  });
});

test('an event of a subscription creates the loaders of its fields only', async () => {
  await using live = await startGateway({ seed: 'empty' });
  const [job] = vaultWorld(live.simulator).many(1);
  if (!job) throw new Error('no job');
  const subscription = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { __typename } }';
  await using subscriber = await subscribe(live.url, subscription, { ids: [job.id] });
  await subscriber.take(1);
  used.clear();
  job.end();
  live.clock.advance(300_000);
  await subscriber.take(1);
  expect(usedLoaders()).toEqual([]);
});

test('a download creates one loader', async () => {
  const { vault: found } = await gateway.data(
    `{ ${vault} { jobs(statusCode: SUCCEEDED, first: 1) { nodes { ... on ArchiveRetrievalJob { output { url } } ... on InventoryRetrievalJob { output { url } } } } } }`,
  );
  used.clear();
  const response = await fetch(found.jobs.nodes[0].output.url);
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
  expect(usedLoaders()).toEqual(['glacierJob']);
});

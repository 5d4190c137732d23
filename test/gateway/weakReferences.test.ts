// V8's quick collections follow the values of WeakMaps, also of those whose keys are garbage. So what such a value refers to stays
// in memory until a collection of the whole heap, which takes some 20 milliseconds of CPU time.
import { expect, test } from 'vitest';
import { heldContent } from '../../src/simulator/world/content.ts';
import { json, send } from '../http/send.ts';
import { startGateway } from '../support/startGateway.ts';

/** The classes of the values that are set meanwhile and not deleted again. */
async function valuesLeft(work: () => Promise<unknown>): Promise<string[]> {
  const { set, delete: remove } = WeakMap.prototype;
  const left = new Map<WeakMap<object, unknown>, Map<object, string>>();
  WeakMap.prototype.set = function (this: WeakMap<object, unknown>, key: object, value: unknown) {
    const ofMap = left.get(this) ?? new Map();
    left.set(this, ofMap.set(key, Object(value).constructor.name));
    return set.call(this, key, value);
  };
  WeakMap.prototype.delete = function (this: WeakMap<object, unknown>, key: object) {
    left.get(this)?.delete(key);
    return remove.call(this, key);
  };
  try {
    await work();
  } finally {
    Object.assign(WeakMap.prototype, { set, delete: remove });
  }
  return [...left.values()].flatMap((ofMap) => [...ofMap.values()]);
}

test('a query and a mutation leave no response, signal or check in a WeakMap', async () => {
  await using gateway = await startGateway();
  const { clock, simulator } = gateway;
  const { world } = simulator;
  const vault = world.addVault(world.location('111122223333', 'us-east-1'), 'photos', clock.now());
  world.addArchive(vault, {
    content: heldContent(Buffer.from('hello')),
    description: 'a photo',
    createdAt: clock.now(),
    treeHash: '0'.repeat(64),
  });
  const { id } = world.addJob(vault, {
    action: 'InventoryRetrieval',
    query: { format: 'JSON', startDate: undefined, endDate: undefined, limit: undefined, marker: undefined },
    createdAt: clock.now() - 10_000,
    endsAt: clock.now() - 5_000,
  });
  const query = `{ glacierJob(vaultName: "photos", jobId: "${id}") { ... on InventoryRetrievalJob {
    inventory { archives(first: 1) { nodes { archiveId } } } } } vault(name: "photos") { tags { key } } }`;
  const mutation = `mutation { setVaultTags(input: { vault: { address: { name: "photos" } }, tags: [{ key: "a", value: "b" }] }) { __typename } }`;
  // Without fetch, which has WeakMaps of its own.
  const work = async () => {
    for (const each of [query, mutation]) {
      const body = JSON.stringify({ query: each });
      const { text } = await send(gateway.url, { method: 'POST', path: '/graphql', headers: json, body });
      expect(text).not.toContain('"errors"');
    }
  };
  await work();
  const left = await valuesLeft(work);
  // The connections have entries of their own.
  expect(left).toContain('Holder');
  expect(left).not.toContain('AbortSignal');
  expect(left).not.toContain('HttpResponse');
  expect(left).not.toContain('RequestCache');
});

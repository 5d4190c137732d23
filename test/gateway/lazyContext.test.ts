// A query over HTTP creates the loaders and inventories that it reads, and no others.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const created = vi.hoisted(() => ({ loaders: 0, inventories: 0 }));

vi.mock('../../src/loaders/createLoaders.ts', async (original) => {
  const { createLoaders } = await original<typeof import('../../src/loaders/createLoaders.ts')>();
  return {
    createLoaders: (...args: Parameters<typeof createLoaders>) => {
      created.loaders += 1;
      return createLoaders(...args);
    },
  };
});

vi.mock('../../src/outputs/createInventories.ts', async (original) => {
  const { createInventories } = await original<typeof import('../../src/outputs/createInventories.ts')>();
  return {
    createInventories: (...args: Parameters<typeof createInventories>) => {
      created.inventories += 1;
      return createInventories(...args);
    },
  };
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => Object.assign(created, { loaders: 0, inventories: 0 }));

test.each([
  ['{ gateway { backend } }', { loaders: 0, inventories: 0 }],
  ['{ vault(name: "media-masters") { name } }', { loaders: 1, inventories: 0 }],
  [
    '{ vault(name: "media-masters") { latestInventory { inventory { archives(first: 1) { nodes { archiveId } } } } } }',
    { loaders: 1, inventories: 1 },
  ],
])('%s', async (query, expected) => {
  await gateway.data(query);
  expect(created).toEqual(expected);
});

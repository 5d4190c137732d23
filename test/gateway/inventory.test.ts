// Inventories as connections, from HTTP through the real SDK to the simulator: their content, their cost in calls and bytes,
// and outputs that AWS cuts.
import { describe, expect, test } from 'vitest';
import { inventoryId } from '../../src/schema/kit/globalId.ts';
import type { InventoryQuery } from '../../src/simulator/world/archive.ts';
import { heldContent } from '../../src/simulator/world/content.ts';
import type { InventoryRetrieval, Vault } from '../../src/simulator/world/records.ts';
import { type Answer, type Data, startGateway, type TestGateway } from '../support/startGateway.ts';

const day = 24 * 3600_000;
const vaultName = 'photos';

const whole: InventoryQuery = {
  format: 'JSON',
  startDate: undefined,
  endDate: undefined,
  limit: undefined,
  marker: undefined,
};

const descriptionOf = (index: number): string =>
  [`photo ${index}.jpg`, `{"Path":"trips/${index}/"},{".txt"}`, `say "${index}", or \\`, ''][index % 4] ?? '';

/** A vault with that many archives and one inventory job. */
function fill(
  { simulator: { world }, clock }: TestGateway,
  { archives = 1000, query = {} }: { archives?: number; query?: Partial<InventoryQuery> } = {},
): { vault: Vault; job: InventoryRetrieval } {
  const vault = world.addVault(world.location('111122223333', 'us-east-1'), vaultName, clock.now() - 900 * day);
  const content = heldContent(Buffer.from('hello'));
  for (let index = 0; index < archives; index += 1) {
    world.addArchive(vault, {
      content: index % 10 === 0 ? heldContent(Buffer.alloc(index)) : content,
      description: descriptionOf(index),
      createdAt: clock.now() - 800 * day + index * 3600_000,
      treeHash: index.toString(16).padStart(64, '0'),
    });
  }
  return { vault, job: addJob({ simulator: { world }, clock } as TestGateway, vault, query) };
}

function addJob(
  { simulator: { world }, clock }: TestGateway,
  vault: Vault,
  query: Partial<InventoryQuery> = {},
  times: { createdAt?: number; endsAt?: number; failure?: string } = {},
): InventoryRetrieval {
  return world.addJob(vault, {
    action: 'InventoryRetrieval',
    query: { ...whole, ...query },
    createdAt: clock.now() - 10 * 3600_000,
    endsAt: clock.now() - 6 * 3600_000,
    ...times,
  }) as InventoryRetrieval;
}

const fields = 'archiveId archiveDescription creationDate sizeInBytes sha256TreeHash name';

const text = `query ($v: String!, $j: String!, $first: Int, $after: String, $filter: InventoryArchiveFilter) {
  glacierJob(vaultName: $v, jobId: $j) { ... on InventoryRetrievalJob { inventory {
    archives(first: $first, after: $after, filter: $filter) {
      nodes { ${fields} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }
}`;

interface Query {
  first?: number;
  after?: string | null;
  filter?: Record<string, unknown>;
}

const readInventory = (gateway: TestGateway, job: { id: string }, query: Query = {}): Promise<Answer> =>
  gateway.query(text, { v: vaultName, j: job.id, ...query });

const archivesOf = ({ data, errors }: Answer) => {
  if (!data?.glacierJob?.inventory) throw new Error(JSON.stringify(errors));
  return data.glacierJob.inventory.archives;
};

/** All pages. */
async function walk(gateway: TestGateway, job: { id: string }, query: Query) {
  const pages = [];
  let after: string | null = null;
  do {
    const page = archivesOf(await readInventory(gateway, job, { ...query, after }));
    pages.push(page);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return { pages, nodes: pages.flatMap(({ nodes }) => nodes) };
}

/** The ranges of the output that were requested since the last call, as [first byte, bytes]. */
function rangesOf({ simulator: { calls } }: TestGateway): [number, number][] {
  const outputs = calls.list.filter(({ operation }) => operation === 'glacier.GetJobOutput');
  calls.reset();
  return outputs.map(({ input }) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(String(input?.['range'])) ?? [];
    return [Number(start), Number(end) - Number(start) + 1];
  });
}

const expectedOf = (vault: Vault) =>
  [...vault.archives.values()].map(({ id, description, createdAt, content, treeHash }) => ({
    archiveId: id,
    archiveDescription: description,
    creationDate: new Date(Math.floor(createdAt / 1000) * 1000).toISOString(),
    sizeInBytes: content.size,
    sha256TreeHash: treeHash,
  }));

describe.each(['JSON', 'CSV'] as const)('an inventory in %s', (format) => {
  test('is paginated from its start to its end', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { vault, job } = fill(gateway, { archives: 250, query: { format } });
    const { pages, nodes } = await walk(gateway, job, { first: 60 });
    expect(nodes.map(({ name: _, ...node }) => node)).toEqual(expectedOf(vault));
    expect(pages.map((page) => page.nodes.length)).toEqual([60, 60, 60, 60, 10]);
    expect(pages.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual([false, true, true, true, true]);
  });

  test('of an empty vault has no archives', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway, { archives: 0, query: { format } });
    expect(archivesOf(await readInventory(gateway, job))).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  test('has its vault and its date', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { vault, job } = fill(gateway, { archives: 3, query: { format } });
    gateway.calls();
    const { glacierJob } = await gateway.data(
      `{ glacierJob(vaultName: "${vaultName}", jobId: "${job.id}") {
        ... on InventoryRetrievalJob { inventory { inventoryDate vaultArn } } } }`,
    );
    expect(glacierJob.inventory).toEqual({
      vaultArn: vault.arn,
      inventoryDate: expect.stringMatching(/^20\d\d-\d\d-\d\dT00:00:00.000Z$/),
    });
    const read = format === 'CSV' ? 'glacier.DescribeVault' : 'glacier.GetJobOutput';
    expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 1, [read]: 1 });
  });
});

describe('the cost of an inventory', () => {
  test('is one call and about the bytes of the page, at any position', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway, { archives: 3000 });
    const { pages } = await walk(gateway, job, { first: 100 });
    const ranges = rangesOf(gateway);
    expect(pages).toHaveLength(30);
    expect(ranges).toHaveLength(30);
    const sizes = ranges.map(([, bytes]) => bytes);
    expect(Math.max(...sizes)).toBeLessThan(64 * 1024);
    expect(sizes.at(-2)).toBeLessThanOrEqual((sizes[0] ?? 0) * 1.5);
  });

  test('includes the date in the call of the first page', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway);
    gateway.calls();
    const { glacierJob } = await gateway.data(
      `{ glacierJob(vaultName: "${vaultName}", jobId: "${job.id}") { ... on InventoryRetrievalJob {
        inventory { inventoryDate archives(first: 5) { nodes { archiveId } } } } } }`,
    );
    expect(glacierJob.inventory.inventoryDate).toMatch(/^20/);
    expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 1, 'glacier.GetJobOutput': 1 });
  });

  test('is limited to the selected fields', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway, { archives: 3 });
    const { glacierJob } = await gateway.data(
      `{ glacierJob(vaultName: "${vaultName}", jobId: "${job.id}") { ... on InventoryRetrievalJob { inventory { vaultArn } } } }`,
    );
    expect(glacierJob.inventory.vaultArn).toMatch(/^arn/);
    expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 1 });
  });

  test('is no call for a job that has not succeeded', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { vault } = fill(gateway, { archives: 3 });
    const running = addJob(gateway, vault, {}, { endsAt: gateway.clock.now() + day });
    const failed = addJob(gateway, vault, {}, { failure: 'no' });
    for (const job of [running, failed])
      expect((await readInventory(gateway, job)).data.glacierJob.inventory).toBeNull();
    expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 2 });
  });
});

describe('a filter of an inventory', () => {
  const names = (nodes: { archiveDescription: string }[]) => nodes.map((node) => node.archiveDescription);

  test.each([
    ['sizes', { minSizeInBytes: 20, maxSizeInBytes: 40 }, [20, 30, 40]],
    ['a name, whatever its capitals', { nameContains: 'PHOTO 8' }, [8, 80, 84, 88]],
    ['a description that holds no name', { nameContains: '"13"' }, []],
  ])('by %s finds those archives', async (_, filter, indices) => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway, { archives: 100 });
    const { nodes } = await walk(gateway, job, { filter });
    expect(names(nodes)).toEqual(indices.map(descriptionOf));
  });

  test('by dates excludes both bounds', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway, { archives: 100 });
    const all = (await walk(gateway, job, {})).nodes;
    const filter = { createdAfter: all[10].creationDate, createdBefore: all[14].creationDate };
    expect((await walk(gateway, job, { filter, first: 2 })).nodes).toEqual(all.slice(11, 14));
  });

  test('without a match so far returns a cursor to continue with, and finally the match', async () => {
    await using gateway = await startGateway({ seed: 'empty', INVENTORY_SCAN_BYTES: 100_000 });
    const { job } = fill(gateway, { archives: 2000 });
    const { pages, nodes } = await walk(gateway, job, { filter: { minSizeInBytes: 1980 } });
    expect(nodes.map(({ sizeInBytes }) => sizeInBytes)).toEqual([1980, 1990]);
    expect(pages.length).toBeGreaterThan(5);
    expect(pages[0]).toEqual({
      nodes: [],
      pageInfo: {
        hasNextPage: true,
        hasPreviousPage: false,
        startCursor: null,
        endCursor: expect.stringMatching(/^[\w-]+$/),
      },
    });
    // Each part of the output is read about once.
    const { inventorySizeInBytes } = (
      await gateway.data(
        `{ glacierJob(vaultName: "${vaultName}", jobId: "${job.id}") { ... on InventoryRetrievalJob { inventorySizeInBytes } } }`,
      )
    ).glacierJob;
    const read = rangesOf(gateway).reduce((sum, [, bytes]) => sum + bytes, 0);
    expect(read).toBeLessThan(inventorySizeInBytes * 1.05);
  });

  test('shares one limit among all searches of a request', async () => {
    await using gateway = await startGateway({ seed: 'empty', INVENTORY_SCAN_BYTES: 200_000 });
    const { job } = fill(gateway, { archives: 3000 });
    const search = 'inventory { archives(filter: { minSizeInBytes: 999999 }) { pageInfo { hasNextPage } } }';
    gateway.calls();
    await gateway.data(
      `{ glacierJob(vaultName: "${vaultName}", jobId: "${job.id}") { ... on InventoryRetrievalJob { a: ${search} b: ${search} c: ${search} } } }`,
    );
    const read = rangesOf(gateway).reduce((sum, [, bytes]) => sum + bytes, 0);
    expect(read).toBeGreaterThan(190_000);
    expect(read).toBeLessThan(500_000);
  });

  test.each([
    [{ minSizeInBytes: 2, maxSizeInBytes: 1 }, 'filter.maxSizeInBytes: the value must be at least minSizeInBytes.'],
    [
      { createdAfter: '2026-01-01T00:00:00Z', createdBefore: '2026-01-01T00:00:00Z' },
      'filter.createdBefore: the value must be later than createdAfter.',
    ],
  ])('that no archive can match is rejected before any AWS call: %j', async (filter, message) => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway, { archives: 3 });
    const { errors } = await readInventory(gateway, job, { filter });
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(rangesOf(gateway)).toEqual([]);
  });
});

describe('a cursor of an inventory', () => {
  test('resumes after any archive of a page', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { vault, job } = fill(gateway, { archives: 30 });
    const { glacierJob } = await gateway.data(
      `{ glacierJob(vaultName: "${vaultName}", jobId: "${job.id}") { ... on InventoryRetrievalJob {
        inventory { archives { edges { cursor node { archiveId } } pageInfo { startCursor } } } } } }`,
    );
    const { edges, pageInfo } = glacierJob.inventory.archives;
    expect(pageInfo.startCursor).toBe(edges[0].cursor);
    const ids = expectedOf(vault).map(({ archiveId }) => archiveId);
    for (const index of [0, 12, 28, 29]) {
      const { nodes } = archivesOf(await readInventory(gateway, job, { after: edges[index].cursor, first: 2 }));
      expect(nodes.map((node: { archiveId: string }) => node.archiveId)).toEqual(ids.slice(index + 1, index + 3));
    }
  });

  test('is only valid for its job and filter', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { vault, job } = fill(gateway, { archives: 30 });
    const other = addJob(gateway, vault);
    const { endCursor: after } = archivesOf(await readInventory(gateway, job, { first: 5 })).pageInfo;
    for (const [of, filter, message] of [
      [other, undefined, /^after: this cursor belongs to another inventory/],
      [job, { minSizeInBytes: 1 }, /^after: this is not a cursor/],
    ] as const) {
      const { errors } = await readInventory(gateway, of, { after, ...(filter ? { filter } : {}) });
      expect(errors).toMatchObject([{ message: expect.stringMatching(message) }]);
    }
  });
});

test('a cursor of an inventory is valid for the same filter in another form', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { job } = fill(gateway, { archives: 30 });
  const filter = { minSizeInBytes: 1, maxSizeInBytes: 100 };
  const { endCursor: after } = archivesOf(await readInventory(gateway, job, { first: 5, filter })).pageInfo;
  const same = { nameContains: null, createdAfter: null, maxSizeInBytes: 100, minSizeInBytes: 1 };
  const next = archivesOf(await readInventory(gateway, job, { first: 5, after, filter }));
  expect(archivesOf(await readInventory(gateway, job, { first: 5, after, filter: same }))).toEqual(next);
});

describe('an output that AWS cuts', () => {
  const cut = { operation: 'glacier.GetJobOutput', kind: 'truncated', when: 'after' } as const;

  test('is resumed by range, invisible to the caller', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { vault, job } = fill(gateway, { archives: 400 });
    gateway.simulator.faults.set([{ ...cut, call: { from: 1, to: 2 } }]);
    const { nodes } = archivesOf(await readInventory(gateway, job, { first: 400 }));
    expect(nodes.map((node: { archiveId: string }) => node.archiveId)).toEqual(
      expectedOf(vault).map(({ archiveId }) => archiveId),
    );
    const ranges = rangesOf(gateway);
    expect(ranges).toHaveLength(3);
    // Each range starts where the previous one was cut.
    for (const [index, [start, bytes]] of ranges.slice(0, 2).entries()) {
      expect(ranges[index + 1]?.[0]).toBe(start + Math.floor(bytes / 2));
    }
  });

  test('repeatedly is an error instead of a short page', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway, { archives: 40 });
    gateway.simulator.faults.set([cut]);
    const { data, errors } = await readInventory(gateway, job);
    expect(data.glacierJob.inventory).toEqual({ archives: null });
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE', retryable: true } }]);
    expect(rangesOf(gateway)).toHaveLength(4);
  });

  test('before its first byte is requested again', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { job } = fill(gateway, { archives: 40 });
    gateway.simulator.faults.set([{ operation: 'glacier.GetJobOutput', kind: 'reset', call: 1 }]);
    expect(archivesOf(await readInventory(gateway, job)).nodes).toHaveLength(40);
  });
});

describe('an inventory with an archive that cannot be read', () => {
  test('has all other archives, and names that one on its page', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { vault, job } = fill(gateway, { archives: 30 });
    const ids = [...vault.archives.keys()];
    const bad = ids[20] ?? '';
    // A valid archive has a size.
    Object.defineProperty(vault.archives.get(bad), 'content', { value: { size: Number.NaN } });
    const query = `query ($id: ID!, $first: Int!, $after: String) { node(id: $id) { ... on Inventory {
      archives(first: $first, after: $after) { nodes { archiveId } pageInfo { hasNextPage endCursor }
        skippedRecords { count first { position name message } } } } } }`;
    const inventory =
      'query ($id: ID!, $archiveId: String!) { node(id: $id) { ... on Inventory { archive(archiveId: $archiveId) { archiveId } } } }';
    const id = inventoryId({ accountId: '111122223333', region: 'us-east-1', vaultName, jobId: job.id });
    for (const first of [7, 20, 21, 1000]) {
      const read: string[] = [];
      const skipped: unknown[] = [];
      let after: string | null = null;
      for (let more = true; more; ) {
        const { archives }: Data = (await gateway.data(query, { id, first, after })).node;
        read.push(...archives.nodes.map((node: { archiveId: string }) => node.archiveId));
        skipped.push(...archives.skippedRecords.first);
        more = archives.pageInfo.hasNextPage;
        after = archives.pageInfo.endCursor;
      }
      expect(read).toEqual(ids.filter((each) => each !== bad));
      const message = expect.stringMatching(/was skipped: an archive has an invalid Size\.$/);
      expect(skipped).toEqual([{ position: expect.any(Number), name: bad, message }]);
    }
    const last = ids[29];
    expect((await gateway.data(inventory, { id, archiveId: last })).node.archive).toEqual({ archiveId: last });
    for (const archiveId of [bad, 'other']) {
      const { data, errors } = await gateway.query(inventory, { id, archiveId });
      expect(data.node.archive).toBeNull();
      expect(errors).toMatchObject([{ path: ['node', 'archive'], extensions: { code: 'OUTPUT_UNREADABLE' } }]);
    }
  });
});

describe('the latest inventory of a vault', () => {
  const query = `{ vault(name: "${vaultName}") { latestInventory { jobId inventory { archives(first: 1) { nodes { archiveId } } } } } }`;

  test('is the newest job that has listed the whole vault', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { vault } = fill(gateway, { archives: 3 });
    const now = gateway.clock.now();
    const at = (hours: number) => ({ createdAt: now - hours * 3600_000, endsAt: now - 3600_000 });
    const newest = addJob(gateway, vault, { format: 'CSV' }, at(8));
    addJob(gateway, vault, {}, at(9));
    addJob(gateway, vault, { limit: 1 }, at(7));
    addJob(gateway, vault, { startDate: '2020-01-01T00:00:00Z' }, at(7));
    addJob(gateway, vault, {}, { ...at(7), failure: 'no' });
    addJob(gateway, vault, {}, { createdAt: now, endsAt: now + day });
    gateway.calls();
    const { latestInventory } = (await gateway.data(query)).vault;
    expect(latestInventory.jobId).toBe(newest.id);
    expect(latestInventory.inventory.archives.nodes).toHaveLength(1);
    expect(gateway.calls()).toEqual({
      'glacier.DescribeVault': 1,
      'glacier.ListJobs': 1,
      'glacier.GetJobOutput': 1,
    });
  });

  test('is null if there is none', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { world } = gateway.simulator;
    world.addVault(world.location('111122223333', 'us-east-1'), vaultName);
    expect((await gateway.data(query)).vault).toEqual({ latestInventory: null });
  });
});

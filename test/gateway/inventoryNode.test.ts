// An inventory as a node: what its pages cost, and which inventory a cursor belongs to.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inventoryId } from '../../src/schema/kit/globalId.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

let gateway: TestGateway;
/** Of the vault media-masters, which has 400 jobs. */
let id = '';
beforeAll(async () => {
  gateway = await startGateway();
  const { vault } = await gateway.data('{ vault(name: "media-masters") { latestInventory { inventory { id } } } }');
  id = vault.latestInventory.inventory.id;
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => void gateway.calls());

const page = `query ($id: ID!, $first: Int, $after: String, $filter: InventoryArchiveFilter) {
  node(id: $id) { ... on Inventory { id archives(first: $first, after: $after, filter: $filter) {
    nodes { archiveId } edges { cursor } pageInfo { hasNextPage endCursor } } } } }`;

describe('an inventory by its ID', () => {
  test('has its vault and its job', async () => {
    const { node } = await gateway.data(
      `query ($id: ID!) { node(id: $id) { __typename id ... on Inventory {
        vaultArn vault { name accountId region } job { jobId action statusCode inventory { id } } } } }`,
      { id },
    );
    expect(node).toMatchObject({
      __typename: 'Inventory',
      id,
      vaultArn: 'arn:aws:glacier:us-east-1:111122223333:vaults/media-masters',
      vault: { name: 'media-masters', accountId: '111122223333', region: 'us-east-1' },
      job: { action: 'INVENTORY_RETRIEVAL', statusCode: 'SUCCEEDED', inventory: { id } },
    });
  });

  test('is paged for one call a page, and for two by a gateway that does not know the job', async () => {
    const first = await gateway.data(page, { id, first: 5 });
    expect(gateway.calls()).toEqual({ 'glacier.GetJobOutput': 1 });
    const { endCursor } = first.node.archives.pageInfo;
    const second = await gateway.data(page, { id, first: 5, after: endCursor });
    expect(gateway.calls()).toEqual({ 'glacier.GetJobOutput': 1 });
    const ids = [first, second].flatMap(({ node }) =>
      node.archives.nodes.map((each: { archiveId: string }) => each.archiveId),
    );
    expect(new Set(ids).size).toBe(10);
    await using other = await startGateway({ beside: gateway });
    expect(await other.data(page, { id, first: 5, after: endCursor })).toEqual(second);
    expect(other.calls()).toEqual({ 'glacier.DescribeJob': 1, 'glacier.GetJobOutput': 1 });
  });

  test('continues the pages of latestInventory, and the reverse', async () => {
    const { vault } = await gateway.data(
      '{ vault(name: "media-masters") { latestInventory { inventory { archives(first: 3) { pageInfo { endCursor } } } } } }',
    );
    const { endCursor } = vault.latestInventory.inventory.archives.pageInfo;
    const { node } = await gateway.data(page, { id, first: 2, after: endCursor });
    const all = await gateway.data(page, { id, first: 5 });
    expect(node.archives.nodes).toEqual(all.node.archives.nodes.slice(3));
  });

  test('finds an archive by its ID, and returns null for one that it does not list', async () => {
    const { node } = await gateway.data(page, { id, first: 7 });
    const { archiveId } = node.archives.nodes[6];
    const found = await gateway.data(
      `query ($id: ID!, $a: String!) { node(id: $id) { ... on Inventory {
        archive(archiveId: $a) { archiveId sizeInBytes } none: archive(archiveId: "no-such-archive") { archiveId } } } }`,
      { id, a: archiveId },
    );
    expect(found.node).toEqual({ archive: { archiveId, sizeInBytes: expect.any(Number) }, none: null });
    const filtered = await gateway.data(page, { id, filter: { archiveId } });
    expect(filtered.node.archives.nodes).toEqual([{ archiveId }]);
  });

  test('is null for a job of another kind, one in progress, and one that is missing', async () => {
    const { vault } = await gateway.data(
      '{ vault(name: "media-masters") { jobs(first: 400) { nodes { ... on VaultJob { id action statusCode } } } } }',
    );
    const jobs: { id: string; action: string; statusCode: string }[] = vault.jobs.nodes;
    const asInventory = (jobId: string | undefined): string => {
      const [, , ...key] = Buffer.from(jobId ?? '', 'base64url')
        .toString()
        .split(' ')
        .slice(0, -1);
      return inventoryId({
        accountId: key[0] ?? '',
        region: key[1] ?? '',
        vaultName: key[2] ?? '',
        jobId: key[3] ?? '',
      });
    };
    const others = [
      jobs.find(({ action, statusCode }) => action === 'ARCHIVE_RETRIEVAL' && statusCode === 'SUCCEEDED'),
      jobs.find(({ statusCode }) => statusCode === 'IN_PROGRESS'),
    ].map((job) => asInventory(job?.id));
    const missing = inventoryId({
      accountId: '111122223333',
      region: 'us-east-1',
      vaultName: 'media-masters',
      jobId: 'none',
    });
    for (const each of [...others, missing]) expect(await gateway.data(page, { id: each })).toEqual({ node: null });
  });

  test('is no ID of a job: a subscription says so', async () => {
    await using updates = await subscribe(
      gateway.url,
      'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { change job { id } } }',
      { ids: [id] },
    );
    const [{ errors }] = await updates.take(1);
    expect(errors[0].message).toBe('ids.0: this is the ID of an inventory. Use the ID of its job.');
  });
});

test('a cursor of an older inventory is refused with the ID of its inventory, which continues', async () => {
  await using other = await startGateway();
  const latest = `query ($after: String) { vault(name: "media-masters") { latestInventory { inventory {
    id archives(first: 3, after: $after) { nodes { archiveId } pageInfo { endCursor } } } } } }`;
  const before = (await other.data(latest)).vault.latestInventory.inventory;
  const { initiateInventoryRetrieval } = await other.data(`mutation { initiateInventoryRetrieval(input: {
    vault: { address: { accountId: "111122223333", region: "us-east-1", name: "media-masters" } } }) { __typename } }`);
  expect(initiateInventoryRetrieval.__typename).toBe('InitiateInventoryRetrievalPayload');
  other.clock.advance(24 * 3600_000);
  const after = before.archives.pageInfo.endCursor;
  const { data, errors } = await other.query(latest, { after });
  expect(data.vault.latestInventory.inventory.id).not.toBe(before.id);
  expect(data.vault.latestInventory.inventory.archives).toBeNull();
  expect(errors?.map(({ extensions }) => [extensions.code, extensions['inventoryId']])).toEqual([
    ['BAD_USER_INPUT', before.id],
  ]);
  const { node } = await other.data(page, { id: before.id, first: 2, after });
  expect(node.archives.nodes).toHaveLength(2);
});

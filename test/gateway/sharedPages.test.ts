// Lists of one vault that several fields of a query want: each page is read once.
import { expect, test } from 'vitest';
import { startGateway } from '../support/startGateway.ts';

test('pages of different sizes of one list are one call, and each field has its own page', async () => {
  await using gateway = await startGateway();
  const { vault } = await gateway.data(`{ vault(name: "media-masters") { numberOfArchives
    c: jobs(first: 10) { nodes { ... on VaultJob { jobId } } pageInfo { endCursor hasNextPage } }
    a: jobs(first: 50) { nodes { ... on VaultJob { jobId } } pageInfo { endCursor hasNextPage } }
    b: jobs(first: 50) { nodes { ... on VaultJob { jobId } } } } }`);
  expect(gateway.calls()).toEqual({ 'glacier.DescribeVault': 1, 'glacier.ListJobs': 1 });
  expect(vault.b.nodes).toEqual(vault.a.nodes);
  expect(vault.c.nodes).toEqual(vault.a.nodes.slice(0, 10));
  expect(vault.c.pageInfo.hasNextPage).toBe(true);
  const after = async (cursor: string, first: number) =>
    (
      await gateway.data(
        'query ($first: Int, $after: String) { vault(name: "media-masters") { jobs(first: $first, after: $after) { nodes { ... on VaultJob { jobId } } } } }',
        { first, after: cursor },
      )
    ).vault.jobs.nodes;
  expect(await after(vault.c.pageInfo.endCursor, 5)).toEqual(vault.a.nodes.slice(10, 15));
});

test('the newest inventory and the succeeded jobs of ten vaults are one call for each vault', async () => {
  await using gateway = await startGateway();
  await gateway.data(`{ vaults(first: 10) { nodes {
    latestInventory { jobId } jobs(first: 5, statusCode: SUCCEEDED) { nodes { ... on VaultJob { jobId } } } } } }`);
  expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1, 'glacier.ListJobs': 10 });
});

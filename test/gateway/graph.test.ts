// The graph of accounts and locations, and what each part of it costs.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => void gateway.calls());

describe('the locations of the gateway', () => {
  test('are those of its accounts, without an AWS call', async () => {
    const { gateway: served } = await gateway.data(
      '{ gateway { accounts { accountId regions locations { accountId region viewerCan } } } }',
    );
    for (const { accountId, regions, locations } of served.accounts) {
      const viewerCan = ['READ', 'START', 'MANAGE', 'DELETE'];
      expect(locations).toEqual(regions.map((region: string) => ({ accountId, region, viewerCan })));
    }
    expect(gateway.calls()).toEqual({});
  });

  test('contain vaults, jobs, policy and capacity, each for its own call', async () => {
    const { data, errors } = await gateway.query(`{ gateway { accounts { locations {
      accountId region
      vaults(first: 3) { nodes { accountId region name numberOfArchives } sources { status } }
      batchJobs(first: 2, statuses: [COMPLETE]) { nodes { accountId region status } }
      dataRetrievalPolicy { rules { strategy } }
      provisionedCapacity { capacityId }
    } } } }`);
    const locations = data.gateway.accounts.flatMap((account: { locations: object[] }) => account.locations);
    expect(locations).toHaveLength(5);
    // One account is closed for Glacier: it has no vaults, and its policy and capacity are errors at their paths.
    expect(errors?.map(({ path }) => path?.join('.')).sort()).toEqual([
      'gateway.accounts.2.locations.0.dataRetrievalPolicy',
      'gateway.accounts.2.locations.0.provisionedCapacity',
    ]);
    expect(locations.at(-1).vaults).toEqual({ nodes: [], sources: [{ status: 'CLOSED_TO_ACCOUNT' }] });
    for (const { accountId, region, vaults, batchJobs } of locations) {
      for (const node of [...(vaults?.nodes ?? []), ...batchJobs.nodes])
        expect(node).toMatchObject({ accountId, region });
    }
    expect(gateway.calls()).toMatchObject({
      'glacier.ListVaults': 5,
      's3control.ListJobs': 5,
      'glacier.GetDataRetrievalPolicy': 5,
      'glacier.ListProvisionedCapacity': 5,
    });
  });

  test('are nodes, whose vaults and jobs a client pages by the ID of the location', async () => {
    const { gateway: served } = await gateway.data(
      '{ gateway { accounts { locations { __typename id accountId region } } } }',
    );
    const locations = served.accounts.flatMap((account: { locations: object[] }) => account.locations);
    const ids = locations.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(5);
    const again = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Location { accountId region } } }';
    expect((await gateway.data(again, { ids })).nodes).toEqual(locations);
    expect(gateway.calls()).toEqual({});

    const page = `query ($id: ID!, $first: Int!, $vaults: String, $jobs: String) { node(id: $id) { ... on Location {
      vaults(first: $first, after: $vaults) { nodes { region name } pageInfo { hasNextPage endCursor } }
      batchJobs(first: $first, after: $jobs) { nodes { region jobId } pageInfo { hasNextPage endCursor } } } } }`;
    const [id] = ids;
    const { node: whole } = await gateway.data(page, { id, first: 100 });
    gateway.calls();
    const { node: first } = await gateway.data(page, { id, first: 10 });
    const after = { vaults: first.vaults.pageInfo.endCursor, jobs: first.batchJobs.pageInfo.endCursor };
    const { node: second } = await gateway.data(page, { id, first: 5, ...after });
    for (const list of ['vaults', 'batchJobs']) {
      expect([...first[list].nodes, ...second[list].nodes]).toEqual(whole[list].nodes.slice(0, 15));
    }
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 2, 's3control.ListJobs': 2 });
  });

  test('page and search their vaults', async () => {
    const page = `query ($first: Int, $after: String, $text: String) { gateway { accounts { locations {
      vaults(first: $first, after: $after, nameContains: $text) { nodes { name } pageInfo { hasNextPage endCursor } } } } } }`;
    const first = async (variables: object) =>
      (await gateway.query(page, { ...variables })).data.gateway.accounts[0].locations[0].vaults;
    const all: { name: string }[] = (await first({ first: 100 })).nodes;
    const masters = all.filter(({ name }) => name.includes('master'));
    expect((await first({ first: 100, text: 'MASTER' })).nodes).toEqual(masters);
    expect((await first({ first: 100, text: '' })).nodes).toEqual(all);
    const { nodes, pageInfo } = await first({ first: 20 });
    expect(nodes).toEqual(all.slice(0, 20));
    expect(pageInfo.hasNextPage).toBe(true);
  });
});

test('a location whose vaults cannot be listed is null with an error, and the others are not affected', async () => {
  gateway.simulator.faults.set([
    {
      operation: 'glacier.ListVaults',
      kind: 'error',
      code: 'AccessDeniedException',
      status: 403,
      accountId: '111122223333',
      region: 'us-west-2',
    },
  ]);
  const { data, errors } = await gateway.query(
    '{ gateway { accounts { locations { region vaults(first: 1) { nodes { name } } } } } }',
  );
  gateway.simulator.faults.set([]);
  expect(errors?.map(({ path }) => path)).toEqual([['gateway', 'accounts', 0, 'locations', 1, 'vaults']]);
  expect(data.gateway.accounts[0].locations[0].vaults.nodes).toHaveLength(1);
});

describe('AWS calls that are not needed', () => {
  test('the ARNs of 50 Batch jobs cost one ListJobs', async () => {
    const { batchJobs } = await gateway.data('{ batchJobs(first: 50) { nodes { jobId jobArn } } }');
    expect(batchJobs.nodes).toHaveLength(50);
    for (const { jobId, jobArn } of batchJobs.nodes) {
      expect(jobArn).toBe(`arn:aws:s3:us-east-1:111122223333:job/${jobId}`);
    }
    expect(gateway.calls()).toEqual({ 's3control.ListJobs': 1 });
  });

  test('the ARN that DescribeJob returns is the same', async () => {
    const { batchJobs } = await gateway.data('{ batchJobs(first: 1) { nodes { jobId jobArn roleArn } } }');
    const [{ jobId, jobArn }] = batchJobs.nodes;
    await using other = await startGateway({ beside: gateway });
    const { batchJob } = await other.data('query ($id: String!) { batchJob(jobId: $id) { jobArn } }', { id: jobId });
    expect(batchJob.jobArn).toBe(jobArn);
  });

  test('17 pages of the jobs of a vault cost 17 ListJobs', async () => {
    const page =
      'query ($after: String) { vault(name: "media-masters") { name jobs(first: 25, after: $after) { nodes { ... on VaultJob { jobId } } pageInfo { hasNextPage endCursor } } } }';
    const ids: string[] = [];
    let pages = 0;
    for (let after: string | null = null; ; ) {
      const { vault } = await gateway.data(page, { after });
      pages += 1;
      ids.push(...vault.jobs.nodes.map(({ jobId }: { jobId: string }) => jobId));
      if (!vault.jobs.pageInfo.hasNextPage) break;
      after = vault.jobs.pageInfo.endCursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': pages });
    expect(pages).toBe(Math.ceil(ids.length / 25));
  });

  test('a wrong cursor is an error of the jobs, and the vault is returned', async () => {
    const page = 'query ($v: String!) { vault(name: $v) { name jobs(after: "x") { nodes { __typename } } } }';
    const { data, errors } = await gateway.query(page, { v: 'media-masters' });
    expect(data).toEqual({ vault: { name: 'media-masters', jobs: null } });
    expect(errors?.map(({ path, message }) => [path, message.slice(0, 6)])).toEqual([[['vault', 'jobs'], 'after:']]);
    expect((await gateway.query(page, { v: 'no-such-vault' })).data).toEqual({ vault: null });
  });

  test('two pages of an inventory from the same start cost one GetJobOutput', async () => {
    const inventory = (selection: string) =>
      gateway.data(`{ vault(name: "media-masters") { latestInventory { inventory { ${selection} } } } }`);
    const one = async (name: string, first: number) =>
      (await inventory(`${name}: archives(first: ${first}) { nodes { archiveId } pageInfo { hasNextPage endCursor } }`))
        .vault.latestInventory.inventory[name];
    const alone = { a: await one('a', 5), b: await one('b', 10) };
    gateway.calls();
    const page = '{ nodes { archiveId } pageInfo { hasNextPage endCursor } }';
    const { vault } = await inventory(`inventoryDate a: archives(first: 5) ${page} b: archives(first: 10) ${page}`);
    const { a, b } = vault.latestInventory.inventory;
    expect(gateway.calls()['glacier.GetJobOutput']).toBe(1);
    expect(a.nodes).toEqual(alone.a.nodes);
    expect(b).toEqual(alone.b);
    expect(b.nodes.slice(0, 5)).toEqual(a.nodes);
    // The cursor of the shorter page continues where that page ends.
    const next = await inventory(`archives(first: 5, after: "${a.pageInfo.endCursor}") { nodes { archiveId } }`);
    expect(next.vault.latestInventory.inventory.archives.nodes).toEqual(b.nodes.slice(5));
  });
});

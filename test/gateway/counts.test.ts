// The exact number of AWS calls of queries, from HTTP through the real SDK to the simulator.
import { describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const vault = 'media-masters';

/** The ids of a vault's first jobs, as AWS lists them. */
async function jobsOf(
  gateway: TestGateway,
  vaultName: string,
  first: number,
  args = '',
): Promise<{ id: string; jobId: string }[]> {
  const { vault: found } = await gateway.data(
    `query ($vaultName: String!, $first: Int!) {
      vault(name: $vaultName) { jobs(first: $first ${args}) { nodes { ... on VaultJob { id jobId } } } }
    }`,
    { vaultName, first },
  );
  gateway.calls();
  return found.jobs.nodes;
}

/** Another gateway with the same simulator and an empty cache of finished jobs. */
const fresh = () => startGateway();

const byIds = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on VaultJob { jobId statusCode } } }';

describe('one job', () => {
  test('by vault and id costs one call', async () => {
    await using gateway = await startGateway();
    const [job] = await jobsOf(gateway, vault, 1, ', statusCode: IN_PROGRESS');
    const { glacierJob } = await gateway.data(
      'query ($v: String!, $j: String!) { glacierJob(vaultName: $v, jobId: $j) { ... on VaultJob { jobId vault { name } } } }',
      { v: vault, j: job?.jobId },
    );
    expect(glacierJob).toEqual({ jobId: job?.jobId, vault: { name: vault } });
    expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 1 });
  });

  test('queried by five aliases costs one call', async () => {
    await using gateway = await startGateway();
    const [job] = await jobsOf(gateway, vault, 1, ', statusCode: IN_PROGRESS');
    const aliases = [1, 2, 3, 4, 5].map(
      (alias) => `j${alias}: glacierJob(vaultName: $v, jobId: $j) { ... on VaultJob { statusCode } }`,
    );
    const data = await gateway.data(`query ($v: String!, $j: String!) { ${aliases.join(' ')} }`, {
      v: vault,
      j: job?.jobId,
    });
    expect(Object.keys(data)).toHaveLength(5);
    expect(gateway.calls()).toEqual({ 'glacier.DescribeJob': 1 });
  });

  test('that has ended costs nothing when it is read again, and the answer reports it', async () => {
    await using gateway = await startGateway();
    const [job] = await jobsOf(gateway, vault, 1, ', completed: true');
    await using other = await fresh();
    const first = await other.query(byIds, { ids: [job?.id] });
    expect(other.calls()).toEqual({ 'glacier.DescribeJob': 1 });
    const second = await other.query(byIds, { ids: [job?.id] });
    expect(other.calls()).toEqual({});
    expect(second.data).toEqual(first.data);
    expect(second.extensions?.aws).toEqual({ calls: 0, byOperation: {}, cached: 1, coalesced: 0 });
  });
});

describe('many jobs', () => {
  test('of one vault cost two ListJobs for 100 on its first two pages', async () => {
    await using gateway = await startGateway();
    const ids = (await jobsOf(gateway, vault, 100)).map(({ id }) => id);
    await using other = await fresh();
    const { nodes } = await other.data(byIds, { ids: [...ids].reverse() });
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual([...ids].reverse());
    expect(other.calls()).toEqual({ 'glacier.ListJobs': 2 });
  });

  test.each([
    [2, { 'glacier.DescribeJob': 2 }],
    [3, { 'glacier.ListJobs': 1 }],
    [4, { 'glacier.ListJobs': 1 }],
  ])('of one vault cost few calls for its first %i', async (count, calls) => {
    await using gateway = await startGateway();
    const ids = (await jobsOf(gateway, vault, count)).map(({ id }) => id);
    await using other = await fresh();
    await other.data(byIds, { ids });
    expect(other.calls()).toEqual(calls);
  });

  test('of one vault with 400 jobs cost at most 4 calls for 3 late in its list', async () => {
    await using gateway = await startGateway();
    const all = await jobsOf(gateway, vault, 400);
    expect(all).toHaveLength(400);
    await using other = await fresh();
    const ids = [399, 390, 371].map((index) => all[index]?.id);
    const { nodes } = await other.data(byIds, { ids });
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(other.calls()).toEqual({ 'glacier.ListJobs': 1, 'glacier.DescribeJob': 3 });
  });

  test.each([4, 20, 51, 120])(
    'of one vault with 400 jobs cost at most n + 1 calls for %i scattered ones',
    async (count) => {
      await using gateway = await startGateway();
      const all = await jobsOf(gateway, vault, 400);
      await using other = await fresh();
      const ids = Array.from({ length: count }, (_, index) => all[Math.floor((index * 400) / count)]?.id);
      const { nodes } = await other.data(byIds, { ids });
      expect(nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
      const calls = Object.values(other.calls()).reduce((sum, each) => sum + each, 0);
      expect(calls).toBeLessThanOrEqual(count + 1);
    },
  );

  test('of ten vaults cost ten calls for ten jobs each', async () => {
    await using gateway = await startGateway();
    const { vaults } = await gateway.data(
      '{ vaults(first: 27) { nodes { name jobs(first: 50) { nodes { ... on VaultJob { id } } } } } }',
    );
    const tens = vaults.nodes
      .filter((each: { jobs: { nodes: unknown[] } }) => each.jobs.nodes.length === 10)
      .slice(0, 10);
    const ids = tens.flatMap((each: { jobs: { nodes: { id: string }[] } }) => each.jobs.nodes.map(({ id }) => id));
    expect(ids).toHaveLength(100);
    await using other = await fresh();
    const { nodes } = await other.data(byIds, { ids });
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(other.calls()).toEqual({ 'glacier.ListJobs': 10 });
  });
});

describe('vaults', () => {
  const plain = 'id name vaultArn accountId region creationDate lastInventoryDate numberOfArchives sizeInBytes';

  test('cost one call for ten with every plain field', async () => {
    await using gateway = await startGateway();
    const { vaults } = await gateway.data(`{ vaults(first: 10) { nodes { ${plain} } edges { node { ${plain} } } } }`);
    expect(vaults.nodes).toHaveLength(10);
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1 });
  });

  test.each(['aliases', 'nodes'])('cost at most three calls for 25 of 27 by name, as %s', async (how) => {
    await using gateway = await startGateway();
    const { vaults } = await gateway.data('{ vaults(first: 27) { nodes { id name } } }');
    expect(vaults.nodes).toHaveLength(27);
    gateway.calls();
    const wanted: { id: string; name: string }[] = vaults.nodes.slice(1, 26);
    const { data, errors } =
      how === 'aliases'
        ? await gateway.query(
            `{ ${wanted.map(({ name }, index) => `v${index}: vault(name: "${name}") { ${plain} }`).join(' ')} }`,
          )
        : await gateway.query(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Vault { ${plain} } } }`, {
            ids: wanted.map(({ id }) => id),
          });
    expect(errors).toBeUndefined();
    const found: { name: string }[] = how === 'aliases' ? Object.values(data) : data.nodes;
    expect(found.map(({ name }) => name)).toEqual(wanted.map(({ name }) => name));
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 3 });
  });

  test('cost eleven calls with five jobs each and the vault of each job', async () => {
    await using gateway = await startGateway();
    await gateway.data(
      '{ vaults(first: 10) { nodes { jobs(first: 5) { nodes { ... on VaultJob { vault { name numberOfArchives } } } } } } }',
    );
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1, 'glacier.ListJobs': 10 });
  });

  test('cost one call for one with its jobs, and are null if missing', async () => {
    await using gateway = await startGateway();
    const query =
      'query ($v: String!) { vault(name: $v) { id name ...Jobs } } fragment Jobs on Vault { jobs(first: 5) { nodes { ... on VaultJob { jobId } } } }';
    const { vault: found } = await gateway.data(query, { v: vault });
    expect(found.jobs.nodes).toHaveLength(5);
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 1 });
    expect(await gateway.query(query, { v: 'no-such-vault' })).toMatchObject({ data: { vault: null } });
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 1 });
  });

  test('cost one call each for tags, notifications, policy and lock, if selected', async () => {
    await using gateway = await startGateway();
    await gateway.data('{ vaults(first: 4) { nodes { tags { key } lock { state } } } }');
    expect(gateway.calls()).toEqual({
      'glacier.ListVaults': 1,
      'glacier.ListTagsForVault': 4,
      'glacier.GetVaultLock': 4,
    });
  });
});

describe('concurrent queries', () => {
  test('cost as much as one if 50 are identical', async () => {
    await using gateway = await startGateway();
    const query = '{ vaults(first: 10) { nodes { name jobs(first: 5) { nodes { ... on VaultJob { jobId } } } } } }';
    const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.query(query)));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1, 'glacier.ListJobs': 10 });
    const coalesced = answers.map(({ extensions }) => extensions?.aws.coalesced);
    expect(coalesced.filter((count) => count === 11)).toHaveLength(49);
  });

  test('do not serve a later query', async () => {
    await using gateway = await startGateway();
    await gateway.data('{ vaults { nodes { name } } }');
    gateway.calls();
    await gateway.data('{ vaults(first: 10) { nodes { name } } }');
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1 });
  });
});

describe('a query without AWS data', () => {
  test.each([
    ['the gateway itself', '{ gateway { version backend accounts { accountId regions } } __typename }'],
    ['an argument that cannot be', '{ vault(name: "a/b") { name } }'],
    [
      'an account outside the configured ones',
      '{ vaults(filter: { accountIds: ["999999999999"] }) { nodes { name } } }',
    ],
    ['a page too large', '{ vaults(first: 1001) { nodes { name } } }'],
  ])('costs no AWS call: %s', async (_, query) => {
    await using gateway = await startGateway();
    await gateway.query(query);
    expect(gateway.calls()).toEqual({});
  });
});

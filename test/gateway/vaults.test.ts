// The vaults of all locations: one order, location by location, and what each page costs.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => {
  gateway.simulator.faults.set([]);
  gateway.calls();
});

const list = `query ($filter: VaultFilter, $first: Int, $after: String) {
  vaults(filter: $filter, first: $first, after: $after) {
    nodes { accountId region name }
    pageInfo { hasNextPage endCursor }
    sources { accountId region status message }
  }
}`;

interface Row {
  accountId: string;
  region: string;
  name: string;
}

const locationOf = ({ accountId, region }: Omit<Row, 'name'>) => `${accountId} ${region}`;

/** All pages. */
async function readAll(first: number, filter = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { vaults } = await gateway.data(list, { first, after, filter });
    rows.push(...vaults.nodes);
    if (!vaults.pageInfo.hasNextPage) return rows;
    after = vaults.pageInfo.endCursor;
  }
}

describe('the vaults of all locations', () => {
  test('cost one ListVaults for a first page, and name the location that was read', async () => {
    const { vaults } = await gateway.data(list, { first: 10 });
    expect(vaults.nodes).toHaveLength(10);
    expect(vaults.sources).toEqual([{ accountId: '111122223333', region: 'us-east-1', status: 'OK', message: null }]);
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1 });
  });

  test('cost none for an empty page', async () => {
    const { vaults } = await gateway.data(list, { first: 0 });
    expect(vaults).toMatchObject({ nodes: [], sources: [], pageInfo: { hasNextPage: true } });
    expect(gateway.calls()).toEqual({});
  });

  test('are complete on one page, by location in the order of the gateway and by name', async () => {
    const { gateway: served } = await gateway.data('{ gateway { accounts { accountId regions } } }');
    const locations: string[] = served.accounts.flatMap(
      ({ accountId, regions }: { accountId: string; regions: string[] }) =>
        regions.map((region) => `${accountId} ${region}`),
    );
    const { vaults } = await gateway.data(list, { first: 1000 });
    const rows: Row[] = vaults.nodes;
    expect(vaults.pageInfo.hasNextPage).toBe(false);
    expect(vaults.sources.map(locationOf)).toEqual(locations);
    const keys = rows.map((row) => `${locations.indexOf(locationOf(row))} ${row.name}`);
    expect(keys).toEqual(keys.toSorted());
    expect(rows).toHaveLength(gateway.simulator.world.vaults().length);
    expect(new Set(rows.map(locationOf)).size).toBeGreaterThan(1);
  });

  test.each([1, 3, 7, 10, 27, 28])('are the same on pages of %i', async (first) => {
    const { vaults } = await gateway.data(list, { first: 1000 });
    expect(await readAll(first)).toEqual(vaults.nodes);
  });

  test('are filtered by account, region and name on pages of any size', async () => {
    const { vaults } = await gateway.data(list, { first: 1000 });
    const all: Row[] = vaults.nodes;
    const filters: [object, (row: Row) => boolean][] = [
      [{ accountIds: ['444455556666'] }, ({ accountId }) => accountId === '444455556666'],
      [{ regions: ['us-west-2'] }, ({ region }) => region === 'us-west-2'],
      [{ nameContains: 'AR' }, ({ name }) => name.toLowerCase().includes('ar')],
      [
        { accountIds: ['111122223333'], regions: ['us-west-2'], nameContains: 'a' },
        (row) => locationOf(row) === '111122223333 us-west-2' && row.name.includes('a'),
      ],
      [{ accountIds: [], regions: [], nameContains: '' }, () => true],
      [{ nameContains: 'no vault has this name' }, () => false],
    ];
    for (const [filter, matches] of filters) {
      expect(await readAll(2, filter)).toEqual(all.filter(matches));
      expect(await readAll(1000, filter)).toEqual(all.filter(matches));
    }
  });

  test('read the filtered location alone', async () => {
    await gateway.data(list, { first: 10, filter: { accountIds: ['444455556666'], regions: ['us-west-2'] } });
    expect(gateway.calls()).toEqual({ 'glacier.ListVaults': 1 });
  });

  test('of a location that fails are reported in sources, and the others are returned', async () => {
    gateway.simulator.faults.set([
      {
        operation: 'glacier.ListVaults',
        kind: 'error',
        code: 'AccessDeniedException',
        status: 403,
        accountId: '111122223333',
        region: 'us-east-1',
      },
    ]);
    const { data, errors } = await gateway.query(list, { first: 1000 });
    expect(errors).toBeUndefined();
    const statuses = data.vaults.sources.map(({ status }: { status: string }) => status);
    expect(statuses[0]).toBe('DENIED');
    expect(statuses.slice(1)).toContain('OK');
    expect(data.vaults.sources[0].message).toEqual(expect.any(String));
    expect(data.vaults.nodes.length).toBeGreaterThan(0);
    expect(data.vaults.nodes.map(locationOf)).not.toContain('111122223333 us-east-1');
  });

  test.each([
    [{ accountIds: ['999999999999'] }, /^filter\.accountIds\.0: unknown account; the gateway serves 111122223333/],
    [{ regions: ['us-east-1', 'eu-west-1'] }, /^filter\.regions\.1: unknown region; the gateway serves us-east-1/],
    [
      { accountIds: ['777788889999'], regions: ['us-west-2'] },
      /^filter\.regions: none of these accounts is served in these regions; the gateway serves .*777788889999 us-east-1/,
    ],
  ])('of %j are refused: it is not served', async (filter, message) => {
    const { errors } = await gateway.query(list, { filter });
    expect(errors?.[0]?.message).toMatch(message);
    expect(gateway.calls()).toEqual({});
  });

  test('refuse a cursor of another filter', async () => {
    const { vaults } = await gateway.data(list, { first: 3 });
    const after = vaults.pageInfo.endCursor;
    for (const filter of [{ regions: ['us-east-1'] }, { nameContains: 'a' }]) {
      const { errors } = await gateway.query(list, { first: 3, after, filter });
      expect(errors?.[0]?.message).toMatch(/^after: /);
    }
  });
});

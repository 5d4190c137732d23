// `jobs` of vaults that the caller names: a name without a vault costs no ListJobs call of its own, where there are many names.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const east = { accountId: '111122223333', region: 'us-east-1' };
const own = 'media-masters';
const here = `accountIds: ["${east.accountId}"], regions: ["${east.region}"]`;

let gateway: TestGateway;
beforeAll(async () => {
  const keys = { root: { '*/*': actions, '*/*/*': actions }, ann: { [`*/*/${own}`]: ['read' as const] } };
  gateway = await startGateway({ archives: 0, authenticator: createTestAuthenticator({ keys }) });
});
afterAll(() => gateway[Symbol.asyncDispose]());
afterEach(() => gateway.simulator.faults.clear());

const unknown = (count: number) => Array.from({ length: count }, (_, index) => `no-vault-${index}`);
const vaultsIn = ({ accountId, region } = east) => [...gateway.simulator.world.location(accountId, region).vaults];
const pagesOf = (items: number, limit: number) => Math.max(1, Math.ceil(items / limit));
const ownJobs = () => gateway.simulator.world.location(east.accountId, east.region).vaults.get(own)?.jobs.size ?? 0;
const listed = () => ({ 'glacier.ListVaults': pagesOf(vaultsIn().length, 10) });

const query = `query ($names: [String!], $account: AccountId!, $region: String!, $age: Int) {
  jobs(first: 0, maxAgeSeconds: $age, filter: { vaultNames: $names, accountIds: [$account], regions: [$region] }) {
    totalCount sources { status truncated failedVaults { code } }
  }
}`;

/** What it returned and what it cost; always read from AWS. */
async function read(names: readonly string[], { accountId, region } = east, caller = 'root') {
  const variables = { names, account: accountId, region, age: 0 };
  gateway.calls();
  const { data, extensions } = await gateway.as(keyOf(caller)).query(query, variables);
  return { ...data.jobs, calls: gateway.calls(), estimate: extensions?.cost?.awsCalls };
}

test('few names cost one call each, as before', async () => {
  const { totalCount, calls } = await read(unknown(19));
  expect([totalCount, calls]).toEqual([0, { 'glacier.ListJobs': 19 }]);
});

test('a thousand names cost the list of vaults and the jobs of those that exist, and the next estimate is exact', async () => {
  const nothing = await read(unknown(1_000));
  expect(nothing).toMatchObject({ totalCount: 0, sources: [{ status: 'OK', truncated: false, failedVaults: [] }] });
  expect(nothing.calls).toEqual(listed());

  const some = await read([...unknown(999), own]);
  expect(some.totalCount).toBe(ownJobs());
  expect(some.calls).toEqual({ ...listed(), 'glacier.ListJobs': pagesOf(ownJobs(), 50) });

  const again = await read([...unknown(999), own]);
  expect(again.estimate).toBe(Object.values<number>(again.calls).reduce((sum, calls) => sum + calls));
});

test('an account that is closed to Glacier says so to one call', async () => {
  const { calls, sources } = await read(unknown(1_000), { accountId: '777788889999', region: 'us-east-1' });
  expect([calls, sources]).toMatchObject([{ 'glacier.ListVaults': 1 }, [{ status: 'CLOSED_TO_ACCOUNT' }]]);
});

test('a list of vaults that cannot be read, or is too long for so few names, leaves each name its call', async () => {
  gateway.simulator.faults.set([
    { operation: 'glacier.ListVaults', kind: 'error', status: 403, code: 'AccessDeniedException' },
  ]);
  const denied = await read(unknown(50));
  expect(denied.calls).toEqual({ 'glacier.ListVaults': 1, 'glacier.ListJobs': 50 });
  expect(denied).toMatchObject({ totalCount: 0, sources: [{ status: 'OK', truncated: false }] });
  gateway.simulator.faults.clear();

  const { world } = gateway.simulator;
  const west = { accountId: '444455556666', region: 'us-west-2' };
  for (let index = 0; index < 40; index += 1) world.addVault(world.location(west.accountId, west.region), `w-${index}`);
  const { calls } = await read(unknown(20), west);
  expect(calls).toEqual({ 'glacier.ListVaults': 2, 'glacier.ListJobs': 20 });
});

test('names beside a field with all vaults cost no call of their own', async () => {
  gateway.calls();
  const { data } = await gateway.as(keyOf('root')).query(
    `query ($names: [String!]) {
      named: jobs(first: 0, maxAgeSeconds: 0, filter: { vaultNames: $names, ${here} }) { totalCount }
      all: jobs(first: 0, maxAgeSeconds: 0, filter: { kinds: [ARCHIVE_RETRIEVAL, INVENTORY_RETRIEVAL, SELECT], ${here} }) { totalCount }
    }`,
    { names: unknown(10) },
  );
  expect([data.named.totalCount, data.all.totalCount > 0]).toEqual([0, true]);
  const jobs = vaultsIn().reduce((sum, [, vault]) => sum + pagesOf(vault.jobs.size, 50), 0);
  expect(gateway.calls()).toEqual({ ...listed(), 'glacier.ListJobs': jobs });
});

test('names that a caller may not read do not count', async () => {
  const { calls } = await read([...unknown(1_000), own], east, 'ann');
  expect(calls).toEqual({ 'glacier.ListJobs': pagesOf(ownJobs(), 50) });
});

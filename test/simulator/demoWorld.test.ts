import {
  DescribeJobCommand,
  type DescribeVaultOutput,
  GetVaultAccessPolicyCommand,
  GetVaultLockCommand,
  GetVaultNotificationsCommand,
  type GlacierClient,
  type GlacierJobDescription,
  paginateListJobs,
  paginateListVaults,
} from '@aws-sdk/client-glacier';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { demoAccounts } from '../../src/simulator/demo/accounts.ts';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.ts';
import { clientOf, failure, START } from './support.ts';

let simulator: Simulator;
let client: GlacierClient;

beforeAll(async () => {
  simulator = await startSimulator({ clock: createClock({ speed: 0, startAt: START }) });
  client = clientOf(simulator.url);
});

afterAll(async () => {
  client.destroy();
  await simulator.close();
});

async function vaultsOf(accountId: string, region: string): Promise<DescribeVaultOutput[]> {
  const there = clientOf(simulator.url, { region });
  const vaults: DescribeVaultOutput[] = [];
  for await (const page of paginateListVaults({ client: there }, { accountId })) vaults.push(...(page.VaultList ?? []));
  there.destroy();
  return vaults;
}

async function jobsOf(vaultName: string): Promise<GlacierJobDescription[]> {
  const jobs: GlacierJobDescription[] = [];
  for await (const page of paginateListJobs({ client }, { accountId: '-', vaultName }))
    jobs.push(...(page.JobList ?? []));
  return jobs;
}

test('has 27 vaults in its busiest region, read in three pages, and some in every other open one', async () => {
  simulator.calls.reset();
  expect(await vaultsOf('111122223333', 'us-east-1')).toHaveLength(27);
  expect(simulator.calls.counts).toEqual({ 'glacier.ListVaults': 3 });
  for (const { accountId, regions, glacierClosed } of demoAccounts) {
    if (glacierClosed) continue;
    for (const region of regions) expect((await vaultsOf(accountId, region)).length).toBeGreaterThan(1);
  }
});

test('has 400 jobs in media-masters, read in eight pages', async () => {
  simulator.calls.reset();
  const jobs = await jobsOf('media-masters');
  expect(new Set(jobs.map(({ JobId }) => JobId)).size).toBe(400);
  expect(simulator.calls.counts).toEqual({ 'glacier.ListJobs': 8 });
});

test('has there every kind of job in every state, every tier, and every shape of retrieval', async () => {
  const jobs = await jobsOf('media-masters');
  const states = new Set(jobs.map(({ Action, StatusCode }) => `${Action} ${StatusCode}`));
  for (const action of ['ArchiveRetrieval', 'InventoryRetrieval', 'Select']) {
    for (const status of ['InProgress', 'Succeeded', 'Failed']) expect(states).toContain(`${action} ${status}`);
  }
  const tiers = new Set(jobs.map(({ Action, Tier }) => `${Action} ${Tier}`));
  for (const tier of ['Expedited', 'Standard', 'Bulk']) expect(tiers).toContain(`ArchiveRetrieval ${tier}`);
  const ranged = jobs.filter(
    ({ RetrievalByteRange, ArchiveSizeInBytes }) =>
      RetrievalByteRange && RetrievalByteRange !== `0-${Number(ArchiveSizeInBytes) - 1}`,
  );
  expect(ranged.some(({ SHA256TreeHash }) => SHA256TreeHash !== undefined)).toBe(true);
  expect(ranged.some(({ SHA256TreeHash }) => SHA256TreeHash === undefined)).toBe(true);
  const inventories = jobs.flatMap(({ InventoryRetrievalParameters: given }) => given ?? []);
  expect(new Set(inventories.map(({ Format }) => Format))).toEqual(new Set(['JSON', 'CSV']));
  expect(inventories.some(({ StartDate, EndDate }) => StartDate && EndDate)).toBe(true);
  expect(inventories.some(({ Limit, Marker }) => Limit && Marker)).toBe(true);
});

test('has ten vaults with exactly ten jobs', async () => {
  const counts = new Map<string, number>();
  for (const { VaultName = '' } of await vaultsOf('111122223333', 'us-east-1')) {
    counts.set(VaultName, (await jobsOf(VaultName)).length);
  }
  expect([...counts.values()].filter((count) => count === 10)).toHaveLength(10);
});

test('keeps something in progress, also after weeks', async () => {
  const clock = createClock({ speed: 0, startAt: START });
  const later = await startSimulator({ clock });
  clock.advance(30 * 24 * 3_600_000);
  const laterClient = clientOf(later.url);
  const pages: GlacierJobDescription[] = [];
  const input = { accountId: '-', vaultName: 'media-masters', statuscode: 'InProgress' };
  for await (const page of paginateListJobs({ client: laterClient }, input)) pages.push(...(page.JobList ?? []));
  laterClient.destroy();
  await later.close();
  expect(pages.length).toBeGreaterThan(3);
});

test("answers the documents' examples as they are printed", async () => {
  const west = clientOf(simulator.url, { region: 'us-west-2' });
  const jobId = 'zbxcm3Z_3z5UkoroF7SuZKrxgGoDc3RloGduS7Eg-RO47Yc6FxsdGBgf_Q2DK5Ejh18CnTS5XW4_XqlNHS61dsO4CnMW';
  const example = await west.send(new DescribeJobCommand({ accountId: '-', vaultName: 'my-vault', jobId }));
  west.destroy();
  expect(example).toMatchObject({
    Action: 'InventoryRetrieval',
    Completed: false,
    CreationDate: '2015-07-17T20:23:41.616Z',
    InventoryRetrievalParameters: { Format: 'JSON' },
    JobId: jobId,
    StatusCode: 'InProgress',
    VaultARN: 'arn:aws:glacier:us-west-2:111122223333:vaults/my-vault',
  });
  expect(await jobsOf('examplevault')).toMatchObject([
    { Action: 'InventoryRetrieval', CreationDate: '2012-05-15T23:18:13.224Z', JobDescription: 'Inventory Description' },
    {
      Action: 'ArchiveRetrieval',
      ArchiveSizeInBytes: 16777216,
      ArchiveSHA256TreeHash: 'beb0fe31a1c7ca8c6c04d574ea906e3f97b31fdca7571defb5b44dca89b5af60',
      SHA256TreeHash: 'beb0fe31a1c7ca8c6c04d574ea906e3f97b31fdca7571defb5b44dca89b5af60',
      CreationDate: '2012-05-15T17:21:39.339Z',
      JobDescription: 'My ArchiveRetrieval Job',
      JobId: 'HkF9p6o7yjhFx-K3CGl6fuSm6VzW9T7esGQfco8nUXVYwS0jlb5gq1JZ55yHgt5vP54ZShjoQzQVVh7vEXAMPLEjobID',
      RetrievalByteRange: '0-16777215',
      SNSTopic: 'arn:aws:sns:us-east-1:012345678901:mytopic',
      StatusCode: 'InProgress',
      StatusMessage: 'Operation in progress.',
    },
  ]);
});

test('has vaults that are locked, being locked, under notification, empty, and new', async () => {
  const at = (vaultName: string) => ({ accountId: '-', vaultName });
  expect((await client.send(new GetVaultLockCommand(at('compliance-records')))).State).toBe('Locked');
  expect((await client.send(new GetVaultAccessPolicyCommand(at('compliance-records')))).policy?.Policy).toContain(
    'Allow',
  );
  expect((await client.send(new GetVaultLockCommand(at('lock-in-progress')))).State).toBe('InProgress');
  const { vaultNotificationConfig } = await client.send(new GetVaultNotificationsCommand(at('notified-photos')));
  expect(vaultNotificationConfig?.Events).toHaveLength(2);
  const vaults = new Map((await vaultsOf('111122223333', 'us-east-1')).map((vault) => [vault.VaultName, vault]));
  for (const name of ['empty-vault', 'new-today']) {
    expect(vaults.get(name)).toMatchObject({ NumberOfArchives: 0, SizeInBytes: 0 });
    expect(vaults.get(name)?.LastInventoryDate).toBeUndefined();
  }
});

test('is closed for one account', async () => {
  expect(await failure(vaultsOf('777788889999', 'us-east-1'))).toContain('NoLongerSupportedException');
});

test('is the same in every run that starts at the same time', async () => {
  const again = await startSimulator({ clock: createClock({ speed: 0, startAt: START }) });
  const otherClient = clientOf(again.url);
  const jobs: GlacierJobDescription[] = [];
  for await (const page of paginateListJobs({ client: otherClient }, { accountId: '-', vaultName: 'media-masters' })) {
    jobs.push(...(page.JobList ?? []));
  }
  otherClient.destroy();
  await again.close();
  expect(jobs).toEqual(await jobsOf('media-masters'));
});

// Which AWS calls of a lookup are in flight at the same moment. Rounds are counted, not seconds.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inventoryQuery } from '../../src/simulator/world/archive.ts';
import { startGate } from '../support/startGate.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const vaultName = 'a-thousand-jobs';
const jobs = 1_100;
const byIds = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';

let lister: TestGateway;
/** In the order of the list. */
const ids: string[] = [];

beforeAll(async () => {
  lister = await startGateway({ seed: 'empty' });
  const { world } = lister.simulator;
  const vault = world.addVault(world.location('111122223333', 'us-east-1'), vaultName);
  for (let index = 0; index < jobs; index += 1) {
    world.addJob(vault, { action: 'InventoryRetrieval', query: inventoryQuery(), description: `job ${index}` });
  }
  const page =
    'query ($name: String!, $after: String) { vault(name: $name) { jobs(first: 550, after: $after) { nodes { ... on VaultJob { id } } pageInfo { endCursor } } } }';
  for (let after: string | null = null; ids.length < jobs; ) {
    const { vault: listed } = await lister.data(page, { name: vaultName, after });
    ids.push(...listed.jobs.nodes.map(({ id }: { id: string }) => id));
    after = listed.jobs.pageInfo.endCursor;
  }
}, 60_000);
afterAll(() => lister[Symbol.asyncDispose]());

/** A gateway that has read nothing, and whose AWS is behind a gate. `times` are the idle milliseconds while a call is in flight. */
async function startGated() {
  let idle = 0;
  const gate = await startGate(lister.simulator.url);
  const gateway = await startGateway({
    beside: lister,
    endpoint: gate.url,
    idleClock: { now: () => idle },
  });
  return {
    query: (wanted: readonly string[]) => gateway.query(byIds, { ids: wanted }),
    firstJobs: () => gateway.query(`{ vault(name: "${vaultName}") { jobs(first: 50) { nodes { __typename } } } }`),
    holds: gate.holds,
    /** Lets the held requests pass after so many milliseconds. */
    open: (operation?: string, milliseconds = 0) => {
      idle += milliseconds;
      gate.open(operation);
    },
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await gate[Symbol.asyncDispose]();
    },
  };
}

test('100 scattered jobs of a vault with 1,100 are read in three rounds of at most 101 calls', async () => {
  await using gated = await startGated();
  const wanted = ids.filter((_, index) => index % 11 === 0);
  expect(wanted).toHaveLength(100);
  const answer = gated.query(wanted);
  for (const round of [{ ListJobs: 1 }, { DescribeJob: 50 }, { DescribeJob: 45 }]) {
    const [size = 0] = Object.values(round);
    expect(await gated.holds(size)).toEqual(round);
    gated.open();
  }
  const { data, extensions } = await answer;
  expect(data.nodes).toEqual(wanted.map((id) => ({ id })));
  expect(extensions?.aws.calls).toBe(96);
});

test('100 jobs at the beginning of the list are read in two rounds of one page', async () => {
  await using gated = await startGated();
  const answer = gated.query(ids.slice(0, 100));
  for (const page of [1, 2]) {
    expect([page, await gated.holds(1)]).toEqual([page, { ListJobs: 1 }]);
    gated.open();
  }
  expect((await answer).extensions?.aws.calls).toBe(2);
});

test('where pages are slow and nothing is known of describes, the first 100 jobs are still two pages', async () => {
  await using gated = await startGated();
  for (let calls = 0; calls < 10; calls += 1) {
    const page = gated.firstJobs();
    expect(await gated.holds(1)).toEqual({ ListJobs: 1 });
    gated.open('ListJobs', 270);
    await page;
  }
  const answer = gated.query(ids.slice(0, 100));
  expect(await gated.holds(1)).toEqual({ ListJobs: 1 });
  gated.open('ListJobs', 270);
  expect(await gated.holds(1)).toEqual({ ListJobs: 1 });
  gated.open('ListJobs', 270);
  expect((await answer).extensions?.aws.calls).toBe(2);
});

test('where AWS is slow, a page and the describes are in flight together, and nobody waits for what the page has', async () => {
  await using gated = await startGated();
  for (let calls = 0; calls < 10; calls += 1) {
    const page = gated.firstJobs();
    expect(await gated.holds(1)).toEqual({ ListJobs: 1 });
    gated.open('ListJobs', 300);
    await page;
    const job = gated.query(ids.slice(calls, calls + 1));
    expect(await gated.holds(1)).toEqual({ DescribeJob: 1 });
    gated.open('DescribeJob', 600);
    await job;
  }

  const wanted = ids.slice(10, 50);
  const answer = gated.query(wanted);
  expect(await gated.holds(41)).toEqual({ DescribeJob: 40, ListJobs: 1 });
  gated.open('ListJobs', 300);
  const { data, extensions } = await answer;
  expect(data.nodes).toEqual(wanted.map((id) => ({ id })));
  expect(extensions?.aws).toMatchObject({
    calls: 41,
    byOperation: { 'glacier.ListJobs': 1, 'glacier.DescribeJob': 40 },
  });
  // They are still in flight.
  expect(await gated.holds(40)).toEqual({ DescribeJob: 40 });
});

// The estimated cost of operations by a gateway that has read the lists before: it knows what needs no call, and how long the
// other lists are.
import { describe, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { vaultRefText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const here = 'accountIds: ["111122223333"], regions: ["us-east-1"]';

async function costOf(gateway: Pick<TestGateway, 'query'>, query: string) {
  const { errors, extensions } = await gateway.query(query);
  if (!extensions?.cost) throw new Error(JSON.stringify(errors));
  return { estimate: extensions.cost.awsCalls, actual: extensions.aws.calls };
}

const isClose = ({ estimate, actual }: { estimate: number; actual: number }) =>
  estimate <= 2 * actual && actual <= 2 * estimate;

/** The maximum age is longer than any reading takes, however busy the machine is. */
const jobs = (filter: string) =>
  `{ jobs(first: 0, maxAgeSeconds: 3600, filter: { ${here} ${filter} }) { totalCount } }`;
const allJobs = jobs('');
const anew = (query: string) => query.replace('maxAgeSeconds: 3600', 'maxAgeSeconds: 0');

describe('the estimate of a gateway that has read the lists', () => {
  test('is exact for `jobs`: nothing within the maximum age, all pages with 0', async () => {
    await using gateway = await startGateway();
    const cold = await costOf(gateway, allJobs);
    expect([cold.estimate, cold.actual > 13]).toEqual([13, true]);
    expect(await costOf(gateway, allJobs)).toEqual({ estimate: 0, actual: 0 });
    expect(await costOf(gateway, anew(allJobs))).toEqual({ estimate: cold.actual, actual: cold.actual });
    const running = jobs('phases: [RUNNING]');
    expect(await costOf(gateway, running)).toEqual({ estimate: 0, actual: 0 });
    expect(await costOf(gateway, anew(running))).toSatisfy(isClose);
    const named = jobs('vaultNames: ["media-masters", "no-such-vault"]');
    expect(await costOf(gateway, named)).toEqual({ estimate: 0, actual: 0 });
  });

  test('does not refuse `jobs` or a feed with more lists than MAX_AWS_CALLS: they say what is missing', async () => {
    await using gateway = await startGateway({ MAX_AWS_CALLS: 20 });
    const isTruncated = ({ truncated }: { truncated: boolean }) => truncated;
    for (const _ of ['lists are unknown', 'they are known to be long']) {
      await using feed = await subscribe(gateway.url, `subscription { jobFeed(filter: { ${here} }) { job { id } } }`);
      // The event that ends the current state.
      while ((await feed.take(1))[0].data.jobFeed.job);
      const { data, errors, extensions } = await gateway.query(
        anew(allJobs).replace('totalCount', 'sources { truncated }'),
      );
      expect(errors).toBeUndefined();
      expect([extensions?.aws.calls, data.jobs.sources.some(isTruncated)]).toEqual([20, true]);
    }
  });

  test('counts the vaults that there are, and the jobs that fields of a vault share', async () => {
    await using gateway = await startGateway();
    const filter = `filter: { ${here} }`;
    const inventories = 'latestInventory { jobId } jobs(first: 5, statusCode: SUCCEEDED) { nodes { __typename } }';
    expect(await costOf(gateway, `{ vaults(first: 10, ${filter}) { nodes { ${inventories} } } }`)).toSatisfy(isClose);
    await costOf(gateway, allJobs);
    const { size } = gateway.simulator.world.location(location.accountId, location.region).vaults;
    const pages = Math.ceil(size / 10);
    const vaults = `{ vaults(first: 1000, ${filter}) { nodes { name tags { key } } } }`;
    expect(await costOf(gateway, vaults)).toEqual({ estimate: pages + size, actual: pages + size });
    const found = `{ vaults(first: 20, filter: { ${here}, nameContains: "master" }) { nodes { name } } }`;
    expect(await costOf(gateway, found)).toEqual({ estimate: pages, actual: pages });
    expect(await costOf(gateway, `{ vaults(first: 15, ${filter}) { nodes { name } } }`)).toEqual({
      estimate: 2,
      actual: 2,
    });
    expect(await costOf(gateway, `{ vaults(first: 1000, ${filter}) { nodes { ${inventories} } } }`)).toSatisfy(isClose);
  });

  test('counts the pages of a vault for the search of an earlier start', async () => {
    await using gateway = await startGateway();
    await costOf(gateway, allJobs);
    const { vaults } = gateway.simulator.world.location(location.accountId, location.region);
    const bySize = [...vaults.values()].sort((a, b) => a.jobs.size - b.jobs.size);
    for (const vault of [bySize[0], bySize.at(-1)]) {
      const start = `mutation { initiateInventoryRetrieval(input: { ${vaultRefText(vault?.name ?? '')}, idempotencyKey: "k" }) {
        __typename } }`;
      expect(await costOf(gateway, start)).toSatisfy(isClose);
    }
  });

  test('for a caller who may read one vault does not depend on the others', async () => {
    await using gateway = await startGateway({
      authenticator: createTestAuthenticator({
        keys: {
          root: { '*/*': actions, '*/*/*': actions },
          ann: { [`${location.accountId}/${location.region}/media-masters`]: ['read'] },
        },
      }),
    });
    const [root, ann] = [gateway.as(keyOf('root')), gateway.as(keyOf('ann'))];
    const vaults = '{ vaults(first: 100) { nodes { tags { key } } } }';
    const estimates = async () =>
      Promise.all([anew(allJobs), vaults].map(async (query) => (await costOf(ann, query)).estimate));
    await costOf(root, allJobs);
    const before = await estimates();
    const place = gateway.simulator.world.location(location.accountId, location.region);
    for (let index = 0; index < 40; index += 1) gateway.simulator.world.addVault(place, `foreign-${index}`);
    await costOf(root, anew(allJobs));
    expect(await estimates()).toEqual(before);
  });
});

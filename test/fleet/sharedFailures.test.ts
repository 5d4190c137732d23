// Gateways that share their watches: each reports why AWS fails, whichever of them polls.
import { expect, onTestFinished, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis, startRedis } from '../support/startRedis.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { tick, vaultWorld } from '../watch/world.ts';

const west = { accountId: '111122223333', region: 'us-west-2' };

const jobFeed = `subscription { jobFeed(filter: { accountIds: ["${west.accountId}"], regions: ["${west.region}"], kinds: [ARCHIVE_RETRIEVAL] }) {
  change job { id } sources { status failedVaults { vaultName code } }
} }`;

const open = async (gateway: TestGateway) => {
  const feed = await subscribe(gateway.url, jobFeed);
  onTestFinished(() => feed.cut());
  await feed.next();
  return feed;
};

/** What the last event about the sources says. */
const sourceOf = ({ events }: Subscriber) =>
  events.map(({ data }) => data.data.jobFeed).findLast(({ job }) => !job).sources;

const ok = [{ status: 'OK', failedVaults: [] }];

describeWithRedis('jobFeed on several gateways', () => {
  test.each([
    ['THROTTLED', { kind: 'error' as const, status: 400, code: 'ThrottlingException' }],
    ['UNREACHABLE', { kind: 'error' as const, status: 503, code: 'ServiceUnavailableException' }],
    ['DENIED', { kind: 'error' as const, status: 403, code: 'AccessDeniedException' }],
  ])('reports a vault as %s on each of them, and its recovery', async (status, fault) => {
    await using redis = await startRedis();
    await using first = await startGateway({ seed: 'empty', REDIS_URL: redis.url });
    vaultWorld(first.simulator, 'videos', west);
    await using second = await startGateway({ REDIS_URL: redis.url, beside: first });
    // The first one polls.
    const feeds = [await open(first), await open(second)];
    expect(feeds.map(sourceOf)).toEqual([ok, ok]);
    first.simulator.faults.set([{ operation: 'glacier.ListJobs', ...fault }]);
    first.clock.advance(tick);
    const failed = [{ status, failedVaults: [{ vaultName: 'videos', code: expect.any(String) }] }];
    for (const feed of feeds) await expect.poll(() => sourceOf(feed), { timeout: 30_000 }).toEqual(failed);
    first.simulator.faults.clear();
    const recovered = (feed: Subscriber) => {
      first.clock.advance(tick);
      return sourceOf(feed);
    };
    for (const feed of feeds) {
      await expect.poll(() => recovered(feed), { timeout: 30_000, interval: 200 }).toEqual(ok);
    }
  });
});

// Gateways that share their watches: what one polls, the lists of the others have too.
import { expect, onTestFinished, test } from 'vitest';
import { accountId, region } from '../support/jobRequests.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis, startRedis } from '../support/startRedis.ts';
import { subscribe } from '../support/subscribe.ts';
import { jobsWorld } from './world.ts';

/** Longer than the longest pause of a vault's watch, in AWS's time. */
const tick = 70_000;

const phases = async (gateway: TestGateway): Promise<{ phases: string[]; calls: number | undefined }> => {
  const { data, extensions } = await gateway.query(
    `{ jobs(filter: { vaultNames: ["fleet"], accountIds: ["${accountId}"], regions: ["${region}"] }, maxAgeSeconds: null) { nodes { phase } } }`,
  );
  return { phases: data.jobs.nodes.map(({ phase }: { phase: string }) => phase).sort(), calls: extensions?.aws.calls };
};

describeWithRedis('lists of jobs beside shared watches', () => {
  test('follow what another gateway polls, without calls of their own', async () => {
    await using redis = await startRedis();
    await using first = await startGateway({ seed: 'empty', REDIS_URL: redis.url });
    const world = jobsWorld(first.simulator);
    const job = world.addRetrieval();
    await using second = await startGateway({ REDIS_URL: redis.url, beside: first });
    const follow = async (gateway: TestGateway) => {
      const stream = await subscribe(
        gateway.url,
        'subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { change } }',
        { vaultId: world.vaultId },
      );
      onTestFinished(() => stream.cut());
      await stream.next();
      return stream;
    };
    // The first one polls.
    const streams = [await follow(first), await follow(second)];
    expect(await phases(first)).toEqual({ phases: ['RUNNING'], calls: 0 });
    // The second one reads once: snapshots of watches lack the jobs that ended long ago.
    expect(await phases(second)).toEqual({ phases: ['RUNNING'], calls: 1 });
    job.end();
    world.addRetrieval();
    first.clock.advance(tick);
    for (const stream of streams) await stream.take(2);
    for (const gateway of [first, second]) {
      expect(await phases(gateway)).toEqual({ phases: ['DONE', 'RUNNING'], calls: 0 });
    }
  });
});

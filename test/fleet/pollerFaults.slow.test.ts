// The instance that polls AWS is really killed or stopped, or two instances poll.
import { test, vi } from 'vitest';
import type { Subscriber } from '../support/subscribe.ts';
import { batchJobUpdates, complaintsOf, endsIn, faultsOf, jobUpdates, vaultJobUpdates } from './jobEvents.ts';
import { describeWithFleet, type Fleet, type Instance } from './startFleet.ts';
import type { WorldJob } from './world.ts';

const soon = { interval: 20 };

/** Holders and numbers of all leases. */
const leasesOf = async ({ redis: { client } }: Fleet): Promise<string[]> => {
  const keys = await client.keys('*:lease');
  return keys.length === 0 ? [] : (await client.mget(keys)).map(String);
};

/** Resolves when all streams have ended. */
const untilOver = (subscribers: readonly Subscriber[]) => Promise.all(subscribers.map(({ ended }) => ended));

/** Resolves at the next such call to the simulator. */
async function nextCall({ simulator }: Fleet, operation: string): Promise<void> {
  const before = simulator.calls.count(operation);
  await vi.waitUntil(() => simulator.calls.count(operation) > before, { interval: 5, timeout: 60_000 });
}

type Pull = (fleet: Fleet, poller: Instance, job: WorldJob) => Promise<void> | void;

const kills: [string, Pull][] = [
  [
    'before a job ends',
    async (_, poller, job) => {
      poller.kill('SIGKILL');
      await poller.ended;
      job.end();
    },
  ],
  [
    'right after a job has ended',
    (_, poller, job) => {
      job.end();
      poller.kill('SIGKILL');
    },
  ],
  [
    'while AWS tells it of the end of a job',
    async (fleet, poller, job) => {
      fleet.simulator.faults.set([{ operation: 'glacier.DescribeJob', kind: 'delay', delayMilliseconds: 300 }]);
      job.end();
      await nextCall(fleet, 'glacier.DescribeJob');
      poller.kill('SIGKILL');
    },
  ],
];

describeWithFleet('a fleet', (startFleet) => {
  test.concurrent.for(kills)(
    'whose polling instance is killed %s tells everybody else',
    async ([, pull], { expect }) => {
      await using fleet = await startFleet();
      const [poller, ...others] = await Promise.all([fleet.start(), fleet.start(), fleet.start()]);
      const job = fleet.world.addRetrieval();
      const follow = async (instance: Instance) => {
        const subscriber = await instance.follow(jobUpdates, { ids: [job.id] });
        await subscriber.take(1);
        return subscriber;
      };
      await follow(poller);
      const subscribers = await Promise.all(others.flatMap((other) => Array.from({ length: 20 }, () => follow(other))));
      await pull(fleet, poller, job);
      await untilOver(subscribers);
      for (const subscriber of subscribers) {
        expect(faultsOf(subscriber, [job.id])).toEqual([]);
        expect(subscriber.events.at(-1)?.event).toBe('complete');
      }
      for (const { stderr } of others) expect(complaintsOf(stderr())).toEqual([]);
    },
  );

  test.concurrent('whose polling instance is stopped for longer than its lease continues without it, and gets nothing stale from it', async ({
    expect,
  }) => {
    await using fleet = await startFleet({ speed: 10 });
    // It waits for AWS while it is stopped.
    const [poller, other] = await Promise.all([
      fleet.start({ AWS_ATTEMPT_TIMEOUT_MS: '60000', AWS_TIMEOUT_MS: '60000' }),
      fleet.start(),
    ]);
    const [first, second] = [fleet.world.addRetrieval(), fleet.world.addRetrieval()];
    const batch = fleet.world.addBatchJob(80);
    const ids = [first.id, second.id, batch.id];
    const subscribers: Subscriber[] = [];
    for (const instance of [poller, other]) {
      for (let count = 0; count < 5; count += 1) subscribers.push(await instance.follow(jobUpdates, { ids }));
      await expect.poll(() => subscribers.at(-1)?.events.length, soon).toBeGreaterThanOrEqual(3);
    }
    const before = await leasesOf(fleet);
    expect(before).toHaveLength(2);
    fleet.simulator.faults.set([{ operation: '*', kind: 'delay', delayMilliseconds: 200, call: { from: 1, to: 2 } }]);
    await nextCall(fleet, 'glacier.ListJobs');
    poller.kill('SIGSTOP');
    first.end();
    const elsewhere = subscribers.slice(5);
    await expect.poll(() => elsewhere.every((one) => endsIn(one, [first.id]).length === 1), soon).toBe(true);
    // The lease of the Batch jobs can end later than that of the vault.
    await expect.poll(async () => (await leasesOf(fleet)).filter((lease) => before.includes(lease)), soon).toEqual([]);
    poller.kill('SIGCONT');
    await poller.says(/another instance has taken the lease|shared storage is reachable again/, 'stderr');
    second.end();
    await untilOver(subscribers);
    for (const subscriber of subscribers) expect(faultsOf(subscriber, ids)).toEqual([]);
    for (const { stderr } of [poller, other]) expect(complaintsOf(stderr())).toEqual([]);
  });

  test.concurrent('in which two instances poll at once sends every event once and never an older state', async ({
    expect,
  }) => {
    await using fleet = await startFleet({ speed: 10 });
    const instances = await Promise.all([fleet.start(), fleet.start()]);
    const retrievals = Array.from({ length: 8 }, () => fleet.world.addRetrieval());
    const batch = fleet.world.addBatchJob(60);
    const { vaultId } = fleet.world;
    const ids = retrievals.map(({ id }) => id);
    const subscribers = await Promise.all(
      instances.flatMap((instance) => [
        instance.follow(jobUpdates, { ids: [...ids, batch.id] }),
        instance.follow(vaultJobUpdates, { vaultId }),
        instance.follow(batchJobUpdates),
      ]),
    );
    const holders = new Set<string>();
    const takeAway = async () => {
      const leases = await leasesOf(fleet);
      for (const lease of leases) holders.add(lease.split(' ')[0] ?? '');
      const keys = await fleet.redis.client.keys('*:lease');
      if (keys.length > 0) await fleet.redis.client.del(keys);
    };
    for (const { end } of retrievals) {
      end();
      await takeAway();
      await nextCall(fleet, 'glacier.ListJobs');
    }
    const hasEnds = (subscriber: Subscriber, its: readonly string[]) => endsIn(subscriber, its).length === its.length;
    await expect
      .poll(
        async () => {
          await takeAway();
          return subscribers.every((one, at) =>
            hasEnds(one, at % 3 === 0 ? [...ids, batch.id] : at % 3 === 1 ? ids : [batch.id]),
          );
        },
        { interval: 100 },
      )
      .toBe(true);
    expect(holders.size).toBe(2);
    for (const [at, one] of subscribers.entries()) {
      expect(faultsOf(one, at % 3 === 0 ? [...ids, batch.id] : at % 3 === 1 ? ids : [batch.id])).toEqual([]);
    }
    for (const { stderr } of instances) expect(complaintsOf(stderr())).toEqual([]);
    expect(instances.some(({ stderr }) => stderr().includes('another instance has taken the lease'))).toBe(true);
  });
});

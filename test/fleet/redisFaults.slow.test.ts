// The Redis of a fleet fails in every possible way while jobs change and end. No subscriber misses an end, no process ends or
// logs an error, queries are answered, and everything recovers without a restart.
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import type { TestRedis } from '../support/startRedis.ts';
import type { Subscriber } from '../support/subscribe.ts';
import { batchJobUpdates, complaintsOf, endsIn, faultsOf, jobUpdates, vaultJobUpdates } from './jobEvents.ts';
import { describeWithFleet, type Instance } from './startFleet.ts';
import type { WorldJob } from './world.ts';

const soon = { interval: 20 };

const garbage = [
  '',
  'x',
  '{"kind":"changes"',
  '{"kind":"wake","hint":5}',
  '[]',
  'null',
  '\0\xff',
  '9'.repeat(2_000_000),
];

async function publishGarbage({ client }: TestRedis): Promise<void> {
  const channels = (await client.pubsub('CHANNELS', '*')) as string[];
  if (channels.length === 0) throw new Error('nobody listens');
  for (const channel of channels) for (const text of garbage) await client.publish(channel, text);
}

/** Each key in turn gets another type or another value. */
async function storeGarbage({ client }: TestRedis): Promise<void> {
  for (const key of await client.keys('*')) {
    const type = await client.type(key);
    if (type === 'hash') for (const field of await client.hkeys(key)) await client.hset(key, field, garbage[2] ?? '');
    else if (type === 'zset') await client.zadd(key, 'INF', 'x');
    else await client.set(key, 'x', 'KEEPTTL');
  }
  for (const key of await client.keys('*')) await client.multi().del(key).lpush(key, 'x').exec();
}

const faults: [string, (redis: TestRedis, meanwhile: () => Promise<void>) => Promise<void>][] = [
  [
    'is started again, empty',
    async (redis, meanwhile) => {
      await redis.kill();
      await meanwhile();
      await redis.start();
    },
  ],
  [
    'stands still for six seconds',
    async (redis, meanwhile) => {
      redis.pause();
      await Promise.all([meanwhile(), sleep(6_000)]);
      redis.resume();
    },
  ],
  [
    'loses all connections',
    async (redis, meanwhile) => {
      await Promise.all([redis.cut('normal'), redis.cut('pubsub'), meanwhile()]);
    },
  ],
  [
    'loses the connections of those who listen',
    async (redis, meanwhile) => {
      await Promise.all([redis.cut('pubsub'), meanwhile()]);
    },
  ],
  [
    'delivers foreign messages',
    async (redis, meanwhile) => {
      await publishGarbage(redis);
      await Promise.all([publishGarbage(redis), meanwhile()]);
    },
  ],
  [
    'contains foreign values',
    async (redis, meanwhile) => {
      await Promise.all([storeGarbage(redis), meanwhile()]);
      await storeGarbage(redis);
    },
  ],
  [
    'is emptied',
    async (redis, meanwhile) => {
      await redis.client.flushall();
      await meanwhile();
      await redis.client.flushall();
    },
  ],
];

async function ask({ url }: Instance): Promise<void> {
  const query = '{ vault(name: "fleet") { jobs(first: 10) { nodes { ... on Job { phase } } } } }';
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors || !data.vault) throw new Error(JSON.stringify({ data, errors }));
}

/** Sends queries to all instances repeatedly, each until it is answered, until it is called. */
function keepAsking(instances: readonly Instance[]): () => Promise<void> {
  let isOver = false;
  const asking = instances.map(async (instance) => {
    while (!isOver) {
      await ask(instance);
      await sleep(50);
    }
  });
  for (const one of asking) one.catch(() => undefined);
  return async () => {
    isOver = true;
    await Promise.all(asking);
  };
}

describeWithFleet('a fleet whose Redis', (startFleet) => {
  test.concurrent.for(faults)('%s loses no end, and everything recovers', async (fault, context) => {
    const [, strike] = fault;
    const { expect } = context;
    await using fleet = await startFleet({ speed: 10 });
    const instances = await Promise.all([fleet.start(), fleet.start()]);
    const retrievals = Array.from({ length: 4 }, () => fleet.world.addRetrieval());
    const [before, during, after, atLast] = retrievals as [WorldJob, WorldJob, WorldJob, WorldJob];
    const batch = fleet.world.addBatchJob(50);
    const { vaultId } = fleet.world;
    const ids = retrievals.map(({ id }) => id);
    const following: { subscriber: Subscriber; ids: string[] }[] = [];
    for (const instance of instances) {
      following.push(
        { subscriber: await instance.follow(jobUpdates, { ids: [...ids, batch.id] }), ids: [...ids, batch.id] },
        { subscriber: await instance.follow(vaultJobUpdates, { vaultId }), ids },
        { subscriber: await instance.follow(batchJobUpdates), ids: [batch.id] },
      );
    }
    const left = ({ id }: { id: string }) =>
      following.filter((one) => one.ids.includes(id) && endsIn(one.subscriber, [id]).length === 0).length;
    const everybodyHas = (job: { id: string }) => expect.poll(() => left(job), soon).toBe(0);
    const hasBegun = () => following.every((one) => one.subscriber.events.length >= one.ids.length);
    await expect.poll(hasBegun, soon).toBe(true);
    before.end();
    await everybodyHas(before);

    const stopAsking = keepAsking(instances);
    await strike(fleet.redis, async () => {
      during.end();
      // Answered without Redis, which does not come back before.
      await Promise.all(instances.map(ask));
    });
    after.end();
    await everybodyHas(during);
    await everybodyHas(after);
    atLast.end();
    await everybodyHas(atLast);
    await everybodyHas(batch);
    await stopAsking();
    for (const one of following) expect(faultsOf(one.subscriber, one.ids)).toEqual([]);
    for (const [at, { stderr }] of instances.entries()) {
      expect(complaintsOf(stderr())).toEqual([]);
      expect(following[at * 3]?.subscriber.events.at(-1)?.event).toBe('complete');
    }
  });

  test.concurrent('starts later than the instances is used from then on', async ({ expect }) => {
    await using fleet = await startFleet();
    await fleet.redis.kill();
    const instances = await Promise.all([fleet.start(), fleet.start()]);
    const job = fleet.world.addRetrieval();
    const subscribers = await Promise.all(instances.map((one) => one.follow(jobUpdates, { ids: [job.id] })));
    const stopAsking = keepAsking(instances);
    for (const { says } of instances) await says(/Redis is unreachable/, 'stderr');
    await Promise.all(instances.map(ask));
    await stopAsking();
    await fleet.redis.start();
    await Promise.all(subscribers.map((one) => one.take(1)));
    job.end();
    await Promise.all(subscribers.map(({ ended }) => ended));
    for (const one of subscribers) expect(faultsOf(one, [job.id])).toEqual([]);
    for (const { stderr } of instances) expect(complaintsOf(stderr())).toEqual([]);
  });
});

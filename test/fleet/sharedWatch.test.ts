// Several gateways on one Redis are one watch: AWS is asked as if there were one, and everybody is told the same.
import { expect, onTestFinished, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { type StreamEvent, type Subscriber, subscribe } from '../support/subscribe.ts';
import { jobsWorld } from './world.ts';

const vaultUpdates = 'subscription ($vaultId: ID!) { vaultJobUpdates(vaultId: $vaultId) { ... on Job { id phase } } }';
const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { id phase } }';

/** Longer than a watch of a whole vault ever waits, in AWS's time. */
const tick = 70_000;

const soon = { timeout: 10_000, interval: 20 };

interface Fleet {
  first: TestGateway;
  gateways: TestGateway[];
}

async function startGateways(count: number, redisUrl: string): Promise<Fleet> {
  const first = await startGateway({ seed: 'empty', redisUrl });
  onTestFinished(() => first[Symbol.asyncDispose]());
  const gateways = [first];
  while (gateways.length < count) {
    const another = await startGateway({ redisUrl, beside: first });
    onTestFinished(() => another[Symbol.asyncDispose]());
    gateways.push(another);
  }
  return { first, gateways };
}

async function follow(
  gateway: TestGateway,
  ...[query, variables, headers]: Parameters<typeof subscribe> extends [string, ...infer R] ? R : never
) {
  const subscriber = await subscribe(gateway.url, query, variables, headers);
  onTestFinished(() => subscriber[Symbol.asyncDispose]());
  return subscriber;
}

/** What an event tells, in a word. */
const told = ({ event, data }: StreamEvent): string => {
  const [job] = Object.values<{ id: string; phase: string }>(data.data ?? {});
  return job ? `${job.id} ${job.phase}` : event;
};

const idsOf = ({ events }: Subscriber) => new Map(events.map((event) => [told(event), event.id]));

describeWithRedis('gateways that share a Redis', (redis) => {
  /** What 300 subscribers on each of so many instances cost and are told while 100 jobs of one vault go on and end. */
  async function watchedBy(instances: number) {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(instances, redis().url);
    const world = jobsWorld(first.simulator);
    const retrievals = Array.from({ length: 100 }, () => world.addRetrieval());
    const ids = retrievals.map(({ id }) => id);

    const subscribers: Subscriber[] = [];
    for (const gateway of gateways) {
      for (let count = 0; count < 200; count += 50) {
        const some = Array.from({ length: 50 }, () => follow(gateway, vaultUpdates, { vaultId: world.vaultId }));
        subscribers.push(...(await Promise.all(some)));
      }
      subscribers.push(...(await Promise.all(ids.map(() => follow(gateway, jobUpdates, { ids })))));
    }
    const expected = ids.map((id) => `${id} RUNNING`);
    const counts: Record<string, number>[] = [];
    const everybodyHas = async () => {
      await expect.poll(() => subscribers.filter(({ events }) => events.length < expected.length), soon).toEqual([]);
      counts.push(first.calls());
    };
    await everybodyHas();
    const end = (from: number, to: number) => {
      for (const { id, end } of retrievals.slice(from, to)) {
        end();
        expected.push(`${id} DONE`);
      }
    };
    for (const [from, to] of [
      [0, 1],
      [1, 20],
      [20, 90],
      [90, 98],
    ] as const) {
      end(from, to);
      first.clock.advance(tick);
      await everybodyHas();
    }
    for (const { events } of subscribers) expect(events.map(told).sort()).toEqual([...expected].sort());
    for (const [field, count] of [
      ['vaultJobUpdates', 200],
      ['jobUpdates', 100],
    ] as const) {
      const alike = subscribers.filter(({ events: [event] }) => event && field in event.data.data);
      expect(alike).toHaveLength(count * instances);
      for (const one of alike) expect(idsOf(one)).toEqual(idsOf(alike[0] as Subscriber));
    }
    return { counts };
  }

  test('900 subscribers on three instances cost exactly what 300 on one do, and each is told each change once', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    onTestFinished(() => void process.off('warning', warned));
    const alone = await watchedBy(1);
    const three = await watchedBy(3);
    expect(warnings).toEqual([]);
    expect(three.counts).toEqual(alone.counts);
    expect(alone.counts).toEqual([
      { 'glacier.ListJobs': 2 },
      { 'glacier.ListJobs': 2, 'glacier.DescribeJob': 1 },
      { 'glacier.ListJobs': 2, 'glacier.DescribeJob': 19 },
      { 'glacier.ListJobs': 1, 'glacier.DescribeJob': 70 },
      { 'glacier.ListJobs': 1, 'glacier.DescribeJob': 8 },
    ]);
  }, 60_000);

  test.each([
    ['has the same watch', true],
    ['has no watch yet', false],
  ])('who was cut from one instance goes on at another that %s, without gap or repeat', async (_, isWatched) => {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(2, redis().url);
    const [, other = first] = gateways;
    const world = jobsWorld(first.simulator);
    const retrievals = Array.from({ length: 6 }, () => world.addRetrieval());
    const variables = { vaultId: world.vaultId };
    const stays = await follow(first, vaultUpdates, variables);
    const leaves = await follow(first, vaultUpdates, variables);
    if (isWatched) await follow(other, vaultUpdates, variables);
    await leaves.take(6);
    retrievals[0]?.end();
    first.clock.advance(tick);
    const last = await leaves.next();
    expect(told(last as StreamEvent)).toBe(`${retrievals[0]?.id} DONE`);
    leaves.cut();
    for (const { end } of retrievals.slice(1, 4)) end();
    first.clock.advance(tick);
    await expect.poll(() => stays.events.length, soon).toBe(10);
    const comesAgain = await follow(other, vaultUpdates, variables, { 'last-event-id': last?.id ?? '' });
    await expect.poll(() => comesAgain.events.length, soon).toBe(3);
    retrievals[4]?.end();
    first.clock.advance(tick);
    await expect.poll(() => stays.events.length, soon).toBe(11);
    await expect.poll(() => comesAgain.events.length, soon).toBe(4);
    expect(comesAgain.events).toEqual(stays.events.slice(7));
  });

  test('a mutation on one instance wakes the watch of another at once', async () => {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(2, redis().url);
    const [, other = first] = gateways;
    const world = jobsWorld(first.simulator);
    world.addRetrieval();
    const subscriber = await follow(first, vaultUpdates, { vaultId: world.vaultId });
    await subscriber.take(1);
    const started = performance.now();
    const { initiateArchiveRetrieval } = await other.data(world.start);
    expect((await subscriber.take(1))[0].data.vaultJobUpdates).toEqual(initiateArchiveRetrieval.job);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('the instance that looks hears at once what only another one wants to know', async () => {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(2, redis().url);
    const [, other = first] = gateways;
    const world = jobsWorld(first.simulator);
    const [one, another] = [world.addRetrieval(), world.addRetrieval()];
    await (await follow(first, jobUpdates, { ids: [one.id] })).take(1);
    const started = performance.now();
    const subscriber = await follow(other, jobUpdates, { ids: [another.id] });
    await subscriber.take(1);
    expect(performance.now() - started).toBeLessThan(1_000);
    first.calls();
    another.end();
    first.clock.advance(6 * 3_600_000);
    expect((await subscriber.rest()).map(told)).toEqual([`${another.id} DONE`, 'complete']);
    expect(first.calls()).toEqual({ 'glacier.ListJobs': 1, 'glacier.DescribeJob': 1 });
  });

  test('a job whose end one instance has seen costs no call on another', async () => {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(2, redis().url);
    const [, other = first] = gateways;
    const { addRetrieval } = jobsWorld(first.simulator);
    const { id, end } = addRetrieval();
    const subscriber = await follow(first, jobUpdates, { ids: [id] });
    await subscriber.take(1);
    end();
    first.clock.advance(6 * 3_600_000);
    await subscriber.rest();
    first.calls();
    const query = '($id: ID!) { node(id: $id) { ... on Job { id phase } } }';
    await expect.poll(() => redis().client.keys('*of:*'), soon).toHaveLength(1);
    expect(await other.data(`query ${query}`, { id })).toEqual({ node: { id, phase: 'DONE' } });
    expect((await (await follow(other, jobUpdates, { ids: [id] })).rest()).map(told)).toEqual([
      `${id} DONE`,
      'complete',
    ]);
    expect(first.calls()).toEqual({});
  });
});

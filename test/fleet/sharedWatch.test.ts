// Several gateways on one Redis share a watch: AWS gets the calls of one gateway, and all subscribers get the same events.
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { type StreamEvent, subscribe } from '../support/subscribe.ts';
import { jobsWorld } from './world.ts';

const vaultUpdates =
  'subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { job { ... on Job { id phase } } } }';
const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase } } }';

/** Longer than the longest pause of a vault's watch, in AWS's time. */
const tick = 70_000;

const soon = { interval: 20 };

/**
 * On a busy machine, a late answer of AWS or Redis is no failure, and an instance that stalls keeps its lease: else the next
 * owner would list the jobs again.
 */
const minute = 60_000;
const timeouts = {
  AWS_ATTEMPT_TIMEOUT_MS: minute,
  AWS_TIMEOUT_MS: minute,
  redisTimes: {
    command: minute,
    soon: minute,
    cacheRead: minute,
    silence: minute,
    lease: 10 * minute,
    interest: 10 * minute,
  },
};

interface Fleet {
  first: TestGateway;
  gateways: TestGateway[];
}

async function startGateways(count: number, redisUrl: string, options: TestOptions = {}): Promise<Fleet> {
  const first = await startGateway({ seed: 'empty', REDIS_URL: redisUrl, ...timeouts, ...options });
  onTestFinished(() => first[Symbol.asyncDispose]());
  const gateways = [first];
  while (gateways.length < count) {
    const another = await startGateway({ REDIS_URL: redisUrl, ...timeouts, ...options, beside: first });
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

/** An event in short. */
const summaryOf = ({ event, data }: StreamEvent): string => {
  const [{ job } = {}] = Object.values<{ job?: { id: string; phase: string } }>(data?.data ?? {});
  return job ? `${job.id} ${job.phase}` : event;
};

/** A subscriber as cheap as possible: it keeps the text without heartbeats. */
async function listen(url: string, query: string, variables: object): Promise<() => string> {
  const sent = request(url, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  });
  sent.on('error', () => undefined);
  onTestFinished(() => void sent.destroy());
  sent.end(JSON.stringify({ query, variables }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  response.on('error', () => undefined);
  return () => text.replaceAll(':\n\n', '');
}

/** The events of a text in short; each has an ID. */
const eventsIn = (text: string): string[] =>
  [...text.matchAll(/^id: \S+\nevent: (\w+)\ndata: (.*)$/gm)].map(([, event = '', data = '']) =>
    summaryOf({ event, data: JSON.parse(data) }),
  );

describeWithRedis('gateways that share a Redis', (redis) => {
  /** The AWS calls for 150 subscribers on each of so many instances while 100 jobs of one vault run and end. */
  async function watchedBy(instances: number) {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(instances, redis().url);
    const world = jobsWorld(first.simulator);
    const retrievals = Array.from({ length: 100 }, () => world.addRetrieval());
    const ids = retrievals.map(({ id }) => id);
    const onVault: (() => string)[] = [];
    const onJobs: (() => string)[] = [];
    for (const { url } of gateways) {
      for (let count = 0; count < 100; count += 1) {
        onVault.push(await listen(url, vaultUpdates, { vaultId: world.vaultId }));
        if (count % 2 === 0) onJobs.push(await listen(url, jobUpdates, { ids }));
      }
    }
    const expected = ids.map((id) => `${id} RUNNING`);
    const counts: Record<string, number>[] = [];
    const everybodyHas = async () => {
      for (const listeners of [onVault, onJobs]) {
        // One text is looked at until it has everything: a look at all of them takes long.
        await expect.poll(() => eventsIn(listeners[0]?.() ?? '').sort(), soon).toEqual([...expected].sort());
        await expect.poll(() => new Set(listeners.map((text) => text())).size, soon).toBe(1);
      }
      counts.push(first.calls());
    };
    await everybodyHas();
    for (const [from, to] of [
      [0, 1],
      [1, 20],
      [20, 60],
      [60, 61],
    ] as const) {
      for (const { id, end } of retrievals.slice(from, to)) {
        end();
        expected.push(`${id} DONE`);
      }
      first.clock.advance(tick);
      await everybodyHas();
    }
    return counts;
  }

  test.each([
    [150, 1],
    [450, 3],
  ])(
    '%i subscribers on %i instances cost the calls of one subscriber, and each receives each change once',
    async (_, instances) => {
      const warnings: Error[] = [];
      const warned = (warning: Error) => warnings.push(warning);
      process.on('warning', warned);
      onTestFinished(() => void process.off('warning', warned));
      const calls = await watchedBy(instances);
      expect(warnings).toEqual([]);
      expect(calls).toEqual([
        { 'glacier.ListJobs': 2 },
        { 'glacier.ListJobs': 2, 'glacier.DescribeJob': 1 },
        { 'glacier.ListJobs': 2, 'glacier.DescribeJob': 19 },
        { 'glacier.ListJobs': 1, 'glacier.DescribeJob': 40 },
        { 'glacier.ListJobs': 1, 'glacier.DescribeJob': 1 },
      ]);
    },
  );

  test.each([
    ['has the same watch', true],
    ['has no watch yet', false],
  ])(
    'a subscriber that was cut off by one instance resumes at another that %s, without gap or repetition',
    async (_, isWatched) => {
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
      expect(summaryOf(last as StreamEvent)).toBe(`${retrievals[0]?.id} DONE`);
      leaves.cut();
      for (const { end } of retrievals.slice(1, 4)) end();
      first.clock.advance(tick);
      await expect.poll(() => stays.events.length, soon).toBe(10);
      const reconnected = await follow(other, vaultUpdates, variables, { 'last-event-id': last?.id ?? '' });
      await expect.poll(() => reconnected.events.length, soon).toBe(3);
      retrievals[4]?.end();
      first.clock.advance(tick);
      await expect.poll(() => stays.events.length, soon).toBe(11);
      await expect.poll(() => reconnected.events.length, soon).toBe(4);
      expect(reconnected.events).toEqual(stays.events.slice(7));
    },
  );

  test('a board that was cut off by one instance resumes at another, without gap or repetition', async () => {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(2, redis().url);
    const [, other = first] = gateways;
    const world = jobsWorld(first.simulator);
    const retrievals = Array.from({ length: 3 }, () => world.addRetrieval());
    const board = 'subscription { jobFeed { change previousPhase job { id phase } } }';
    const leaves = await follow(first, board, {});
    await leaves.take(4);
    leaves.cut();
    const [one, two] = retrievals;
    one?.end();
    first.clock.advance(tick);
    const reconnected = await follow(other, board, {}, { 'last-event-id': leaves.events.at(-1)?.id ?? '' });
    const [end, complete] = (await reconnected.take(2)).map(({ data }) => data.jobFeed);
    expect(end).toEqual({ change: 'ENDED', previousPhase: 'RUNNING', job: { id: one?.id, phase: 'DONE' } });
    expect(complete).toEqual({ change: 'INITIAL', previousPhase: null, job: null });
    const stays = await follow(first, board, {});
    await stays.take(4);
    two?.end();
    first.clock.advance(tick);
    for (const feed of [stays, reconnected]) {
      expect((await feed.take(1))[0].data.jobFeed).toMatchObject({ change: 'ENDED', job: { id: two?.id } });
    }
  });

  test('a client with an event ID from before Redis was emptied has no gap', async () => {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(2, redis().url);
    const [, other = first] = gateways;
    const world = jobsWorld(first.simulator);
    const [retrieval] = Array.from({ length: 3 }, () => world.addRetrieval());
    const stays = await follow(first, vaultUpdates, { vaultId: world.vaultId });
    await stays.take(3);
    const id = stays.events.at(-1)?.id ?? '';
    retrieval?.end();
    first.clock.advance(tick);
    expect(summaryOf((await stays.next()) as StreamEvent)).toBe(`${retrieval?.id} DONE`);
    await redis().client.flushall();
    const reconnected = await follow(other, vaultUpdates, { vaultId: world.vaultId }, { 'last-event-id': id });
    await expect.poll(() => reconnected.events.map(summaryOf), soon).toContain(`${retrieval?.id} DONE`);
    world.addRetrieval();
    first.clock.advance(tick);
    await expect.poll(() => stays.events.length, soon).toBe(5);
    await expect.poll(() => reconnected.events.at(-1), soon).toEqual(stays.events.at(-1));
  });

  test('new subscribers get everything although a value in Redis is damaged', async () => {
    await redis().client.flushall();
    const { first, gateways } = await startGateways(2, redis().url);
    const [, other = first] = gateways;
    const world = jobsWorld(first.simulator);
    const { id, end } = world.addRetrieval();
    const stays = await follow(first, vaultUpdates, { vaultId: world.vaultId });
    await stays.take(1);
    end();
    first.clock.advance(tick);
    await stays.take(1);
    const [key = ''] = await redis().client.keys('*:jobs');
    for (const job of await redis().client.hkeys(key)) await redis().client.hset(key, job, '2 {"jobId":');
    const newcomer = await follow(other, vaultUpdates, { vaultId: world.vaultId });
    await expect.poll(() => newcomer.events.map(summaryOf), soon).toEqual([`${id} DONE`]);
    expect(stays.events).toHaveLength(2);
  });

  test('a mutation on one instance wakes the watch of another at once', async () => {
    await redis().client.flushall();
    // No heartbeat comes, and AWS's time does not move.
    const realClock = createClock({ speed: 0 });
    const { first, gateways } = await startGateways(2, redis().url, { realClock });
    const [, other = first] = gateways;
    const world = jobsWorld(first.simulator);
    world.addRetrieval();
    const subscriber = await follow(first, vaultUpdates, { vaultId: world.vaultId });
    await subscriber.take(1);
    // A watch is not woken sooner after its last poll.
    realClock.advance(250);
    const { initiateArchiveRetrieval } = await other.data(world.start);
    await expect.poll(() => subscriber.events).toHaveLength(2);
    expect(subscriber.events[1]?.data.data.vaultJobUpdates.job).toEqual(initiateArchiveRetrieval.job);
  });

  test('the instance that polls learns at once what only another instance wants', async () => {
    await redis().client.flushall();
    // No heartbeat comes.
    const { first, gateways } = await startGateways(2, redis().url, { realClock: createClock({ speed: 0 }) });
    const [, other = first] = gateways;
    const world = jobsWorld(first.simulator);
    const [one, another] = [world.addRetrieval(), world.addRetrieval()];
    await (await follow(first, jobUpdates, { ids: [one.id] })).take(1);
    const subscriber = await follow(other, jobUpdates, { ids: [another.id] });
    await expect.poll(() => subscriber.events).toHaveLength(1);
    await subscriber.take(1);
    first.calls();
    another.end();
    first.clock.advance(6 * 3_600_000);
    expect((await subscriber.rest()).map(summaryOf)).toEqual([`${another.id} DONE`, 'complete']);
    expect(first.calls()).toEqual({ 'glacier.ListJobs': 1, 'glacier.DescribeJob': 1 });
  });

  test('a job that one instance has seen end costs no call on another', async () => {
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
    expect((await (await follow(other, jobUpdates, { ids: [id] })).rest()).map(summaryOf)).toEqual([
      `${id} DONE`,
      'complete',
    ]);
    expect(first.calls()).toEqual({});
  });
});

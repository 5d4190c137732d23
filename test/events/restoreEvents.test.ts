// Restores that S3 completes, through EventBridge and the queue, or as notifications of the bucket and a topic, to subscribers: of one
// gateway, and of two that share a Redis and the queue. No AWS call is made for them.
import { PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { enableEventBridge } from '../../src/simulator/demo/addEventsQueue.ts';
import { demoTopic } from '../../src/simulator/demo/demoTopic.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { keysOf, startRestoreWorld } from '../restores/restoreWorld.ts';
import { createEventsQueue } from '../support/eventsQueue.ts';
import { home } from '../support/references.ts';
import { type Data, startGateway, type TestGateway, type TestOptions } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { callsOf } from '../watch/world.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

const updates = `subscription ($ids: [ID!]!) { restoreUpdates(ids: $ids) { job { phase restores { inProgress readable isSettled } } } }`;

const last = ({ events }: Subscriber): Data =>
  events.flatMap(({ data }) => (data ? [data.data.restoreUpdates.job] : [])).at(-1);

/** How S3 announces what becomes of the objects. */
type Announce = (gateway: TestGateway) => void | Promise<void>;

const byEventBridge: Announce = ({ simulator: { world } }) =>
  enableEventBridge(world, world.location(home.accountId, home.region));

const byNotifications: Announce = async ({ simulator, snsUrl }) => {
  const credentials = { accessKeyId: home.accountId, secretAccessKey: 'any' };
  const config = { endpoint: simulator.url, region: home.region, credentials };
  const [sns, s3] = [new SNSClient(config), new S3Client(config)];
  await sns.send(new CreateTopicCommand({ Name: demoTopic.split(':').at(-1) ?? '' }));
  await sns.send(new SubscribeCommand({ TopicArn: demoTopic, Protocol: 'http', Endpoint: snsUrl }));
  const states = () =>
    [...(simulator.world.topics.get(demoTopic)?.subscriptions.values() ?? [])].map(({ state }) => state);
  await expect.poll(states).toEqual(['confirmed']);
  const TopicConfigurations = [{ TopicArn: demoTopic, Events: ['s3:ObjectRestore:*' as const] }];
  const NotificationConfiguration = { TopicConfigurations };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: 'film', NotificationConfiguration }));
  sns.destroy();
  s3.destroy();
};

/** A job with its objects in progress, and the times at which S3 completes them. */
async function restoring(options: TestOptions = {}, announce = byEventBridge) {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator = await startSimulator({ clock, seed: 'empty' });
  const queue = createEventsQueue(simulator);
  const shared = { ...options, EVENTS_QUEUE_URL: queue.url, ADMIN_PORT: 0, beside: { simulator, clock } };
  const world = await startRestoreWorld(shared);
  await announce(world.gateway);
  const keys = keysOf(20);
  world.put(keys);
  const { id } = await world.restore(keys);
  clock.advance(HOUR);
  await callsOf(world.gateway);
  const readyAt = keys
    .map((key) => simulator.world.objects.get(world.bucket, key)?.restore?.readyAt ?? 0)
    .sort((one, other) => one - other);
  return { simulator, clock, gateway: world.gateway, shared, id, readyAt };
}

/** The calls that are not to the queue. */
async function jobCalls(gateway: TestGateway): Promise<Record<string, number>> {
  const calls = await callsOf(gateway);
  return Object.fromEntries(Object.entries(calls).filter(([name]) => !name.startsWith('sqs.')));
}

/** The events of restores that the gateways have counted, by outcome. */
async function countedOf(source: 'sqs' | 'sns', gateways: TestGateway[]): Promise<Record<string, number>> {
  const counts = new RegExp(`events_total\\{source="${source}",kind="object_restore",outcome="(\\w+)"\\} (\\d+)`, 'g');
  const sums: Record<string, number> = {};
  for (const { adminUrl } of gateways) {
    const text = await (await fetch(adminUrl ?? '')).text();
    for (const [, outcome = '', count] of text.matchAll(counts)) sums[outcome] = (sums[outcome] ?? 0) + Number(count);
  }
  return sums;
}

const counted = (...gateways: TestGateway[]) => countedOf('sqs', gateways);

/** Moves to a moment after so many restores were completed, soon after a reading: none is due. */
async function completeSome({ clock, gateway, readyAt }: Awaited<ReturnType<typeof restoring>>): Promise<number> {
  const first = readyAt[0] ?? 0;
  clock.advance(first - MINUTE - clock.now());
  await jobCalls(gateway);
  clock.advance(2 * MINUTE);
  return readyAt.filter((at) => at <= clock.now()).length;
}

test('an object that S3 has restored is shown by its event, without a call', async () => {
  const world = await restoring();
  await using gateway = world.gateway;
  await using subscriber = await subscribe(gateway.url, updates, { ids: [world.id] });
  await expect.poll(() => last(subscriber)?.restores.inProgress).toBe(20);
  const completed = await completeSome(world);
  await expect.poll(() => last(subscriber).restores.readable).toBe(completed);
  expect(await jobCalls(gateway)).toEqual({});
  // Those of the requests came before anybody followed the job.
  await expect.poll(() => counted(gateway)).toEqual({ handled: 20 + completed });

  // All others, of which S3 confirms the end.
  const restores = () => {
    world.clock.advance(HOUR / 2);
    return last(subscriber).restores;
  };
  await expect.poll(restores).toMatchObject({ readable: 20, isSettled: true });
  await expect.poll(() => counted(gateway)).toEqual({ handled: 40 });
  await world.simulator.close();
});

test('a notification of the bucket does the same, through a topic', async () => {
  const world = await restoring({}, byNotifications);
  await using gateway = world.gateway;
  await using subscriber = await subscribe(gateway.url, updates, { ids: [world.id] });
  await expect.poll(() => last(subscriber)?.restores.inProgress).toBe(20);
  const completed = await completeSome(world);
  await expect.poll(() => last(subscriber).restores.readable).toBe(completed);
  expect(await jobCalls(gateway)).toEqual({});
  await expect.poll(() => countedOf('sns', [gateway])).toEqual({ handled: 20 + completed });
  await world.simulator.close();
});

describeWithRedis('two gateways on one queue', (redis) => {
  test('handle each event once, although each is delivered twice, and both show it', async () => {
    const patient = {
      command: MINUTE,
      soon: MINUTE,
      cacheRead: MINUTE,
      silence: MINUTE,
      lease: MINUTE,
      interest: MINUTE,
    };
    const world = await restoring({ REDIS_URL: redis().url, redisTimes: patient });
    await using one = world.gateway;
    await using other = await startGateway({ ...world.shared });
    await using first = await subscribe(one.url, updates, { ids: [world.id] });
    await using second = await subscribe(other.url, updates, { ids: [world.id] });
    const both = () => [first, second].map((subscriber) => last(subscriber)?.restores);
    await expect.poll(() => both().map((restores) => restores?.inProgress)).toEqual([20, 20]);
    const before = await counted(one, other);
    world.simulator.world.eventFaults = [{ kind: 'duplicate', share: 1, seconds: 0 }];
    const completed = await completeSome(world);
    await expect.poll(() => both().map((restores) => restores.readable)).toEqual([completed, completed]);
    await expect
      .poll(() => counted(one, other))
      .toEqual({ handled: (before['handled'] ?? 0) + completed, duplicate: completed });
    expect(await jobCalls(one)).toEqual({});
    await world.simulator.close();
  });
});

// The event EXPIRING_SOON: once for each ended job, when its output expires soon, and without a poll.
import { expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { type StreamEvent, type Subscriber, subscribe } from '../support/subscribe.ts';
import { callsOf, vaultWorld } from './world.ts';

const hour = 3_600_000;
const vaultJobUpdates = `subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) {
  change previousPhase observedAt
  job { ... on InventoryRetrievalJob { jobId output { remainingSeconds isExpiringSoon } } }
} }`;
const jobFeed =
  'subscription { jobFeed(filter: { kinds: [INVENTORY_RETRIEVAL] }) { change previousPhase job { jobId } } }';

const eventOf = ({ data }: StreamEvent) => (data.data.vaultJobUpdates ?? data.data.jobFeed) as Record<string, unknown>;
const changesOf = ({ events }: Subscriber) =>
  events.filter(({ event }) => event === 'next').map((event) => eventOf(event)['change']);
const lastId = ({ events }: Subscriber) => events.findLast(({ id }) => id !== undefined)?.id ?? '';

/** A gateway whose vault has a job that ended just now. */
async function endedJob(gateway: TestGateway) {
  const vault = vaultWorld(gateway.simulator);
  const [job] = vault.many(1);
  job?.end();
  return vault;
}

describeWithRedis('EXPIRING_SOON', (redis) => {
  test('comes once, 5 hours before the end of the guarantee, to every subscriber, over a gap, and costs no call', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = await endedJob(gateway);
    const { vaultId } = vault;
    const open = (id?: string) =>
      subscribe(gateway.url, vaultJobUpdates, { vaultId }, id === undefined ? {} : { 'last-event-id': id });
    await using subscriber = await open();
    const left = await open();
    await using feed = await subscribe(gateway.url, jobFeed);
    await Promise.all([subscriber.take(1), left.take(1), feed.take(2)]);
    left.cut();
    await left.ended;

    gateway.clock.advance(19 * hour - 120_000);
    await callsOf(gateway);
    expect([subscriber, feed].map(({ events }) => events.length)).toEqual([1, 2]);
    gateway.clock.advance(120_000);
    const [{ data }] = await subscriber.take(1);
    expect(data.vaultJobUpdates).toMatchObject({
      change: 'EXPIRING_SOON',
      previousPhase: 'DONE',
      observedAt: new Date(gateway.clock.now()).toISOString(),
      job: { output: { remainingSeconds: 5 * 3600, isExpiringSoon: true } },
    });
    expect((await feed.take(1))[0].data.jobFeed).toMatchObject({ change: 'EXPIRING_SOON', previousPhase: 'DONE' });

    // Who was away gets it once, and who comes now sees it in the current state.
    await using back = await open(lastId(left));
    expect((await back.take(1))[0].data.vaultJobUpdates).toMatchObject({ change: 'EXPIRING_SOON' });
    await using again = await open(lastId(back));
    await using late = await open();
    expect((await late.take(1))[0].data.vaultJobUpdates).toMatchObject({
      change: 'INITIAL',
      job: { output: { isExpiringSoon: true } },
    });
    gateway.clock.advance(2 * hour);
    await callsOf(gateway);
    expect([subscriber, feed, back, again, late].map(changesOf)).toEqual([
      ['INITIAL', 'EXPIRING_SOON'],
      ['INITIAL', 'INITIAL', 'EXPIRING_SOON'],
      ['EXPIRING_SOON'],
      [],
      ['INITIAL'],
    ]);
  });

  test('comes once from each of two gateways, and from the other one after the first has closed', async () => {
    const shared = { REDIS_URL: redis().url, seed: 'empty' as const };
    await using one = await startGateway(shared);
    await using other = await startGateway({ ...shared, beside: one });
    const { vaultId } = await endedJob(one);
    const subscribers = await Promise.all([one, other].map(({ url }) => subscribe(url, vaultJobUpdates, { vaultId })));
    await Promise.all(subscribers.map((subscriber) => subscriber.take(1)));
    one.clock.advance(19 * hour);
    await Promise.all(subscribers.map((subscriber) => subscriber.take(1)));
    await one.close();
    one.clock.advance(hour);
    await callsOf(other);
    expect(subscribers.map(changesOf)).toEqual([
      ['INITIAL', 'EXPIRING_SOON'],
      ['INITIAL', 'EXPIRING_SOON'],
    ]);
    for (const subscriber of subscribers) subscriber.cut();
  });
});

// Subscribers that reconnect, with or without the ID of the last event, after gaps in which something happened.
import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/startGateway.ts';
import { type Subscriber, subscribe } from '../../support/subscribe.ts';
import { batchWorld, callsOf, nothingIsLeft, pollOnce, tick, vaultWorld } from '../../watch/world.ts';

const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase } } }';
const back = (id: string | undefined) => ({ 'last-event-id': id ?? '' });

const phases = (events: Subscriber['events']) =>
  events.map(({ event, data }) => (event === 'next' ? data.data.jobUpdates.job.phase : event));
const lastId = ({ events }: Subscriber) => events.findLast(({ id }) => id !== undefined)?.id;

async function left(subscriber: Subscriber, activity: () => { watches: number }): Promise<string | undefined> {
  subscriber.cut();
  await expect.poll(() => activity().watches).toBe(0);
  return lastId(subscriber);
}

describe('a subscriber that reconnects with the ID of the last event', () => {
  test('after a gap in which a job ended gets that end, and no event that it already has', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [one, other] = vaultWorld(gateway.simulator).many(2);
    const ids = [one?.id, other?.id];
    const first = await subscribe(gateway.url, jobUpdates, { ids });
    await first.take(2);
    const id = await left(first, gateway.activity);
    one?.end();
    gateway.clock.advance(tick);
    await using second = await subscribe(gateway.url, jobUpdates, { ids }, back(id));
    const [{ data }] = await second.take(1);
    expect(data.jobUpdates.job).toEqual({ id: one?.id, phase: 'DONE' });
    await pollOnce(gateway);
    expect(second.events.length).toBe(1);
    other?.end();
    gateway.clock.advance(tick);
    expect(phases(await second.rest())).toEqual(['DONE', 'complete']);
  });

  test('after a gap in which all jobs ended gets their ends, and completes', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const jobs = vaultWorld(gateway.simulator).many(3);
    const ids = jobs.map(({ id }) => id);
    const first = await subscribe(gateway.url, jobUpdates, { ids });
    await first.take(3);
    const id = await left(first, gateway.activity);
    for (const job of jobs) job.end();
    await using second = await subscribe(gateway.url, jobUpdates, { ids }, back(id));
    expect(phases(await second.rest())).toEqual(['DONE', 'DONE', 'DONE', 'complete']);
    await nothingIsLeft(gateway);
  });

  test('after it has received all ends only gets the completion', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [vaultJob] = vaultWorld(gateway.simulator).many(1);
    const batchJob = batchWorld(gateway.simulator).run(100);
    const ids = [vaultJob?.id, batchJob.id];
    await using first = await subscribe(gateway.url, jobUpdates, { ids });
    await first.take(2);
    vaultJob?.end();
    gateway.clock.advance(tick);
    await first.rest();
    await callsOf(gateway);
    await using second = await subscribe(gateway.url, jobUpdates, { ids }, back(lastId(first)));
    expect(phases(await second.rest())).toEqual(['complete']);
    expect(await callsOf(gateway)).toEqual({});
  });

  test('while others stay gets the events that they got meanwhile', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [one, other, third] = vaultWorld(gateway.simulator).many(3);
    const ids = [one?.id, other?.id, third?.id];
    await using stays = await subscribe(gateway.url, jobUpdates, { ids });
    const goes = await subscribe(gateway.url, jobUpdates, { ids });
    await stays.take(3);
    await goes.take(3);
    goes.cut();
    one?.end();
    gateway.clock.advance(tick);
    await stays.take(1);
    await using again = await subscribe(gateway.url, jobUpdates, { ids }, back(lastId(goes)));
    const [{ data }] = await again.take(1);
    expect(data.jobUpdates.job).toEqual({ id: one?.id, phase: 'DONE' });
    other?.end();
    third?.end();
    gateway.clock.advance(tick);
    expect(phases(await again.rest())).toEqual(['DONE', 'DONE', 'complete']);
    expect(phases(await stays.rest())).toEqual(['DONE', 'DONE', 'complete']);
  });

  test('of jobs in several locations resumes in each of them', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const west = { accountId: '111122223333', region: 'us-west-2' };
    const here = vaultWorld(gateway.simulator).add();
    const there = vaultWorld(gateway.simulator, 'videos', west).add();
    const batch = batchWorld(gateway.simulator, west).add();
    const ids = [here.id, there.id, batch.id];
    const first = await subscribe(gateway.url, jobUpdates, { ids });
    await first.take(3);
    const id = await left(first, gateway.activity);
    there.end();
    await using second = await subscribe(gateway.url, jobUpdates, { ids }, back(id));
    const [{ data }] = await second.take(1);
    expect(data.jobUpdates.job).toEqual({ id: there.id, phase: 'DONE' });
    await pollOnce(gateway);
    expect(second.events.length).toBe(1);
  });
});

describe('an event ID', () => {
  test('that is unknown is answered with the full state', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [one, other] = vaultWorld(gateway.simulator).many(2);
    const ids = [one?.id, other?.id];
    await using first = await subscribe(gateway.url, jobUpdates, { ids });
    await first.take(2);
    const [life] = (lastId(first) ?? '').split('.');
    const strange = ['nonsense', `${life}.999`, `${life}`, `${life}.-1`, 'x'.repeat(8192), '%00', `${life}.1.1`];
    for (const id of strange) {
      await using again = await subscribe(gateway.url, jobUpdates, { ids }, back(id));
      expect(again.status).toBe(200);
      expect((await again.take(2)).length).toBe(2);
    }
  });

  test('of another subscription hides nothing', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [one, other] = vaultWorld(gateway.simulator).many(2);
    await using first = await subscribe(gateway.url, jobUpdates, { ids: [one?.id] });
    await first.take(1);
    await using second = await subscribe(gateway.url, jobUpdates, { ids: [other?.id] });
    await second.take(1);
    await using third = await subscribe(gateway.url, jobUpdates, { ids: [one?.id] }, back(lastId(second)));
    expect((await third.take(1))[0].data.jobUpdates.job.id).toBe(one?.id);
  });
});

describe('a subscriber that reconnects to jobs in selected states', () => {
  test('gets the jobs that left these states meanwhile', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const batch = batchWorld(gateway.simulator);
    const [short, long] = [batch.run(1000), batch.run(100_000)];
    const active = 'subscription { batchJobUpdates(statuses: [ACTIVE]) { job { id status } } }';
    const first = await subscribe(gateway.url, active);
    await first.take(2);
    const id = await left(first, gateway.activity);
    gateway.clock.advance(2_000_000);
    await using second = await subscribe(gateway.url, active, {}, back(id));
    await using newcomer = await subscribe(gateway.url, active);
    const received = (await second.take(2)).map(({ data }) => data.batchJobUpdates.job);
    expect(received.find(({ id }) => id === short.id)).toEqual({ id: short.id, status: 'COMPLETE' });
    expect((await newcomer.take(1))[0].data.batchJobUpdates.job).toEqual({ id: long.id, status: 'ACTIVE' });
    await pollOnce(gateway);
    expect(newcomer.events.every(({ data }) => data.data.batchJobUpdates.job.id === long.id)).toBe(true);
  });
});

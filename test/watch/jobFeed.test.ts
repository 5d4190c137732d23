// The live list of a jobs board, over HTTP.
import { describe, expect, test } from 'vitest';
import { crowd } from '../http/subscriptions/crowd.ts';
import { type Data, startGateway } from '../support/startGateway.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf, nothingIsLeft, pollOnce, tick, vaultWorld } from './world.ts';

const fields = 'change previousPhase job { id phase }';
const jobFeed = `subscription ($filter: JobFilter) { jobFeed(filter: $filter) { ${fields} } }`;
const withSources = `subscription ($filter: JobFilter) { jobFeed(filter: $filter) {
  ${fields} counts { phase count } sources { accountId region service status message failedVaults { vaultName code } }
} }`;

const feedOf = (subscriber: Subscriber) => subscriber.events.map(({ data }) => data.data.jobFeed);
/** Waits for the event that ends the current state. */
async function current(subscriber: Subscriber) {
  const events: ReturnType<typeof feedOf> = [];
  do events.push((await subscriber.take(1))[0].data.jobFeed);
  while (events.at(-1)?.job);
  return events;
}
const next = async (subscriber: Subscriber, count = 1) =>
  (await subscriber.take(count)).map(({ data }) => data.jobFeed);

describe('jobFeed', () => {
  test('sends the jobs of both services in all locations, then what happens to them', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const west = { accountId: '111122223333', region: 'us-west-2' };
    const here = vault.add();
    const there = vaultWorld(gateway.simulator, 'videos', west).add();
    const batch = batchWorld(gateway.simulator, west).add();
    await using feed = await subscribe(gateway.url, jobFeed);
    const events = await current(feed);
    expect(events.at(-1)).toEqual({ change: 'INITIAL', previousPhase: null, job: null });
    const jobs = events.slice(0, -1);
    expect(jobs.map(({ change, previousPhase }) => [change, previousPhase])).toEqual(Array(3).fill(['INITIAL', null]));
    expect(jobs.map(({ job }) => job.id).sort()).toEqual([here.id, there.id, batch.id].sort());

    there.end();
    const added = vault.add();
    gateway.clock.advance(tick);
    const changes = await next(feed, 2);
    expect(changes.find(({ job }) => job.id === there.id)).toEqual({
      change: 'ENDED',
      previousPhase: 'RUNNING',
      job: { id: there.id, phase: 'DONE' },
    });
    expect(changes.find(({ job }) => job.id === added.id)).toMatchObject({ change: 'CREATED', previousPhase: null });
  });

  test('follows vaults that appear, and reports the jobs of those that disappear as gone', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    await using feed = await subscribe(gateway.url, withSources);
    const [empty] = await current(feed);
    expect(empty.counts.every(({ count }: { count: number }) => count === 0)).toBe(true);
    const vault = vaultWorld(gateway.simulator);
    const job = vault.add();
    gateway.clock.advance(tick);
    const [created] = await next(feed);
    expect(created).toMatchObject({ change: 'CREATED', job: { id: job.id, phase: 'RUNNING' } });
    expect(created.counts).toContainEqual({ phase: 'RUNNING', count: 1 });
    vault.delete();
    gateway.clock.advance(tick);
    const [gone] = await next(feed);
    expect(gone).toMatchObject({ change: 'GONE', previousPhase: 'RUNNING', job: { id: job.id } });
    expect(gone.counts).toContainEqual({ phase: 'RUNNING', count: 0 });
  });

  test('with a filter sends ENDED for a job that leaves it by ending, and GONE for any other that leaves it', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const batch = batchWorld(gateway.simulator);
    const [short, long] = [batch.run(1000), batch.run(100_000)];
    await using feed = await subscribe(gateway.url, jobFeed, { filter: { phases: ['RUNNING'] } });
    expect(await current(feed)).toHaveLength(3);
    gateway.clock.advance(2_000_000);
    const [end] = await next(feed);
    expect(end).toMatchObject({ change: 'ENDED', previousPhase: 'RUNNING', job: { id: short.id, phase: 'DONE' } });
    await gateway.data(`mutation { cancelBatchJob(input: { job: { id: "${long.id}" } }) { __typename } }`);
    const [gone] = await next(feed);
    expect(gone).toMatchObject({ change: 'GONE', previousPhase: 'RUNNING', job: { id: long.id, phase: 'STOPPING' } });
    await pollOnce(gateway);
    expect(feedOf(feed)).toHaveLength(5);
  });

  test('goes on with the other sources while one fails, and reports failure and recovery', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    vault.add();
    const batch = batchWorld(gateway.simulator).add();
    gateway.simulator.faults.set([
      { operation: 'glacier.ListVaults', kind: 'error', status: 403, code: 'AccessDeniedException' },
    ]);
    await using feed = await subscribe(gateway.url, withSources);
    const events = await current(feed);
    expect(events.map(({ job }) => job?.id)).toEqual([batch.id, undefined]);
    const glacier = (event: { sources: { service: string; status: string }[] }) =>
      event.sources.filter(({ service }) => service === 'GLACIER').map(({ status }) => status);
    expect(new Set(glacier(events[1]))).toEqual(new Set(['DENIED']));
    gateway.simulator.faults.set([]);
    gateway.clock.advance(tick);
    gateway.clock.advance(tick);
    await expect.poll(() => feedOf(feed).findLast(({ job }) => !job)).toMatchObject({ change: 'CHANGED' });
    // One account of the test cannot use the service.
    await expect.poll(() => new Set(glacier(feedOf(feed).at(-1)))).toEqual(new Set(['OK', 'CLOSED_TO_ACCOUNT']));
    expect(feedOf(feed).some(({ change, job }) => change === 'CREATED' && job.phase === 'RUNNING')).toBe(true);
  });

  test('reports that AWS throttles the polls in one region, and that it does so no more', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const west = { accountId: '111122223333', region: 'us-west-2' };
    const [one, other] = [vaultWorld(gateway.simulator).add(), vaultWorld(gateway.simulator, 'videos', west).add()];
    await using feed = await subscribe(gateway.url, withSources);
    expect(await current(feed)).toHaveLength(3);
    const fault = { operation: 'glacier.ListJobs', kind: 'error' as const, status: 400, code: 'ThrottlingException' };
    gateway.simulator.faults.set([{ ...fault, region: west.region }]);
    one.end();
    other.end();
    gateway.clock.advance(tick);
    const statusInWest = () =>
      feedOf(feed)
        .findLast(({ job }) => !job)
        .sources.find(
          ({ accountId, region, service }: Record<string, string>) =>
            [accountId, region, service].join() === `${west.accountId},${west.region},GLACIER`,
        );
    await expect.poll(statusInWest, { timeout: 30_000 }).toMatchObject({ status: 'THROTTLED' });
    expect(statusInWest().failedVaults).toEqual([{ vaultName: 'videos', code: 'THROTTLED' }]);
    gateway.simulator.faults.set([]);
    const ends = () => feedOf(feed).filter(({ change }) => change === 'ENDED').length;
    for (let round = 0; round < 5 && ends() < 2; round += 1) await pollOnce(gateway);
    expect(ends()).toBe(2);
    expect(statusInWest()).toMatchObject({ status: 'OK', message: null, failedVaults: [] });
  });

  test('sends small steps of progress once in minIntervalSeconds, and a greater one at once', async () => {
    await using gateway = await startGateway({ seed: 'empty', POLL_MIN_SECONDS: 1, POLL_MAX_SECONDS: 1 });
    batchWorld(gateway.simulator).run(1_000_000);
    const query = `subscription { jobFeed(minIntervalSeconds: 60) {
      change observedAt job { ... on BatchJob { progressSummary { numberOfTasksSucceeded } } }
    } }`;
    await using feed = await subscribe(gateway.url, query);
    expect(await current(feed)).toHaveLength(2);
    for (let second = 0; second < 30; second += 1) {
      gateway.clock.advance(2_000);
      await callsOf(gateway);
    }
    // After a minute.
    await expect.poll(() => feed.events.length).toBe(3);
    const [small] = await next(feed);
    expect(small).toMatchObject({ change: 'CHANGED' });
    expect(small.job.progressSummary.numberOfTasksSucceeded).toBeLessThan(100);
    gateway.clock.advance(6_000_000);
    const doneIn = (event: { data: { data: Data } }) =>
      event.data.data.jobFeed.job.progressSummary.numberOfTasksSucceeded;
    await expect.poll(() => doneIn(feed.events.at(-1) as never)).toBeGreaterThan(6_000);
  });

  test('finds jobs that time alone makes overdue', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const job = vaultWorld(gateway.simulator).add();
    await using feed = await subscribe(gateway.url, jobFeed, { filter: { overdue: true } });
    expect(await current(feed)).toHaveLength(1);
    gateway.clock.advance(48 * 3_600_000);
    await callsOf(gateway);
    gateway.clock.advance(tick);
    const [overdue] = await next(feed);
    expect(overdue).toMatchObject({ job: { id: job.id, phase: 'RUNNING' } });
    job.end();
    await pollOnce(gateway);
    expect(await next(feed)).toMatchObject([{ change: 'ENDED', job: { id: job.id, phase: 'DONE' } }]);
  });

  test.each([0, 3601])('rejects %i as minIntervalSeconds', async (seconds) => {
    await using gateway = await startGateway({ seed: 'empty' });
    const query = `subscription { jobFeed(minIntervalSeconds: ${seconds}) { change } }`;
    await using feed = await subscribe(gateway.url, query);
    expect((await feed.rest())[0]?.data.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('is shut down with the time to reconnect, and resumes at another gateway without Redis with the full state', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const job = vaultWorld(gateway.simulator).add();
    await using feed = await subscribe(gateway.url, jobFeed);
    await current(feed);
    await gateway.close();
    expect((await feed.rest()).map(({ event }) => event)).toEqual(['complete']);
    await using other = await startGateway({ beside: gateway });
    const headers = { 'last-event-id': feed.events.findLast(({ id }) => id)?.id ?? '' };
    await using again = await subscribe(other.url, jobFeed, {}, headers);
    expect(await current(again)).toMatchObject([{ change: 'INITIAL', job: { id: job.id } }, { job: null }]);
  });

  test('rejects a filter by tags', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    await using feed = await subscribe(gateway.url, jobFeed, { filter: { tags: [{ key: 'project' }] } });
    const [refusal, complete] = await feed.rest();
    expect(refusal?.data.errors[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(refusal?.data.errors[0].message).toContain('tags');
    expect(complete?.event).toBe('complete');
    expect(gateway.calls()).toEqual({});
  });

  test('costs the same AWS calls for a thousand feeds as for one', { timeout: 120_000 }, async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    for (let index = 0; index < 27; index += 1) vaultWorld(gateway.simulator, `vault-${index}`).add();
    batchWorld(gateway.simulator).add();
    // Of five locations: three pages of vaults in one of them, one in each other.
    const expected = { 'glacier.ListVaults': 7, 'glacier.ListJobs': 27, 's3control.ListJobs': 5 };
    const calls = async () => {
      await expect.poll(() => gateway.simulator.calls.total, { timeout: 30_000 }).toBe(39);
      return callsOf(gateway);
    };
    const one = await subscribe(gateway.url, jobFeed);
    await current(one);
    expect(await calls()).toEqual(expected);
    gateway.clock.advance(tick);
    expect(await calls()).toEqual(expected);
    const bodies = Array.from({ length: 999 }, (_, index) => ({
      query: `subscription F${index % 20} { jobFeed { ${fields} } }`,
    }));
    using all = await crowd(gateway.url, bodies);
    await expect.poll(all.count, { timeout: 60_000, interval: 50 }).toBe(999 * 29);
    expect(await callsOf(gateway)).toEqual({});
    expect(gateway.activity()).toEqual({ watches: 27 + 5, broadcasts: 21 });
    gateway.clock.advance(tick);
    expect(await calls()).toEqual(expected);
    one.cut();
  });

  test('resumes after its event ID; an ID of other sources means the full current state', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const [first, second] = vault.many(2);
    const before = await subscribe(gateway.url, jobFeed);
    await current(before);
    const id = before.events.at(-1)?.id ?? '';
    before.cut();
    await expect.poll(() => gateway.activity().broadcasts).toBe(0);
    first?.end();
    gateway.clock.advance(tick);
    const after = await subscribe(gateway.url, jobFeed, {}, { 'last-event-id': id });
    const missed = await current(after);
    expect(missed).toMatchObject([{ change: 'ENDED', job: { id: first?.id } }, { job: null }]);
    after.cut();
    await expect.poll(() => gateway.activity().broadcasts).toBe(0);
    const added = vaultWorld(gateway.simulator, 'videos').add();
    await using again = await subscribe(gateway.url, jobFeed, {}, { 'last-event-id': id });
    const all = await current(again);
    expect(all.slice(0, -1).every(({ change }) => change === 'INITIAL')).toBe(true);
    expect(
      all
        .slice(0, -1)
        .map(({ job }) => job.id)
        .sort(),
    ).toEqual([first?.id, second?.id, added.id].sort());
    again.cut();
    await nothingIsLeft(gateway);
  });
});

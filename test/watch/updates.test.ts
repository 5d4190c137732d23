// The events of subscribers when jobs are started, changed and ended through the gateway and elsewhere.

import { describe, expect, test } from 'vitest';
import { glacierJobId } from '../../src/schema/kit/globalId.ts';
import { batchJobRefText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf, nothingIsLeft, pollOnce, tick, type VaultWorld, vaultWorld } from './world.ts';

const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase outcome } } }';
const vaultJobUpdates =
  'subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { job { ... on Job { id phase } } } }';
const batchJobUpdates = `subscription ($statuses: [BatchJobStatusInput!]) {
  batchJobUpdates(statuses: $statuses) { job { id status phase progressSummary { numberOfTasksSucceeded } } }
}`;

const start = async (gateway: TestGateway, { start: mutation }: VaultWorld): Promise<string> => {
  const { initiateArchiveRetrieval } = await gateway.data(mutation);
  return initiateArchiveRetrieval.job.id;
};

/** The next `count` jobs, sorted by ID: the current state has no order. */
const jobs = async (subscriber: Subscriber, count: number) => {
  const received = (await subscriber.take(count)).map(
    ({ data }) => Object.values<{ job: { id: string; phase: string } }>(data)[0]?.job ?? { id: '', phase: '' },
  );
  return received.toSorted((a, b) => (a.id < b.id ? -1 : 1));
};
const byId = <T extends { id: string }>(...some: T[]) => some.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('vaultJobUpdates', () => {
  test('of a vault that does not exist ends with NOT_FOUND at the key of its field', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const text = `subscription { mine: vaultJobUpdates(vault: { address: {
      accountId: "111122223333", region: "us-east-1", name: "none" } }) { change } }`;
    await using subscriber = await subscribe(gateway.url, text);
    const [failure, end] = await subscriber.rest();
    expect(failure?.data).toMatchObject({
      data: null,
      errors: [{ path: ['mine'], extensions: { code: 'NOT_FOUND' } }],
    });
    expect(end?.event).toBe('complete');
    await nothingIsLeft(gateway);
  });

  test('sends the present state with the ends of the last day, then jobs that begin and end', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const [old, recent, going] = vault.many(3);
    if (!old || !recent || !going) throw new Error('no jobs');
    old.end();
    gateway.clock.advance(25 * 3_600_000);
    recent.end();
    await using subscriber = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    expect(await jobs(subscriber, 2)).toEqual(
      byId({ id: recent.id, phase: 'DONE' }, { id: going.id, phase: 'RUNNING' }),
    );
    expect(await callsOf(gateway)).toEqual({ 'glacier.ListJobs': 1 });

    const elsewhere = vault.add();
    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 1 });
    expect(await jobs(subscriber, 1)).toEqual([{ id: elsewhere.id, phase: 'RUNNING' }]);
    going.end();
    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 1, 'glacier.DescribeJob': 1 });
    expect(await jobs(subscriber, 1)).toEqual([{ id: going.id, phase: 'DONE' }]);
    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 1 });
    expect(subscriber.events.length).toBe(4);
  });

  test('sends a job at once that a mutation has started', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    await using subscriber = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    await expect.poll(() => gateway.simulator.calls.total).toBe(1);
    const id = await start(gateway, vault);
    expect(await jobs(subscriber, 1)).toEqual([{ id, phase: 'RUNNING' }]);
    gateway.clock.advance(6 * 3_600_000);
    expect(await jobs(subscriber, 1)).toEqual([{ id, phase: 'DONE' }]);
  });

  test('of a vault without jobs sends nothing until there is one', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    await using subscriber = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 1 });
    expect(subscriber.events).toEqual([]);
    const { id } = vault.add();
    await pollOnce(gateway);
    expect(await jobs(subscriber, 1)).toEqual([{ id, phase: 'RUNNING' }]);
  });

  test('after subscriptions to single jobs also sends the jobs that came and went meanwhile', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const kept = vault.add();
    const first = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    await first.take(1);
    await using single = await subscribe(gateway.url, jobUpdates, { ids: [kept.id] });
    await single.take(1);
    first.cut();
    await expect.poll(() => gateway.activity().broadcasts).toBe(1);
    await pollOnce(gateway);
    const brief = vault.add();
    brief.end();
    expect(await pollOnce(gateway)).toEqual({ 'glacier.DescribeJob': 1 });
    await using second = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    expect(await jobs(second, 2)).toEqual(byId({ id: kept.id, phase: 'RUNNING' }, { id: brief.id, phase: 'DONE' }));
  });
});

describe('batchJobUpdates', () => {
  test('with statuses sends jobs that enter them, change in them, and leave them', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const batch = batchWorld(gateway.simulator);
    const still = batch.add();
    const going = batch.run(1000);
    await using active = await subscribe(gateway.url, batchJobUpdates, { statuses: ['ACTIVE'] });
    const progress = { numberOfTasksSucceeded: 0 };
    expect(await jobs(active, 1)).toMatchObject([{ id: going.id, status: 'ACTIVE', progressSummary: progress }]);
    gateway.clock.advance(tick);
    expect(await jobs(active, 1)).toMatchObject([{ id: going.id, progressSummary: { numberOfTasksSucceeded: 300 } }]);
    still.change();
    gateway.clock.advance(tick);
    expect(await jobs(active, 1)).toMatchObject([{ id: going.id, progressSummary: { numberOfTasksSucceeded: 600 } }]);
    gateway.clock.advance(1_000_000);
    expect(await jobs(active, 1)).toMatchObject([{ id: going.id, status: 'COMPLETE', phase: 'DONE' }]);
    const next = batch.run(1_000_000);
    gateway.clock.advance(tick);
    expect(await jobs(active, 1)).toMatchObject([{ id: next.id, status: 'ACTIVE' }]);
    await pollOnce(gateway);
    expect(active.events.every(({ data }) => data.data.batchJobUpdates.job.id !== still.id)).toBe(true);
  });

  test('sends a change by a mutation at once', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const job = batchWorld(gateway.simulator).add();
    await using subscriber = await subscribe(gateway.url, batchJobUpdates);
    await subscriber.take(1);
    const cancel = `mutation { cancelBatchJob(input: { ${batchJobRefText(job.jobId)} }) { __typename } }`;
    await gateway.data(cancel);
    expect((await jobs(subscriber, 1))[0]?.phase).not.toBe('QUEUED');
  });
});

describe('jobUpdates', () => {
  test('of many locations is one subscription, with one watch for each location', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const west = { accountId: '111122223333', region: 'us-west-2' };
    const archive = { accountId: '444455556666', region: 'us-east-1' };
    const all = [
      vaultWorld(gateway.simulator, 'photos').add(),
      vaultWorld(gateway.simulator, 'videos').add(),
      vaultWorld(gateway.simulator, 'photos', west).add(),
      vaultWorld(gateway.simulator, 'photos', archive).add(),
    ];
    const batch = [batchWorld(gateway.simulator).run(600), batchWorld(gateway.simulator, west).run(600)];
    const ids = [...all, ...batch].map(({ id }) => id);
    await using subscriber = await subscribe(gateway.url, jobUpdates, { ids });
    expect((await jobs(subscriber, 6)).map(({ id }) => id)).toEqual(ids.toSorted());
    expect(gateway.activity()).toEqual({ watches: 6, broadcasts: 1 });
    expect(await callsOf(gateway)).toEqual({ 'glacier.DescribeJob': 4, 's3control.DescribeJob': 2 });
    for (const job of all) job.end();
    gateway.clock.advance(10 * tick);
    const rest = await subscriber.rest();
    const ends = rest.slice(0, -1).map(({ data }) => data.data.jobUpdates.job);
    expect(ends.map(({ id, phase }) => `${id} ${phase}`).toSorted()).toEqual(ids.map((id) => `${id} DONE`).toSorted());
    expect(rest.at(-1)?.event).toBe('complete');
    await nothingIsLeft(gateway);
  });

  test('of a job that does not exist sends NOT_FOUND, and completes when no other job is left', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const [job, never] = vault.many(2);
    if (!job || !never) throw new Error('no jobs');
    const altered = Buffer.from(Buffer.from(never.id, 'base64url').toString().replace(never.jobId, 'none'));
    const none = { accountId: '111122223333', region: 'us-east-1', vaultName: 'photos', jobId: 'none' };
    const elsewhere = glacierJobId({ ...none, accountId: '999999999999' });
    const ids = [job.id, glacierJobId(none), elsewhere, altered.toString('base64url')];
    await using subscriber = await subscribe(gateway.url, jobUpdates, { ids });
    const first = await subscriber.take(4);
    const errors = first.filter(({ errors }) => errors).map(({ data, errors }) => [data, errors[0].extensions.code]);
    expect(errors).toEqual(Array(3).fill([{ jobUpdates: { job: null } }, 'NOT_FOUND']));
    job.end();
    gateway.clock.advance(tick);
    expect((await subscriber.rest()).map(({ event }) => event)).toEqual(['next', 'complete']);

    await using other = await subscribe(gateway.url, jobUpdates, { ids: ids.slice(1) });
    expect((await other.rest()).map(({ event }) => event)).toEqual(['next', 'next', 'next', 'complete']);
    await nothingIsLeft(gateway);
  });

  test('of a missing job polls again for a new subscriber, though an older one waits', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const kept = vault.add();
    const late = vault.add();
    const { vaults } = gateway.simulator.world.location('111122223333', 'us-east-1');
    const hidden = vaults.get(vault.vaultName)?.jobs.get(late.jobId);
    vaults.get(vault.vaultName)?.jobs.delete(late.jobId);
    await using first = await subscribe(gateway.url, jobUpdates, { ids: [kept.id, late.id] });
    const missing = (await first.take(2)).filter(({ errors }) => errors);
    expect(missing.length).toBe(1);
    if (hidden) vaults.get(vault.vaultName)?.jobs.set(late.jobId, hidden);
    await using second = await subscribe(gateway.url, jobUpdates, { ids: [late.id] });
    expect(await jobs(second, 1)).toMatchObject([{ id: late.id, phase: 'RUNNING' }]);
    // A subscriber that got the absence of the job now gets the job.
    expect(await jobs(first, 1)).toMatchObject([{ id: late.id, phase: 'RUNNING' }]);
  });

  test('of a job that was watched before begins with its present state', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const [kept, gone] = vault.many(2);
    if (!kept || !gone) throw new Error('no jobs');
    const first = await subscribe(gateway.url, jobUpdates, { ids: [gone.id] });
    await using other = await subscribe(gateway.url, jobUpdates, { ids: [kept.id] });
    await first.take(1);
    await other.take(1);
    first.cut();
    await expect.poll(() => gateway.activity().broadcasts).toBe(1);
    await pollOnce(gateway);
    gone.end();
    await pollOnce(gateway);
    await using again = await subscribe(gateway.url, jobUpdates, { ids: [gone.id] });
    expect((await again.rest()).map(({ data }) => data?.data?.jobUpdates?.job.phase)).toEqual(['DONE', undefined]);
  });

  test('sends no change that the selection does not show, but always the end', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const job = batchWorld(gateway.simulator).run(3600);
    await using plain = await subscribe(gateway.url, jobUpdates, { ids: [job.id] });
    const withProgress =
      'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id ... on BatchJob { progressSummary { numberOfTasksSucceeded } } } } }';
    await using progress = await subscribe(gateway.url, withProgress, { ids: [job.id] });
    const onlyId = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id } } }';
    await using least = await subscribe(gateway.url, onlyId, { ids: [job.id] });
    for (let looks = 1; looks <= 5; looks += 1) {
      await progress.take(1);
      await pollOnce(gateway);
    }
    expect([plain.events.length, progress.events.length, least.events.length]).toEqual([1, 6, 1]);
    gateway.clock.advance(4_000_000);
    expect((await plain.rest()).map(({ event }) => event)).toEqual(['next', 'next', 'complete']);
    expect((await least.rest()).map(({ event }) => event)).toEqual(['next', 'next', 'complete']);
  });
});

// What it costs to tell many of much, in AWS calls: the same for one as for a thousand.
import { describe, expect, test } from 'vitest';
import { crowd } from '../http/subscriptions/crowd.ts';
import { startGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf, nothingIsLeft, pollOnce, tick, vaultWorld } from './world.ts';

const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase } } }';
const batchJobUpdates = 'subscription { batchJobUpdates { job { id status priority } } }';
const detailedBatchJobUpdates = 'subscription { batchJobUpdates { job { id priority roleArn } } }';
const subscribers = 1000;

const patiently = { interval: 20 };

describe('a thousand subscribers', () => {
  test('of different jobs of one vault cost two calls a poll', { timeout: 60_000 }, async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const jobs = vaultWorld(gateway.simulator).many(100);
    const subset = (index: number) => Array.from({ length: 5 }, (_, at) => (index * 7 + at * 13) % jobs.length);
    const bodies = Array.from({ length: subscribers }, (_, index) => ({
      query: jobUpdates,
      variables: { ids: subset(index).map((at) => jobs[at]?.id) },
    }));
    using all = await crowd(gateway.url, bodies);
    await expect.poll(all.count, patiently).toBe(5 * subscribers);
    await callsOf(gateway);

    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 2 });
    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 2 });
    expect(all.count()).toBe(5 * subscribers);

    jobs[0]?.end();
    const concerned = bodies.filter((_, index) => subset(index).includes(0)).length;
    gateway.clock.advance(tick);
    await expect.poll(all.count, patiently).toBe(5 * subscribers + concerned);
    expect(await callsOf(gateway)).toEqual({ 'glacier.ListJobs': 2, 'glacier.DescribeJob': 1 });
    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 2 });
    expect(all.count()).toBe(5 * subscribers + concerned);
    for (const [index, member] of all.members.entries()) {
      const ends = member.events().filter((event) => event.includes('DONE'));
      expect(ends.length).toBe(subset(index).includes(0) ? 1 : 0);
    }
  });

  test('of the same hundred jobs of a vault cost two calls a poll', { timeout: 60_000 }, async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const jobs = vaultWorld(gateway.simulator).many(100);
    const body = { query: jobUpdates, variables: { ids: jobs.map(({ id }) => id) } };
    using all = await crowd(
      gateway.url,
      Array.from({ length: subscribers }, () => body),
    );
    await expect.poll(all.count, patiently).toBe(100 * subscribers);
    expect(await callsOf(gateway)).toEqual({ 'glacier.ListJobs': 2 });
    expect(gateway.activity()).toEqual({ watches: 1, broadcasts: 1 });
    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 2 });
    for (const job of jobs.slice(0, 3)) job.end();
    gateway.clock.advance(tick);
    await expect.poll(all.count, patiently).toBe(103 * subscribers);
    expect(await callsOf(gateway)).toEqual({ 'glacier.ListJobs': 2, 'glacier.DescribeJob': 3 });
  });

  test('of one Batch location cost one call a poll', { timeout: 60_000 }, async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const jobs = batchWorld(gateway.simulator).many(20);
    // Of different words, so that they do not share what is rendered either.
    const bodies = Array.from({ length: subscribers }, (_, index) => ({
      query: `subscription S${index % 50} { batchJobUpdates { job { id status priority } } }`,
    }));
    using all = await crowd(gateway.url, bodies);
    await expect.poll(all.count, patiently).toBe(20 * subscribers);
    expect(gateway.activity()).toEqual({ watches: 1, broadcasts: 50 });
    expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1 });
    expect(await pollOnce(gateway)).toEqual({ 's3control.ListJobs': 1 });
    jobs[3]?.change();
    jobs[4]?.change();
    gateway.clock.advance(tick);
    await expect.poll(all.count, patiently).toBe(22 * subscribers);
    expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1 });
  });
});

describe('a poll', () => {
  test('of Batch jobs with fields that no list has describes the jobs that changed', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const jobs = batchWorld(gateway.simulator).many(10);
    using all = await crowd(gateway.url, [
      ...Array.from({ length: 5 }, () => ({ query: detailedBatchJobUpdates })),
      ...Array.from({ length: 5 }, () => ({ query: batchJobUpdates })),
    ]);
    await expect.poll(all.count).toBe(100);
    expect(await callsOf(gateway)).toMatchObject({ 's3control.DescribeJob': 10 });
    expect(await pollOnce(gateway)).toEqual({ 's3control.ListJobs': 1 });
    jobs[0]?.change();
    jobs[1]?.change();
    gateway.clock.advance(tick);
    await expect.poll(all.count).toBe(120);
    expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1, 's3control.DescribeJob': 2 });
  });

  test('of several Batch jobs describes only those whose details are wanted', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [one, other, third] = batchWorld(gateway.simulator).many(4);
    const plain = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id ... on BatchJob { priority } } } }';
    const detailed =
      'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id ... on BatchJob { priority roleArn } } } }';
    await using all = await subscribe(gateway.url, plain, { ids: [one?.id, other?.id, third?.id] });
    await using some = await subscribe(gateway.url, detailed, { ids: [one?.id] });
    await all.take(3);
    await some.take(1);
    await callsOf(gateway);
    one?.change();
    other?.change();
    expect(await pollOnce(gateway)).toEqual({ 's3control.ListJobs': 1, 's3control.DescribeJob': 1 });
    expect((await some.take(1))[0].data.jobUpdates.job.priority).toBe(11);
    await all.take(2);
    third?.change();
    expect(await pollOnce(gateway)).toEqual({ 's3control.ListJobs': 1 });
  });

  test('of a single job describes it', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [job] = vaultWorld(gateway.simulator).many(60);
    using all = await crowd(
      gateway.url,
      Array.from({ length: 10 }, () => ({ query: jobUpdates, variables: { ids: [job?.id] } })),
    );
    await expect.poll(all.count).toBe(10);
    expect(await callsOf(gateway)).toEqual({ 'glacier.DescribeJob': 1 });
    expect(await pollOnce(gateway)).toEqual({ 'glacier.DescribeJob': 1 });
  });
});

describe('a watch', () => {
  test('begins with the first subscriber, continues with others, and ends with the last', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const [one, other] = vault.many(2);
    gateway.clock.advance(tick);
    expect(await callsOf(gateway)).toEqual({});
    const first = await subscribe(gateway.url, jobUpdates, { ids: [one?.id] });
    const second = await subscribe(gateway.url, jobUpdates, { ids: [one?.id, other?.id] });
    await first.take(1);
    await second.take(2);
    expect(gateway.activity()).toEqual({ watches: 1, broadcasts: 2 });
    expect(await pollOnce(gateway)).not.toEqual({});
    first.cut();
    await expect.poll(() => gateway.activity()).toEqual({ watches: 1, broadcasts: 1 });
    expect(await pollOnce(gateway)).toEqual({ 'glacier.ListJobs': 1 });
    second.cut();
    await nothingIsLeft(gateway);
  });

  test('that is closed during a poll makes no further call', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [job] = vaultWorld(gateway.simulator).many(1);
    gateway.simulator.faults.set([{ operation: '*', kind: 'delay', delayMilliseconds: 2_000 }]);
    const subscriber = await subscribe(gateway.url, jobUpdates, { ids: [job?.id] });
    await expect.poll(() => gateway.simulator.calls.total).toBe(1);
    subscriber.cut();
    await nothingIsLeft(gateway);
  });

  test('of jobs that have all ended costs no more calls, and its subscribers complete at once', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [one, other] = vaultWorld(gateway.simulator).many(2);
    one?.end();
    other?.end();
    await using first = await subscribe(gateway.url, jobUpdates, { ids: [one?.id, other?.id] });
    expect((await first.rest()).map(({ event }) => event)).toEqual(['next', 'next', 'complete']);
    expect(await callsOf(gateway)).toEqual({ 'glacier.DescribeJob': 2 });
    await using second = await subscribe(gateway.url, jobUpdates, { ids: [one?.id] });
    expect((await second.rest()).map(({ event }) => event)).toEqual(['next', 'complete']);
    await nothingIsLeft(gateway);
  });

  test('is not woken by a subscriber of a job that is known to have ended', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [one, other] = vaultWorld(gateway.simulator).many(2);
    one?.end();
    await using first = await subscribe(gateway.url, jobUpdates, { ids: [one?.id, other?.id] });
    await first.take(2);
    await callsOf(gateway);
    gateway.clock.advance(20_000);
    await callsOf(gateway);
    await using second = await subscribe(gateway.url, jobUpdates, { ids: [one?.id] });
    expect((await second.rest()).length).toBe(2);
    expect(await callsOf(gateway)).toEqual({});
  });
});

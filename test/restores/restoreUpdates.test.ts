// BatchJob.restores and Subscription.restoreUpdates: from the end of a job until its objects are readable.
import { expect, test } from 'vitest';
import type { RestoreEvent } from '../../src/restores/restoreEvent.ts';
import { glacierJobId } from '../../src/schema/kit/globalId.ts';
import { home } from '../support/references.ts';
import type { Data, TestGateway } from '../support/startGateway.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { callsOf } from '../watch/world.ts';
import { keysOf, startRestoreWorld } from './restoreWorld.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

const progress = `restores {
  requested checked isWhole asOf awaitingRequest inProgress readable lukewarm notRestored missing isSettled readableUntil
  expectedReadable { earliest latest }
}`;

const updates = `subscription ($ids: [ID!]!) { restoreUpdates(ids: $ids) { change job { phase ${progress} } } }`;

/** The events so far, without the last one, which only says that there are no more. */
const updatesOf = ({ events }: Subscriber): Data[] =>
  events.flatMap(({ data }) => (data ? [data.data.restoreUpdates] : []));

/** Moves the clock in steps, so that each reading happens at its time, and returns the calls. */
async function pass(gateway: TestGateway, hours: number, step = HOUR): Promise<Record<string, number>> {
  const total: Record<string, number> = {};
  for (let passed = 0; passed < hours * HOUR; passed += step) {
    gateway.clock.advance(step);
    for (const [name, count] of Object.entries(await callsOf(gateway))) total[name] = (total[name] ?? 0) + count;
  }
  return total;
}

test('a Glacier job among the IDs is an error that names its place, and does not end the stream', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  world.put(['film'], 'GLACIER');
  const { id } = await world.restore(['film']);
  const other = glacierJobId({ ...home, vaultName: 'films', jobId: 'a-job' });
  await using subscriber = await subscribe(gateway.url, updates, { ids: [id, other] });
  await expect.poll(() => subscriber.events.length).toBe(2);
  const errors = subscriber.events.flatMap(({ data }) => data.errors ?? []);
  expect(errors).toMatchObject([
    {
      path: ['restoreUpdates', 'job'],
      message: 'ids.1: the job a-job is a Glacier job, and restores no objects of S3. Use jobUpdates.',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});

test('a job is followed until its objects are readable, with one reading for all', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const keys = keysOf(40);
  world.put(keys, 'GLACIER');
  world.put(['warm'], 'STANDARD');
  const { id, jobId } = await world.restore([...keys, 'warm', 'gone']);
  await using first = await subscribe(gateway.url, updates, { ids: [id] });
  await using second = await subscribe(gateway.url, `${updates} #`, { ids: [id] });
  const last = (): Data => updatesOf(first).at(-1);
  await expect.poll(() => first.events.length).toBe(1);
  expect(last()).toMatchObject({ change: 'INITIAL', job: { restores: { checked: 0, asOf: null } } });

  await callsOf(gateway);
  await pass(gateway, 1, 5 * MINUTE);
  await expect.poll(() => last().job.phase).toBe('DONE');
  expect(updatesOf(first).map(({ change }) => change)).toContain('ENDED');
  // The tasks of what is not archived, or does not exist, have failed.
  expect(last().job.restores).toMatchObject({
    requested: 40,
    checked: 42,
    isWhole: true,
    inProgress: 40,
    readable: 1,
    missing: 1,
    isSettled: false,
  });
  const { earliest } = last().job.restores.expectedReadable;

  // Nothing can be readable before: one look an hour.
  const { data } = await gateway.query(`{ batchJob(jobId: "${jobId}") { completionDate ${progress} } }`);
  expect(data.batchJob.restores).toMatchObject({ inProgress: 40, readable: 1, missing: 1 });
  expect(Date.parse(earliest) - Date.parse(data.batchJob.completionDate)).toBe(3 * HOUR);
  await callsOf(gateway);
  expect(await pass(gateway, 1.5, 5 * MINUTE)).toEqual({ 's3.ListObjectsV2': 2 });

  await pass(gateway, 4, 5 * MINUTE);
  await expect.poll(() => last().job.restores.isSettled).toBe(true);
  expect(last().job).toMatchObject({
    phase: 'DONE',
    restores: { inProgress: 0, readable: 41, missing: 1, readableUntil: '2026-01-23T00:00:00.000Z' },
  });
  await first.ended;
  await second.ended;
  const phases = updatesOf(first).map(({ job }) => job.phase);
  expect(phases.slice(phases.indexOf('DONE'))).not.toContain('RUNNING');
  expect(updatesOf(second)).toEqual(updatesOf(first));
  expect(await pass(gateway, 5)).toEqual({});
});

test('events of S3 count without a call, once each, and gone with the next reading', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const keys = keysOf(20);
  world.put(keys);
  const { id } = await world.restore(keys);
  await using subscriber = await subscribe(gateway.url, updates, { ids: [id] });
  const last = (): Data => updatesOf(subscriber).at(-1)?.job;
  await expect.poll(() => subscriber.events.length).toBe(1);
  await pass(gateway, 0.5, 5 * MINUTE);
  await expect.poll(() => last().restores.inProgress).toBe(20);
  await callsOf(gateway);

  const now = gateway.clock.now();
  const event = (index: number, more: Partial<RestoreEvent> = {}): RestoreEvent => ({
    change: 'COMPLETED',
    bucket: 'film',
    key: keys[index] ?? '',
    versionId: null,
    at: new Date(now + 1000),
    readableUntil: new Date(now + 48 * HOUR),
    ...more,
  });
  const { observed } = gateway.restores;
  for (const index of [0, 1, 2, 2, 1]) observed(event(index));
  // Older than the last reading, of another bucket, and of an object that is not of the job.
  observed(event(3, { at: new Date(now - HOUR) }));
  observed(event(4, { bucket: 'other' }));
  observed(event(0, { key: 'other' }));
  // Late: it was initiated before it was completed.
  observed(event(0, { change: 'INITIATED', at: new Date(now), readableUntil: null }));
  // Complete without a copy that can be read.
  observed(event(5, { readableUntil: null }));
  observed(event(6, { readableUntil: new Date(now) }));
  await expect.poll(() => last().restores.readable).toBe(3);
  expect(last().restores).toMatchObject({ readable: 3, inProgress: 17, notRestored: 0 });
  // Their time is after that of the gateway.
  expect(Date.parse(last().restores.asOf)).toBe(now);
  expect(await callsOf(gateway)).toEqual({});

  // S3 has the last word: these restores are still in progress.
  for (const index of keys.keys()) observed(event(index, { at: new Date(now + 2000) }));
  gateway.clock.advance(MINUTE);
  await expect.poll(() => last().restores.inProgress).toBe(20);
  expect(last().restores).toMatchObject({ readable: 0, isSettled: false });
  expect(await callsOf(gateway)).toEqual({ 's3.ListObjectsV2': 1 });
});

test('a large job is sampled, and all its objects are read once the sample is readable', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const keys = keysOf(2400);
  world.put(keys);
  const { id, jobId } = await world.restore(keys);
  gateway.clock.advance(HOUR);
  gateway.calls();
  const { batchJob } = await gateway.data(`{ batchJob(jobId: "${jobId}") { ${progress} } }`);
  expect(batchJob.restores).toMatchObject({ requested: 2400, checked: 500, isWhole: false, inProgress: 500 });
  const { 's3.GetObject': reads, 's3.ListObjectsV2': lists, ...others } = gateway.calls();
  expect(others).toEqual({ 's3control.DescribeJob': 1 });
  expect([reads, lists]).toEqual([10, 3]);

  await using subscriber = await subscribe(gateway.url, updates, { ids: [id] });
  const last = (): Data => updatesOf(subscriber).at(-1)?.job;
  await expect.poll(() => subscriber.events.length).toBe(1);
  gateway.clock.advance(5 * HOUR);
  await expect.poll(() => last().restores.isSettled).toBe(true);
  expect(last().restores).toMatchObject({ checked: 2400, isWhole: true, readable: 2400, inProgress: 0 });
  await subscriber.ended;

  const page = async (after: string | null, states: string[]) => {
    const found = await gateway.data(
      `query ($after: String, $states: [RestoreStateInput!]) { batchJob(jobId: "${jobId}") { restores {
        objects(first: 1000, after: $after, states: $states) { nodes { key state } pageInfo { hasNextPage endCursor } }
      } } }`,
      { after, states },
    );
    return found.batchJob.restores.objects;
  };
  const listed: string[] = [];
  let after: string | null = null;
  do {
    const { nodes, pageInfo } = await page(after, ['READABLE']);
    listed.push(...nodes.map(({ key }: Data) => key));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(listed).toEqual(keys);
  expect((await page(null, ['MISSING'])).nodes).toEqual([]);
});

test('the objects of many large jobs are all read, those of a few jobs at a time', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const ids: string[] = [];
  for (let job = 0; job < 6; job += 1) {
    const keys = keysOf(1010, `season ${job}/`);
    world.put(keys);
    ids.push((await world.restore(keys)).id);
  }
  gateway.clock.advance(HOUR);
  await using subscriber = await subscribe(
    gateway.url,
    `subscription ($ids: [ID!]!) {
    restoreUpdates(ids: $ids) { job { jobId restores { checked isWhole isSettled } } }
  }`,
    { ids },
  );
  const states = () => [...new Map(updatesOf(subscriber).map(({ job }) => [job.jobId, job.restores])).values()];
  const settledLater = async () => {
    await pass(gateway, 1);
    return states().filter(({ isSettled }) => isSettled).length;
  };
  await expect.poll(settledLater, { timeout: 60_000 }).toBe(6);
  expect(states()).toEqual(ids.map(() => ({ checked: 1010, isWhole: true, isSettled: true })));
  await subscriber.ended;
});

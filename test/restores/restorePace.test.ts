// What following restores costs: events that come one after the other, jobs that nobody follows any more, failures midway.
import { expect, test } from 'vitest';
import type { RestoreListener } from '../../src/restores/createRestores.ts';
import { heldBytes } from '../../src/simulator/world/rangedBytes.ts';
import { home } from '../support/references.ts';
import type { Data, TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf } from '../watch/world.ts';
import { keysOf, startRestoreWorld } from './restoreWorld.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

const updates = `subscription ($ids: [ID!]!) { restoreUpdates(ids: $ids) { job { jobId phase restores {
  checked isWhole inProgress readable isSettled
} } } }`;

const completed = (gateway: TestGateway, key: string) =>
  gateway.restores.observed({
    change: 'COMPLETED',
    bucket: 'film',
    key,
    versionId: null,
    at: new Date(gateway.clock.now()),
    readableUntil: new Date(gateway.clock.now() + 48 * HOUR),
  });

test('many events cost one poll at once, and one at the end of the shortest pause', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const keys = keysOf(20);
  world.put(keys);
  const { id, jobId } = await world.restore(keys);
  gateway.clock.advance(HOUR);
  // Another job of the location runs, so each poll lists it.
  const running = batchWorld(gateway.simulator).add();
  await using subscriber = await subscribe(gateway.url, updates, { ids: [id, running.id] });
  const last = (): Data =>
    subscriber.events
      .flatMap(({ data }) => (data ? [data.data.restoreUpdates.job] : []))
      .findLast((job) => job.jobId === jobId);
  await expect.poll(() => last()?.restores.inProgress).toBe(20);
  await callsOf(gateway);

  completed(gateway, keys[0] ?? '');
  await expect.poll(() => last().restores.readable).toBe(1);
  expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1 });
  for (const key of keys.slice(1, 6)) {
    completed(gateway, key);
    expect(await callsOf(gateway)).toEqual({});
  }
  gateway.clock.advance(30_000);
  await expect.poll(() => last().restores.readable).toBe(6);
  expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1 });
});

test('events of a job that nobody follows any more wake nothing', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  world.put(keysOf(20));
  const [left, kept] = [await world.restore(keysOf(5)), await world.restore(keysOf(20).slice(5))];
  gateway.clock.advance(HOUR);
  const running = batchWorld(gateway.simulator).add();
  await using subscriber = await subscribe(gateway.url, updates, { ids: [kept.id, running.id] });
  await using other = await subscribe(gateway.url, updates, { ids: [left.id] });
  await expect.poll(() => other.events.length).toBe(1);
  await callsOf(gateway);
  await other[Symbol.asyncDispose]();
  await expect.poll(() => gateway.activity().broadcasts).toBe(1);
  gateway.clock.advance(2 * MINUTE);
  await callsOf(gateway);
  completed(gateway, keysOf(1)[0] ?? '');
  expect(await callsOf(gateway)).toEqual({});
  completed(gateway, keysOf(20)[19] ?? '');
  // If the event before had woken the watch, this one would wait for the end of the pause.
  await expect.poll(() => subscriber.events.at(-1)?.data?.data.restoreUpdates.job.restores.readable).toBe(1);
  expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1 });
});

test('a reading of all objects goes on after a failure where it was', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const keys = keysOf(2_400);
  world.put(keys);
  const { id } = await world.restore(keys);
  gateway.clock.advance(HOUR);
  await using subscriber = await subscribe(gateway.url, updates, { ids: [id] });
  const last = (): Data => subscriber.events.flatMap(({ data }) => (data ? [data.data.restoreUpdates.job] : [])).at(-1);
  await expect.poll(() => last()?.restores.inProgress).toBe(500);
  await callsOf(gateway);
  gateway.simulator.faults.set([{ operation: 's3.GetObject', call: { from: 2, to: 1_000 }, kind: '5xx' }]);
  gateway.clock.advance(5 * HOUR);
  // The sample is readable, and the reading of all objects has failed.
  await expect
    .poll(() => last().restores)
    .toMatchObject({ checked: 500, readable: 500, isWhole: false, isSettled: false });
  await callsOf(gateway);
  gateway.simulator.faults.set([]);
  gateway.clock.advance(2 * MINUTE);
  await expect.poll(() => last().restores.isSettled).toBe(true);
  expect(last().restores).toMatchObject({ checked: 2_400, isWhole: true, readable: 2_400 });
  // Two pages were left, of three.
  expect(await callsOf(gateway)).toEqual({ 's3.GetObject': 2, 's3.ListObjectsV2': 2 });
});

test('a job whose manifest is replaced before all objects were read ends with what is known of its sample', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const keys = keysOf(2_400);
  world.put(keys);
  const { id } = await world.restore(keys);
  gateway.clock.advance(HOUR);
  await using subscriber = await subscribe(gateway.url, updates, { ids: [id] });
  const last = (): Data => subscriber.events.findLast(({ data }) => data)?.data;
  await expect.poll(() => last()?.data.restoreUpdates.job.restores.inProgress).toBe(500);
  await callsOf(gateway);
  const { objects } = gateway.simulator.world;
  const manifests = objects.buckets.get('manifests');
  if (!manifests) throw new Error('the bucket of the manifest');
  objects.put(manifests, { key: '1.csv', content: heldBytes(Buffer.from('film,other\n')), properties: {} });
  gateway.clock.advance(5 * HOUR);
  await expect.poll(() => last().data.restoreUpdates.job.restores.isSettled).toBe(true);
  const { data, errors } = last();
  expect(data.restoreUpdates.job.restores).toMatchObject({ checked: 500, isWhole: false, readable: 500 });
  expect(errors).toMatchObject([{ path: ['restoreUpdates', 'job', 'restores'], extensions: { code: 'NOT_FOUND' } }]);
});

test('a job is followed on after a time in which the credentials of the gateway were not accepted', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  world.put(keysOf(20));
  const { id } = await world.restore(keysOf(20));
  gateway.clock.advance(HOUR);
  await using subscriber = await subscribe(gateway.url, updates, { ids: [id] });
  const last = (): Data => subscriber.events.flatMap(({ data }) => (data ? [data.data.restoreUpdates.job] : [])).at(-1);
  await expect.poll(() => last()?.restores.inProgress).toBe(20);
  await callsOf(gateway);
  gateway.simulator.faults.set([{ operation: 's3.ListObjectsV2', kind: 'error', code: 'ExpiredToken', status: 400 }]);
  gateway.clock.advance(5 * HOUR);
  await expect.poll(() => gateway.simulator.calls.count('s3.ListObjectsV2')).toBeGreaterThan(0);
  await callsOf(gateway);
  expect(last().restores).toMatchObject({ inProgress: 20, isSettled: false });
  gateway.simulator.faults.set([]);
  const later = () => {
    gateway.clock.advance(5 * MINUTE);
    return last().restores;
  };
  await expect.poll(later).toMatchObject({ readable: 20, isSettled: true });
});

test('a listener that throws leaves no watch behind', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  world.put(keysOf(1));
  const { jobId } = await world.restore(keysOf(1));
  const failure = await new Promise<Parameters<RestoreListener['onEnd']>[0]>((resolve) => {
    gateway.restores.follow(
      { ...home, jobId },
      {
        onChange: () => {
          throw new Error('a fault of the listener');
        },
        onEnd: resolve,
      },
    );
  });
  expect(failure).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
  expect(gateway.activity().watches).toBe(0);
});

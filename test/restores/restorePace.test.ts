// What following restores costs: events that come one after the other, jobs that nobody follows any more, failures midway.
import { expect, test } from 'vitest';
import type { RestoreListener } from '../../src/restores/createRestores.ts';
import { home } from '../support/references.ts';
import type { Data } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf } from '../watch/world.ts';
import { followRestores, keysOf, observeRestore, startRestoreWorld } from './restoreWorld.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

const updates = `subscription ($ids: [ID!]!) { restoreUpdates(ids: $ids) { job { jobId phase restores {
  checked isWhole inProgress readable isSettled
} } } }`;

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

  observeRestore(gateway, keys[0] ?? '');
  await expect.poll(() => last().restores.readable).toBe(1);
  expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1 });
  for (const key of keys.slice(1, 6)) {
    observeRestore(gateway, key);
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
  observeRestore(gateway, keysOf(1)[0] ?? '');
  expect(await callsOf(gateway)).toEqual({});
  observeRestore(gateway, keysOf(20)[19] ?? '');
  // If the event before had woken the watch, this one would wait for the end of the pause.
  await expect.poll(() => subscriber.events.at(-1)?.data?.data.restoreUpdates.job.restores.readable).toBe(1);
  expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1 });
});

test('a reading of all objects goes on after a failure where it was', async () => {
  await using followed = await followRestores(2_400);
  const { gateway, last } = followed;
  await expect.poll(() => last()?.inProgress).toBe(500);
  await callsOf(gateway);
  gateway.simulator.faults.set([{ operation: 's3.GetObject', call: { from: 2, to: 1_000 }, kind: '5xx' }]);
  gateway.clock.advance(5 * HOUR);
  // The sample is readable, and the reading of all objects has failed.
  await expect.poll(last).toMatchObject({ checked: 500, readable: 500, isWhole: false, isSettled: false });
  await callsOf(gateway);
  gateway.simulator.faults.set([]);
  gateway.clock.advance(2 * MINUTE);
  await expect.poll(() => last().isSettled).toBe(true);
  expect(last()).toMatchObject({ checked: 2_400, isWhole: true, readable: 2_400 });
  // Two pages were left, of three.
  expect(await callsOf(gateway)).toEqual({ 's3.GetObject': 2, 's3.ListObjectsV2': 2 });
});

test('a job whose manifest is replaced before all objects were read ends with what is known of its sample', async () => {
  await using followed = await followRestores(2_400);
  const { gateway, last, lastErrors, replaceManifest } = followed;
  await expect.poll(() => last()?.inProgress).toBe(500);
  await callsOf(gateway);
  replaceManifest();
  gateway.clock.advance(5 * HOUR);
  await expect.poll(() => last().isSettled).toBe(true);
  expect(last()).toMatchObject({ checked: 500, isWhole: false, readable: 500 });
  expect(lastErrors()).toMatchObject([
    { path: ['restoreUpdates', 'job', 'restores'], extensions: { code: 'NOT_FOUND' } },
  ]);
});

test('a job is followed on after a time in which the credentials of the gateway were not accepted', async () => {
  await using followed = await followRestores(20);
  const { gateway, last } = followed;
  await expect.poll(() => last()?.inProgress).toBe(20);
  await callsOf(gateway);
  gateway.simulator.faults.set([{ operation: 's3.ListObjectsV2', kind: 'error', code: 'ExpiredToken', status: 400 }]);
  gateway.clock.advance(5 * HOUR);
  await expect.poll(() => gateway.simulator.calls.count('s3.ListObjectsV2')).toBeGreaterThan(0);
  await callsOf(gateway);
  expect(last()).toMatchObject({ inProgress: 20, isSettled: false });
  gateway.simulator.faults.set([]);
  const later = () => {
    gateway.clock.advance(5 * MINUTE);
    return last();
  };
  await expect.poll(later).toMatchObject({ readable: 20, isSettled: true });
});

test.each([
  ['the manifest', ['s3.GetObject']],
  ['the objects', ['s3.ListObjectsV2', 's3.HeadObject']],
])('a job is followed on while AWS denies to read %s, for three days', async (_what, operations) => {
  const faults = operations.map(
    (operation) => ({ operation, kind: 'error', code: 'AccessDenied', status: 403 }) as const,
  );
  await using followed = await followRestores(20, faults);
  const { gateway, last, lastErrors, subscriber } = followed;
  await expect.poll(lastErrors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  const later = (time: number) => async () => {
    gateway.clock.advance(time);
    await callsOf(gateway);
    return last();
  };
  // Not asked more often because it is denied.
  await callsOf(gateway);
  gateway.clock.advance(5 * MINUTE);
  expect(await callsOf(gateway)).toEqual({});
  gateway.simulator.faults.set([]);
  await expect.poll(later(HOUR)).toMatchObject({ readable: 20, isSettled: true });
  expect(lastErrors()).toBeUndefined();
  await subscriber.ended;

  await using other = await followRestores(20, faults);
  await expect.poll(other.lastErrors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  other.gateway.clock.advance(72 * HOUR);
  await other.subscriber.ended;
  expect(other.last()).toBeNull();
  expect(other.lastErrors()).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
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

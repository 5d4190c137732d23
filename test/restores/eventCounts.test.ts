// Events of S3 about objects of a large job that are outside its sample: they are counted, and its manifest is read once for them.
import { expect, test } from 'vitest';
import type { RestoreEvent } from '../../src/restores/restoreEvent.ts';
import { callsOf } from '../watch/world.ts';
import { followRestores, observeRestore } from './restoreWorld.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

/** A job whose sample of 500 objects is in progress. */
async function followLarge(count: number) {
  const followed = await followRestores(count);
  const { gateway, last } = followed;
  await expect.poll(() => last()?.inProgress).toBe(500);
  await callsOf(gateway);
  const observe = (key: string, more: Partial<RestoreEvent> = {}) => observeRestore(gateway, key, more);
  /** Polls are so far apart. */
  const pause = () => gateway.clock.advance(30_000);
  return Object.assign(followed, { observe, pause });
}

test('an event of any object of a large job is counted once, for one reading of the manifest', async () => {
  await using followed = await followLarge(2_400);
  const { gateway, keys, last, observe, pause } = followed;
  const [first = '', second = '', third = '', sampled = ''] = [keys[100], keys[101], keys[102], keys[0]];
  observe(first);
  await expect.poll(() => last().checked).toBe(501);
  expect(last()).toMatchObject({ readable: 1, inProgress: 500, isWhole: false, isSettled: false });
  expect(await callsOf(gateway)).toEqual({ 's3.GetObject': 1 });

  // Again, late, of another time, bucket or key; ended; and of the sample.
  observe(first);
  observe(first, { change: 'INITIATED' });
  observe(first, { change: 'EXPIRED', at: new Date(gateway.clock.now() - 24 * HOUR) });
  observe(second, { bucket: 'other' });
  observe('other');
  observe(second, { readableUntil: new Date(gateway.clock.now()) });
  observe(third, { change: 'INITIATED' });
  observe(sampled);
  pause();
  await expect.poll(() => last().checked).toBe(502);
  expect(last()).toMatchObject({ readable: 2, inProgress: 500 });
  observe(third);
  observe(first, { change: 'EXPIRED' });
  pause();
  await expect.poll(() => last()).toMatchObject({ checked: 502, readable: 2, notRestored: 1, inProgress: 499 });
  const { 's3.ListObjectsV2': lists, ...others } = await callsOf(gateway);
  // The event of the sample is checked with S3, which still restores the object.
  expect([lists, others]).toEqual([undefined, {}]);
});

test('with an event of each object, all are known, and S3 has the last word', async () => {
  await using followed = await followLarge(2_400);
  const { gateway, keys, subscriber, last, observe, pause } = followed;
  for (const key of keys) observe(key, { change: 'INITIATED' });
  pause();
  await expect.poll(() => last()).toMatchObject({ checked: 2_400, isWhole: true, inProgress: 2_400 });
  gateway.clock.advance(5 * HOUR);
  await expect.poll(() => last().isSettled).toBe(true);
  expect(last()).toMatchObject({ checked: 2_400, isWhole: true, readable: 2_400, inProgress: 0 });
  await subscriber.ended;
});

test('S3 is not asked about objects that are readable by their events', async () => {
  await using followed = await followLarge(2_400);
  const { gateway, keys, last, observe, pause, subscriber } = followed;
  // All but ten of those that are together in the manifest.
  for (const key of keys.slice(0, 2_390)) observe(key);
  pause();
  await expect.poll(() => last()).toMatchObject({ checked: 2_390, isWhole: false });
  await callsOf(gateway);
  gateway.clock.advance(5 * HOUR);
  await subscriber.ended;
  expect(last()).toMatchObject({ checked: 2_400, isWhole: true, readable: 2_400, isSettled: true });
  // The manifest, the ten objects, and lists for the sample.
  expect(await callsOf(gateway)).toEqual({ 's3.GetObject': 1, 's3.HeadObject': 10, 's3.ListObjectsV2': 3 });
});

test('no event is lost by a failure while the manifest is read for them', async () => {
  await using followed = await followLarge(12_000);
  const { gateway, keys, last, observe, pause } = followed;
  gateway.simulator.faults.set([{ operation: 's3.GetObject', call: { from: 2, to: 1_000 }, kind: '5xx' }]);
  for (const key of keys.slice(11_000, 11_050)) observe(key);
  await expect.poll(() => gateway.simulator.calls.count('s3.GetObject')).toBeGreaterThan(1);
  await callsOf(gateway);
  expect(last()).toMatchObject({ checked: 500, isSettled: false });
  gateway.simulator.faults.set([]);
  for (let passed = 0; passed < 3; passed += 1) {
    gateway.clock.advance(MINUTE);
    await callsOf(gateway);
  }
  observe(keys[11_050] ?? '');
  pause();
  await expect.poll(() => last()).toMatchObject({ checked: 551, readable: 51 });
});

test('nothing is counted of a job whose manifest is gone, and it is followed on', async () => {
  await using followed = await followLarge(2_400);
  const { gateway, keys, last, observe, pause, replaceManifest } = followed;
  replaceManifest();
  observe(keys[100] ?? '');
  await expect.poll(() => callsOf(gateway)).toEqual({ 's3.GetObject': 1 });
  observe(keys[101] ?? '');
  observe(keys[0] ?? '');
  pause();
  await expect.poll(() => last()).toMatchObject({ checked: 500, readable: 1, inProgress: 499, isSettled: false });
});

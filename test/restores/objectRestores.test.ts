// Query.objectRestores: states in the order of the keys, and the calls that they take.
import { expect, test } from 'vitest';
import { requestRestore } from '../../src/simulator/s3/rules/requestRestore.ts';
import type { ObjectVersion } from '../../src/simulator/world/objects/records.ts';
import type { Data } from '../support/startGateway.ts';
import { keysOf, type RestoreWorld, startRestoreWorld } from './restoreWorld.ts';

const query = `query ($keys: [String!]!) { objectRestores(bucket: "film", keys: $keys) {
  key state storageClass readableUntil
} }`;

const HOUR = 3_600_000;

async function read({ gateway }: RestoreWorld, keys: readonly string[]) {
  gateway.calls();
  const { objectRestores } = await gateway.data(query, { keys });
  expect(objectRestores.map(({ key }: Data) => key)).toEqual(keys);
  return { objects: objectRestores as Data[], calls: gateway.calls() };
}

test('objects are read with the fewest calls, wherever they are in their bucket', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const close = keysOf(1000, 'close/');
  // 20 of 25,000 objects, each more than a page away from the next.
  const many = keysOf(25_000, 'many/');
  world.put(close, 'DEEP_ARCHIVE');
  world.put(many);
  const restoreAt = (key: string, hoursAgo: number) =>
    requestRestore(
      world.bucket.versions.latest(key) as ObjectVersion,
      { days: 2, tier: 'Standard' },
      gateway.clock.now() - hoursAgo * HOUR,
    );
  restoreAt('close/0000001', 1);
  restoreAt('close/0000002', 13);

  const shuffled = [...close.slice(500), ...close.slice(0, 500)];
  const { objects, calls } = await read(world, shuffled);
  expect(calls).toEqual({ 's3.ListObjectsV2': 1 });
  const of = (key: string) => objects.find((object) => object.key === key);
  expect(of('close/0000000')).toMatchObject({
    state: 'NOT_RESTORED',
    storageClass: 'DEEP_ARCHIVE',
    readableUntil: null,
  });
  expect(of('close/0000001')).toMatchObject({ state: 'IN_PROGRESS', readableUntil: null });
  // Two days after 14 January 23:00, at the next midnight.
  expect(of('close/0000002')).toMatchObject({ state: 'READABLE', readableUntil: '2026-01-17T00:00:00.000Z' });

  const far = many.filter((_, index) => index % 1250 === 0);
  expect((await read(world, far)).calls).toEqual({ 's3.ListObjectsV2': 1, 's3.HeadObject': 19 });
  // Where they end, the list says so.
  const past = [...close.slice(0, 20), ...keysOf(200, 'past/')];
  const absent = await read(world, past);
  expect(absent.calls).toEqual({ 's3.ListObjectsV2': 2 });
  expect(absent.objects.slice(20).every(({ state }) => state === 'MISSING')).toBe(true);
});

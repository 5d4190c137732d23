// Who may see the objects of a restore job: the policy decides about the buckets of the manifest and of the objects.
import { expect, test } from 'vitest';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { keysOf, startRestoreWorld } from './restoreWorld.ts';

const HOUR = 3_600_000;

test('what the policy hides is null or absent, and S3 is not asked for it', async () => {
  const manifests = { '111122223333/s3/manifests': ['read'] as const };
  const world = await startRestoreWorld({
    authenticator: createTestAuthenticator({
      keys: {
        nobody: { '*/*': ['read'] },
        half: { '*/*': ['read'], ...manifests },
        reader: { '*/*': ['read', 'start'], ...manifests, '111122223333/s3/film': ['read'] },
      },
    }),
  });
  await using gateway = world.gateway;
  const [reader, half, nobody] = ['reader', 'half', 'nobody'].map((name) => gateway.as(keyOf(name)));
  if (!reader || !half || !nobody) throw new Error('three callers');
  world.put(keysOf(3));
  const { jobId } = await world.restore(keysOf(3), 7, reader);
  gateway.clock.advance(HOUR);
  const query = `{ batchJob(jobId: "${jobId}") { restores { inProgress } } }`;
  expect(await reader.data(query)).toEqual({ batchJob: { restores: { inProgress: 3 } } });
  gateway.calls();
  expect(await nobody.data(query)).toEqual({ batchJob: { restores: null } });
  expect(gateway.calls()).toEqual({});
  expect(await half.data(query)).toEqual({ batchJob: { restores: null } });
  expect(gateway.calls()).toEqual({ 's3.GetObject': 1 });

  const objects = `{ objectRestores(bucket: "film", keys: ["${keysOf(1)[0]}"]) { state } }`;
  expect(await reader.data(objects)).toEqual({ objectRestores: [{ state: 'IN_PROGRESS' }] });
  expect(await half.query(objects)).toMatchObject({
    data: { objectRestores: null },
    errors: [{ path: ['objectRestores'], extensions: { code: 'NOT_FOUND' } }],
  });
  expect(gateway.calls()).toEqual({ 's3.HeadObject': 1 });
});

test('malformed arguments are refused by name, and a denied list is replaced by a call for each object', async () => {
  const world = await startRestoreWorld();
  await using gateway = world.gateway;
  const refused = async (query: string) => (await gateway.query(query)).errors?.[0]?.message;
  expect(await refused('{ objectRestores(bucket: "arn:aws:s3:::film", keys: ["a"]) { key } }')).toMatch(/^bucket: /);
  expect(await refused('{ objectRestores(bucket: "film", keys: []) { key } }')).toMatch(/^keys: 1 to 1000 /);
  expect(await refused('{ objectRestores(bucket: "film", keys: ["a", ""]) { key } }')).toMatch(/^keys\.1: /);
  const many = JSON.stringify(keysOf(3000));
  expect(await refused(`{ objectRestores(bucket: "film", keys: ${many}) { key } }`)).toMatch(/^keys: .* got 3000\.$/);

  const keys = keysOf(20);
  world.put(keys);
  gateway.calls();
  gateway.simulator.faults.set([{ operation: 's3.ListObjectsV2', kind: 'error', code: 'AccessDenied', status: 403 }]);
  const { objectRestores } = await gateway.data(
    'query ($keys: [String!]!) { objectRestores(bucket: "film", keys: $keys) { state } }',
    { keys },
  );
  expect(objectRestores).toEqual(keys.map(() => ({ state: 'NOT_RESTORED' })));
  expect(gateway.calls()).toEqual({ 's3.ListObjectsV2': 1, 's3.HeadObject': 20 });
});

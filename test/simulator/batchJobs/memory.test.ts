// Memory that jobs take: it counts, and ends with them.
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { DAY } from '../support.ts';
import { TO_THE_END, withObjects } from './batchObjectsSupport.ts';

const tag = { S3PutObjectTagging: { TagSet: [{ Key: 'k', Value: 'v' }] } };

test('ends when AWS deletes the job', async () => {
  const { put, job, clock, describe, simulator, manifestBytes } = await withObjects();
  const { heldBytes } = simulator.world;
  await put('a');
  const lines = Array<string>(1000).fill('store,a');
  const id = await job(tag, lines, { Report: { Enabled: false } });
  const before = heldBytes.uploaded;
  clock.advance(TO_THE_END);
  expect((await describe(id)).Status).toBe('Complete');
  expect(manifestBytes(id)).toBeLessThan(1000);
  expect(heldBytes.uploaded - before).toBe(manifestBytes(id) + 1000 * 8);
  clock.advance(90 * DAY);
  await expect(describe(id)).rejects.toThrow('job');
  expect(heldBytes.uploaded).toBe(before);
});

test('stays as long as the report, which is computed from it', async () => {
  const { put, job, clock, describe, simulator, s3 } = await withObjects();
  const { heldBytes } = simulator.world;
  await put('a');
  const id = await job(tag, ['store,a']);
  const before = heldBytes.uploaded;
  clock.advance(100 * DAY);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'reports' }));
  await expect(describe(id)).rejects.toThrow('job');
  const results = Contents.find(({ Key = '' }) => Key.endsWith('.csv'));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'reports', Key: results?.Key }));
  expect(await Body?.transformToString()).toBe('store,a,,succeeded,200,,Successful\r\n');
  for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: 'reports', Key }));
  await s3.send(new ListObjectsV2Command({ Bucket: 'reports' }));
  expect(heldBytes.uploaded).toBe(before);
});

const checksum = { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'SHA256' } } as const;

test('counts each checksum, and each other result once', async () => {
  const { put, job, clock, simulator, manifestBytes } = await withObjects();
  const { heldBytes } = simulator.world;
  for (const key of ['a', 'b']) await put(key);
  const keys = ['a', 'b', 'none', 'a'];
  const lines = Array.from({ length: 100 }, (_, index) => `store,${keys[index % keys.length]}`);
  const id = await job(checksum, lines, { Report: { Enabled: false } });
  const before = heldBytes.uploaded;
  clock.advance(TO_THE_END);
  await put('c');
  const object = 512 + 2 + 1;
  const missing =
    '404 NoSuchKey The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey; Request ID: ';
  const results = 75 * (100 + 32 + 32) + 200 + 2 * missing.length;
  expect(heldBytes.uploaded - before).toBe(manifestBytes(id) + lines.length * 8 + results + object);
  clock.advance(90 * DAY);
  await put('c');
  expect(heldBytes.uploaded - before).toBe(object);
});

test('a task without memory for its result fails', async () => {
  const { put, job, clock, results, simulator } = await withObjects();
  const { heldBytes } = simulator.world;
  for (const key of ['a', 'b', 'c']) await put(key);
  const id = await job(checksum, ['store,a', 'store,b', 'store,c']);
  heldBytes.uploaded = heldBytes.limit - 3 * ('store,a\n'.length + 8) - 200;
  clock.advance(TO_THE_END);
  expect(results(id).map(({ status, errorCode }) => `${status} ${errorCode}`)).toEqual([
    'succeeded ',
    'failed InternalError',
    'failed InternalError',
  ]);
});

test('ends with a generated manifest that cannot be saved', async () => {
  const { put, create, clock, describe, simulator, s3 } = await withObjects();
  const { world } = simulator;
  await put('a');
  const id = await create({
    Operation: tag,
    Manifest: undefined,
    Report: { Enabled: false },
    ManifestGenerator: {
      S3JobManifestGenerator: {
        SourceBucket: 'arn:aws:s3:::store',
        EnableManifestOutput: true,
        ManifestOutputLocation: { Bucket: 'arn:aws:s3:::nowhere', ManifestFormat: 'S3InventoryReport_CSV_20211130' },
      },
    },
  });
  await s3.send(new ListObjectsV2Command({ Bucket: 'store' }));
  const before = world.heldBytes.uploaded;
  clock.advance(TO_THE_END);
  expect((await describe(id)).FailureReasons?.[0]?.FailureCode).toBe('ManifestGenerationForbidden');
  expect(world.heldBytes.uploaded).toBe(before);
});

// The buckets of the demo world, as the real SDK and a program that reads parts of large objects see them.
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { seededContent } from '../../../src/simulator/world/content.ts';
import { failure, start } from '../support.ts';
import { s3ClientOf } from './s3Support.ts';

const Bucket = 'masters';

test('masters has reels in every state of a restore', async () => {
  const { simulator } = await start({ seed: 'demo' });
  const s3 = s3ClientOf(simulator.url);
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: 'reels/', OptionalObjectAttributes: ['RestoreStatus'] }),
  );
  const states = Contents.map(
    ({ RestoreStatus, StorageClass }) => `${StorageClass} ${RestoreStatus?.IsRestoreInProgress}`,
  );
  expect(Contents).toHaveLength(30);
  expect([...new Set(states)].sort()).toEqual([
    'DEEP_ARCHIVE true',
    'DEEP_ARCHIVE undefined',
    'GLACIER false',
    'GLACIER undefined',
  ]);
  expect(await failure(s3.send(new GetObjectCommand({ Bucket, Key: 'reels/0002.mxf' })))).toMatch(
    /^InvalidObjectState/,
  );

  // A range of an object of a gigabyte costs what is read.
  const held = simulator.world.heldBytes.uploaded;
  const Range = 'bytes=1000000005-1000000014';
  const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket, Key: 'reels/0001.mxf', Range }));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'reels/0001.mxf' }));
  expect(ContentRange).toBe(`bytes 1000000005-1000000014/${head.ContentLength}`);
  const content = seededContent('reels/0001.mxf', head.ContentLength ?? 0);
  const bytes = Buffer.concat([...content.read({ start: 1_000_000_005, end: 1_000_000_014 })]);
  expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(bytes);
  expect(simulator.world.heldBytes.uploaded).toBe(held);
});

test('the buckets that Batch jobs name exist, in the region of the jobs', async () => {
  const { simulator } = await start({ seed: 'demo' });
  const s3 = s3ClientOf(simulator.url);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name, BucketRegion }) => `${Name} ${BucketRegion}`)).toEqual([
    'film-archive us-east-1',
    'generated-manifests us-east-1',
    'inventories us-east-1',
    'manifests us-east-1',
    'masters us-east-1',
    'masters-copy us-east-1',
    'newsreels us-east-1',
    'reports-111122223333 us-east-1',
    'west-footage us-west-2',
  ]);
  const manifest = await s3.send(new GetObjectCommand({ Bucket: 'manifests', Key: 'daily/reels.csv' }));
  const rows = (await manifest.Body?.transformToString())?.trim().split('\n') ?? [];
  expect(rows).toHaveLength(30);
  for (const row of rows.slice(0, 3)) {
    const [bucket = '', key = ''] = row.split(',');
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  }
});

test('film-archive has films of both archive classes, some of which are being restored', async () => {
  const { simulator } = await start({ seed: 'demo' });
  const s3 = s3ClientOf(simulator.url);
  const list = async (Prefix: string) => {
    const attributes = { OptionalObjectAttributes: ['RestoreStatus' as const] };
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: 'film-archive', Prefix, ...attributes }),
    );
    return new Set(Contents.map((film) => `${film.StorageClass} ${film.RestoreStatus?.IsRestoreInProgress ?? false}`));
  };
  expect(await list('1997/')).toEqual(new Set(['GLACIER true', 'DEEP_ARCHIVE true']));
  expect(await list('1998/')).toEqual(new Set(['GLACIER false', 'DEEP_ARCHIVE false']));
});

test('two worlds have the same versions', async () => {
  const versionsOf = async () => {
    const { simulator } = await start({ seed: 'demo' });
    const { Versions, DeleteMarkers } = await s3ClientOf(simulator.url).send(new ListObjectVersionsCommand({ Bucket }));
    return { Versions, DeleteMarkers };
  };
  const first = await versionsOf();
  expect(first.DeleteMarkers).toHaveLength(1);
  expect(await versionsOf()).toEqual(first);
});

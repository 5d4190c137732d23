import {
  CreateBucketCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { heldBytes } from '../../../src/simulator/world/rangedBytes.ts';
import { inWords, TO_THE_END, withObjects } from './batchObjectsSupport.ts';

const copyTo = (given: object = {}) => ({ S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::copies', ...given } });

async function withCopies() {
  const harness = await withObjects();
  await harness.s3.send(new CreateBucketCommand({ Bucket: 'copies' }));
  return {
    ...harness,
    copy: (Key: string) => harness.s3.send(new HeadObjectCommand({ Bucket: 'copies', Key })),
    tagsOf: async (Key: string) =>
      (await harness.s3.send(new GetObjectTaggingCommand({ Bucket: 'copies', Key }))).TagSet,
    keys: async () =>
      (await harness.s3.send(new ListObjectsV2Command({ Bucket: 'copies' }))).Contents?.map(({ Key }) => Key) ?? [],
  };
}

test('copies objects with their metadata and tags, into the folder', async () => {
  const { put, job, clock, copy, tagsOf, keys } = await withCopies();
  await put('reels/1 +.mxf', { Metadata: { reel: '1' }, Tagging: 'a=1', ContentType: 'application/mxf' });
  await job(copyTo({ TargetKeyPrefix: 'old', StorageClass: 'GLACIER' }), ['store,reels/1%20%2B.mxf']);
  clock.advance(TO_THE_END);
  expect(await keys()).toEqual(['old/reels/1 +.mxf']);
  expect(await copy('old/reels/1 +.mxf')).toMatchObject({
    Metadata: { reel: '1' },
    ContentType: 'application/mxf',
    StorageClass: 'GLACIER',
  });
  expect(await tagsOf('old/reels/1 +.mxf')).toEqual([{ Key: 'a', Value: '1' }]);
});

test('replaces metadata, tags and encryption where the request has them', async () => {
  const { put, job, clock, copy, tagsOf, results } = await withCopies();
  await put('a', { Metadata: { reel: '1' }, Tagging: 'a=1' });
  const id = await job(
    copyTo({
      NewObjectMetadata: { ContentType: 'text/x', UserMetadata: { owner: 'me' } },
      NewObjectTagging: [{ Key: 'b & c', Value: '2' }],
      SSEAwsKmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/k',
      BucketKeyEnabled: true,
    }),
    ['store,a'],
  );
  clock.advance(TO_THE_END);
  expect(results(id).map(inWords)).toEqual(['Successful']);
  expect(await copy('a')).toMatchObject({
    Metadata: { owner: 'me' },
    ContentType: 'text/x',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:us-east-1:111122223333:key/k',
    BucketKeyEnabled: true,
  });
  expect(await tagsOf('a')).toEqual([{ Key: 'b & c', Value: '2' }]);
});

test('fails for cold and for large objects, and copies the others', async () => {
  const { put, job, clock, results, simulator, keys } = await withCopies();
  await put('cold', { StorageClass: 'DEEP_ARCHIVE' });
  await put('warm');
  const store = simulator.world.objects.buckets.get('store');
  if (!store) throw new Error('there is no store');
  simulator.world.objects.put(store, {
    key: 'large',
    content: { length: 5 * 1024 ** 3 + 1, read: () => [] },
    etag: 'e',
  });
  const id = await job(copyTo(), ['store,cold', 'store,large', 'store,warm']);
  clock.advance(TO_THE_END);
  expect(results(id).map(inWords)).toEqual([
    expect.stringMatching(/^403 ObjectNotInActiveTierError: /),
    '400 InvalidRequest: The specified copy source is larger than the maximum allowable size for a copy source: 5368709120 (Service: Amazon S3; Status Code: 400; Error Code: InvalidRequest; Request ID: ID)',
    'Successful',
  ]);
  expect(await keys()).toEqual(['warm']);
});

test('fails without the target bucket', async () => {
  const { put, job, clock, results } = await withObjects();
  await put('a');
  const id = await job(copyTo(), ['store,a']);
  clock.advance(TO_THE_END);
  expect(results(id).map(inWords)).toEqual([expect.stringMatching(/^404 NoSuchBucket: /)]);
});

test('copies from another region', async () => {
  const { job, clock, results, simulator, keys } = await withCopies();
  const { objects } = simulator.world;
  const owner = simulator.world.location('111122223333', 'us-west-2').account;
  const west = objects.addBucket({ name: 'west', owner, region: 'us-west-2' });
  objects.put(west, { key: 'a', content: heldBytes(Buffer.from('a')) });
  const id = await job(copyTo(), ['west,a']);
  clock.advance(TO_THE_END);
  expect(results(id).map(inWords)).toEqual(['Successful']);
  expect(await keys()).toEqual(['a']);
});

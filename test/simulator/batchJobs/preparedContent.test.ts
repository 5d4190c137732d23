// A content whose first reading takes long is prepared in turns by requests, and never read by what runs at once.
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { inWords, type ObjectsHarness, TO_THE_END, withObjects } from './batchObjectsSupport.ts';

const ETag = 'e';
const CopySource = 'store/slow';

/** As `withObjects`, with the object `slow`, which cannot be read before it is prepared. */
async function withSlow(): Promise<ObjectsHarness & { isPrepared(): boolean }> {
  const harness = await withObjects();
  const { objects } = harness.simulator.world;
  const store = objects.buckets.get('store');
  if (!store) throw new Error('there is no store');
  let isPrepared = false;
  const bytes = Buffer.from('0123456789');
  objects.put(store, {
    key: 'slow',
    etag: ETag,
    content: {
      length: bytes.length,
      prepare: async () => {
        isPrepared = true;
      },
      read: ({ start, end }) => {
        if (!isPrepared) throw new Error('read before it was prepared');
        return [bytes.subarray(start, end + 1)];
      },
    },
  });
  return { ...harness, isPrepared: () => isPrepared };
}

const textOf = async ({ s3 }: ObjectsHarness, Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket: 'store', Key }))).Body?.transformToString();

test('GetObject and UploadPartCopy prepare it, and an object of copied parts is prepared too', async () => {
  const first = await withSlow();
  expect(await textOf(first, 'slow')).toBe('0123456789');

  const harness = await withSlow();
  const { s3 } = harness;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'store', Key: 'parts' }));
  const upload = { Bucket: 'store', Key: 'parts', UploadId };
  const CopySourceRange = 'bytes=2-4';
  const { CopyPartResult } = await s3.send(
    new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource, CopySourceRange }),
  );
  expect([harness.isPrepared(), CopyPartResult?.ETag]).toEqual([true, '"289dff07669d7a23de0ef88d2f7129e7"']);
  const Parts = [{ PartNumber: 1, ETag: CopyPartResult?.ETag }];
  await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  expect(await textOf(harness, 'parts')).toBe('234');
});

test('copies, checksums and manifests do not read it', async () => {
  const harness = await withSlow();
  const { s3, job, create, clock, results, describe, isPrepared } = harness;
  const copied = await s3.send(
    new CopyObjectCommand({ Bucket: 'store', Key: 'copy', CopySource, ChecksumAlgorithm: 'SHA256' }),
  );
  expect([copied.CopyObjectResult?.ETag, copied.CopyObjectResult?.ChecksumSHA256]).toEqual([`"${ETag}"`, undefined]);
  const checksums = await job({ S3ComputeObjectChecksum: { ChecksumAlgorithm: 'SHA256' } }, ['store,slow']);
  const ofManifest = await create({
    Operation: { S3DeleteObjectTagging: {} },
    Manifest: {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: 'arn:aws:s3:::store/slow', ETag },
    },
  });
  clock.advance(2 * TO_THE_END);
  expect(results(checksums).map(inWords)).toEqual([expect.stringContaining('checksumAlgorithm')]);
  expect((await describe(ofManifest)).FailureReasons?.[0]?.FailureCode).toBe('InvalidManifestContent');
  expect(isPrepared()).toBe(false);
  // The copy shares the bytes.
  expect(await textOf(harness, 'copy')).toBe('0123456789');
});

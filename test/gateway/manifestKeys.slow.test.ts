// createBatchJob with the longest list of the longest keys.
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { s3ClientOf } from '../simulator/s3/s3Support.ts';
import { home } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';

test('createBatchJob takes 10,000 keys of 1,024 bytes, and writes them in parts', async () => {
  await using gateway = await startGateway({ seed: 'empty', MAX_BODY_BYTES: 2 ** 24, MAX_CONNECTION_BYTES: 2 ** 25 });
  const s3 = s3ClientOf(gateway.simulator.url);
  await s3.send(new CreateBucketCommand({ Bucket: 'manifests' }));
  gateway.calls();
  const objects = Array.from({ length: 10_000 }, (_, index) => ({ key: String(index).padStart(1_024, 'k') }));
  const { createBatchJob } = await gateway.data(
    'mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) { __typename } }',
    {
      input: {
        location: home,
        operation: { s3DeleteObjectTagging: {} },
        manifest: {
          keys: { bucket: 'arn:aws:s3:::photos', objects, manifest: { bucket: 'arn:aws:s3:::manifests' } },
        },
        priority: 10,
        roleArn: 'arn:aws:iam::111122223333:role/batch',
      },
    },
  );
  expect(createBatchJob.__typename).toBe('CreateBatchJobPayload');
  expect(gateway.calls()).toEqual({
    's3.CreateMultipartUpload': 1,
    's3.UploadPart': 2,
    's3.CompleteMultipartUpload': 1,
    's3control.CreateJob': 1,
  });
  const { Contents: [manifest] = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'manifests' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'manifests', Key: manifest?.Key }));
  const text = await Body?.transformToString();
  expect(text === objects.map(({ key }) => `photos,${key}\n`).join('')).toBe(true);
});

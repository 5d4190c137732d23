// The input of createBatchJob that follows from the form, and the price that is asked for.
import { expect, test } from 'vitest';
import { emptyForm, inputOf, restoreOf } from '../../src/board/views/batch/jobForm.ts';

const restore = {
  ...emptyForm,
  location: '111122223333/us-east-1',
  manifestBucket: 'manifests',
  manifestKey: 'restores/1998.csv',
  role: 'arn:aws:iam::111122223333:role/batch',
  gibibytes: '1.5',
};

test('a restore waits for its confirmation, and has no report without a bucket', () => {
  expect(inputOf(restore, 'a-key')).toEqual({
    location: { accountId: '111122223333', region: 'us-east-1' },
    operation: { s3InitiateRestoreObject: { glacierJobTier: 'STANDARD', expirationInDays: 7 } },
    manifest: {
      manifest: {
        location: { objectArn: 'arn:aws:s3:::manifests/restores/1998.csv' },
        spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
      },
    },
    report: null,
    roleArn: 'arn:aws:iam::111122223333:role/batch',
    priority: 10,
    description: null,
    confirmationRequired: true,
    idempotencyKey: 'a-key',
  });
  expect(inputOf({ ...restore, days: '' }, '').operation).toEqual({
    s3InitiateRestoreObject: { glacierJobTier: 'STANDARD', expirationInDays: null },
  });
});

test('a list of keys keeps the white space of keys, and buckets are in the partition of the role', () => {
  const { manifest, report } = inputOf(
    {
      ...restore,
      source: 'KEYS',
      role: ' arn:aws-cn:iam::111122223333:role/batch',
      objectsBucket: 'films',
      keys: ' a key \r\n\nb',
      writeBucket: 'manifests',
      reportBucket: 'reports',
    },
    '',
  );
  expect(manifest).toEqual({
    keys: {
      bucket: 'arn:aws-cn:s3:::films',
      objects: [{ key: ' a key ' }, { key: 'b' }],
      manifest: { bucket: 'arn:aws-cn:s3:::manifests', prefix: null },
    },
  });
  expect(report).toEqual({ bucket: 'arn:aws-cn:s3:::reports', prefix: null, reportScope: 'FAILED_TASKS_ONLY' });
});

test('the value of a tag may contain "="', () => {
  expect(inputOf({ ...restore, operation: 'TAG', tags: 'a=b=c\nd' }, '').operation).toEqual({
    s3PutObjectTagging: {
      tagSet: [
        { key: 'a', value: 'b=c' },
        { key: 'd', value: '' },
      ],
    },
  });
});

test('a price is asked for only where the number and the size of the objects are known', () => {
  expect(restoreOf(restore, 1200)).toEqual({
    objectCount: 1200,
    sizeInBytes: 1_610_612_736,
    storageClass: 'GLACIER',
    tier: 'STANDARD',
    region: 'us-east-1',
  });
  expect(restoreOf({ ...restore, gibibytes: '' }, 1200)).toBeNull();
  expect(restoreOf(restore, null)).toBeNull();
  expect(restoreOf(restore, 0)).toBeNull();
  expect(restoreOf({ ...restore, operation: 'COPY' }, 1200)).toBeNull();
});

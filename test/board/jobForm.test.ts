// The input of createBatchJob that follows from the form, and the price that is asked for.
import { expect, test } from 'vitest';
import { emptyForm, type JobForm } from '../../src/board/views/batch/jobForm.ts';
import { inputOf, restoreOf } from '../../src/board/views/batch/jobInput.ts';

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

test.each<[Partial<JobForm>, object]>([
  [{ operation: 'DELETE_TAGS' }, { s3DeleteObjectTagging: {} }],
  [
    { operation: 'ACL', acl: 'PRIVATE' },
    { s3PutObjectAcl: { accessControlPolicy: { cannedAccessControlList: 'PRIVATE' } } },
  ],
  [{ operation: 'LEGAL_HOLD', legalHold: 'OFF' }, { s3PutObjectLegalHold: { legalHold: { status: 'OFF' } } }],
  [
    { operation: 'RETENTION', retention: 'COMPLIANCE', retainUntil: '2027-01-31' },
    { s3PutObjectRetention: { retention: { mode: 'COMPLIANCE', retainUntilDate: '2027-01-31T00:00:00Z' } } },
  ],
  // AWS lifts the retention if both are missing.
  [
    { operation: 'RETENTION', retention: 'LIFT', retainUntil: '2027-01-31' },
    { s3PutObjectRetention: { retention: {} } },
  ],
  [{ operation: 'CHECKSUM', checksum: 'SHA256' }, { s3ComputeObjectChecksum: { checksumAlgorithm: 'SHA256' } }],
  [{ operation: 'REPLICATE' }, { s3ReplicateObject: {} }],
  [
    { operation: 'LAMBDA', functionArn: ' arn:aws:lambda:us-east-1:111122223333:function:f ' },
    { lambdaInvoke: { functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:f' } },
  ],
])('%j is the operation %j', (entered, operation) => {
  expect(inputOf({ ...restore, ...entered }, '').operation).toEqual(operation);
});

test('S3 lists the objects of a bucket that match all that is entered', () => {
  const listed = { ...restore, source: 'GENERATED', listedBucket: 'films' } as const;
  const manifestOf = (entered: Partial<JobForm>) => inputOf({ ...listed, ...entered }, '').manifest;
  const generator = { sourceBucket: 'arn:aws:s3:::films', enableManifestOutput: false };
  const everything = {
    keyNameConstraint: null,
    matchAnyStorageClass: null,
    createdBefore: null,
    eligibleForReplication: null,
  };
  expect(manifestOf({})).toEqual({ manifestGenerator: { ...generator, filter: everything } });
  expect(manifestOf({ listedPrefix: '1998/', listedClass: 'DEEP_ARCHIVE', listedBefore: '2020-01-01' })).toEqual({
    manifestGenerator: {
      ...generator,
      filter: {
        ...everything,
        keyNameConstraint: { matchAnyPrefix: ['1998/'] },
        matchAnyStorageClass: ['DEEP_ARCHIVE'],
        createdBefore: '2020-01-01T00:00:00Z',
      },
    },
  });
  expect(manifestOf({ operation: 'REPLICATE' })).toEqual({
    manifestGenerator: { ...generator, filter: { ...everything, eligibleForReplication: true } },
  });
});

// The request and the tags of the n-th job of a location: operations, manifests and reports rotate with coprime periods, so that
// a hundred jobs have every combination.
import type { JobManifest, JobManifestFieldName, JobManifestGenerator, JobReport } from '@aws-sdk/client-s3-control';
import type { BatchRequest } from '../s3control/batch/batchJob.ts';
import type { AccountRegion } from '../world/records.ts';
import { batchOperations } from './batchOperations.ts';

export function batchRequest(
  location: AccountRegion,
  index: number,
  given: { word?: string; name?: string } = {},
): BatchRequest {
  const { word = '', name = `batch ${index}` } = given;
  const { accountId } = location.account;
  const [operation] = batchOperations.slice(index % batchOperations.length);
  const reportBucket = `arn:aws:s3:::reports-${accountId}${word === 'report' ? '-forbidden' : ''}`;
  return {
    Operation: operation,
    ...objects(index, accountId, word),
    Report: report(word === 'report' ? 0 : index, reportBucket),
    Priority: 10 + (index % 7) * 5,
    RoleArn: `arn:aws:iam::${accountId}:role/batch-operations`,
    Description: descriptions[index % 40] ?? name,
    ConfirmationRequired: false,
  };
}

function objects(index: number, accountId: string, word: string): Pick<BatchRequest, 'Manifest' | 'ManifestGenerator'> {
  if (word === 'no-matching-keys') return { ManifestGenerator: generator(true, accountId, word) };
  switch (index % 5) {
    case 0:
      return { Manifest: csv(['Bucket', 'Key'], index, word) };
    case 1:
      return { Manifest: csv(['Bucket', 'Key', 'VersionId'], index, word) };
    case 2:
      return { Manifest: inventory(index, word) };
    case 3:
      return { ManifestGenerator: generator(true, accountId, word) };
    default:
      return { ManifestGenerator: generator(false, accountId, word) };
  }
}

const csv = (Fields: JobManifestFieldName[], index: number, word: string): JobManifest => ({
  Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields },
  Location: {
    ObjectArn: `arn:aws:s3:::manifests/${word === '' ? 'daily' : word}/${index}.csv`,
    ETag: '60e460c9d1046e73f7dde5043ac3ae85',
    ...(index % 2 === 0 ? {} : { ObjectVersionId: '3HL4kqtJvjVBH40Nrjfkd' }),
  },
});

const inventory = (index: number, word: string): JobManifest => ({
  Spec: { Format: 'S3InventoryReport_CSV_20161130' },
  Location: {
    ObjectArn: `arn:aws:s3:::inventories/masters/${word === '' ? 'weekly' : word}/${index}/manifest.json`,
    ETag: 'b41d8cd98f00b204e9800998ecf8427e',
  },
});

const generator = (isFull: boolean, accountId: string, word: string): JobManifestGenerator => ({
  S3JobManifestGenerator: {
    SourceBucket: 'arn:aws:s3:::masters',
    EnableManifestOutput: isFull,
    ...(isFull
      ? {
          ExpectedBucketOwner: accountId,
          ManifestOutputLocation: {
            Bucket: 'arn:aws:s3:::generated-manifests',
            ExpectedManifestBucketOwner: accountId,
            ManifestPrefix: 'batch',
            ManifestEncryption: { SSES3: {} },
            ManifestFormat: 'S3InventoryReport_CSV_20211130',
          },
          Filter: {
            EligibleForReplication: true,
            CreatedAfter: new Date('2012-06-01T00:00:00.000Z'),
            CreatedBefore: new Date('2026-01-01T00:00:00.000Z'),
            ObjectReplicationStatuses: ['FAILED', 'NONE'],
            KeyNameConstraint: {
              MatchAnyPrefix: [word === '' ? 'reels/' : `${word}/`, 'sound & vision/'],
              MatchAnySuffix: ['.mxf'],
              MatchAnySubstring: ['take'],
            },
            ObjectSizeGreaterThanBytes: 1024,
            ObjectSizeLessThanBytes: 5_497_558_138_880,
            MatchAnyStorageClass: ['GLACIER', 'DEEP_ARCHIVE'],
            MatchAnyObjectEncryption: [{ SSES3: {} }, { SSEKMS: { KmsKeyArn: kmsKey, BucketKeyEnabled: true } }],
          },
        }
      : { Filter: { KeyNameConstraint: { MatchAnyPrefix: [word === '' ? 'daily/' : `${word}/`] } } }),
  },
});

const kmsKey = 'arn:aws:kms:us-east-1:111122223333:key/5f3a7c1e-9a4b-4c1d-8e2f-0123456789ab';

function report(index: number, Bucket: string): JobReport {
  const enabled = { Enabled: true, Bucket, Format: 'Report_CSV_20180820' } as const;
  switch (index % 3) {
    case 0:
      return { ...enabled, ReportScope: 'AllTasks', Prefix: 'batch' };
    case 1:
      return { ...enabled, ReportScope: 'FailedTasksOnly' };
    default:
      return { Enabled: false };
  }
}

/** Unlike Glacier's, these descriptions can contain any character. */
const descriptions: Record<number, string> = {
  3: 'Überführung "Q3" <final> & Søn',
  11: ' spaces in front and behind ',
  17: '復元 😀',
  29: 'x'.repeat(256),
};

/** Two of three jobs have tags. */
export const batchTags = (index: number): Map<string, string> =>
  new Map(
    index % 3 === 0
      ? []
      : [
          ['project', `restoration-${index % 5}`],
          ['cost-centre', '4711'],
        ],
  );

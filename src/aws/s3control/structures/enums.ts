// S3 Control's enums of Batch Operations, with the names their values have in GraphQL. A value missing here is a compile
// error.
import type {
  ComputeObjectChecksumAlgorithm,
  ComputeObjectChecksumType,
  GeneratedManifestFormat,
  JobManifestFieldName,
  JobManifestFormat,
  JobReportFormat,
  JobReportScope,
  ReplicationStatus,
  S3CannedAccessControlList,
  S3ChecksumAlgorithm,
  S3GlacierJobTier,
  S3GranteeTypeIdentifier,
  S3MetadataDirective,
  S3ObjectLockLegalHoldStatus,
  S3ObjectLockMode,
  S3ObjectLockRetentionMode,
  S3Permission,
  S3SSEAlgorithm,
  S3StorageClass,
} from '@aws-sdk/client-s3-control';
import { cannedAcls, permissions } from '../../accessControl.ts';
import { enumeration } from '../../structure.ts';

export const cannedAcl = enumeration<S3CannedAccessControlList>(
  'S3CannedAccessControlList',
  'A canned access control list of S3. The owner of the object always has full control. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl',
  cannedAcls,
);

export const permission = enumeration<S3Permission>('S3Permission', 'A permission on an object in S3.', permissions);

export const granteeTypeIdentifier = enumeration<S3GranteeTypeIdentifier>(
  'S3GranteeTypeIdentifier',
  'The kind of identifier that names a grantee.',
  {
    id: ['ID', 'The canonical user ID.'],
    emailAddress: ['EMAIL_ADDRESS', 'The email address of an AWS account.'],
    uri: ['URI', 'The URI of a predefined group.'],
  },
);

export const jobManifestFormat = enumeration<JobManifestFormat>('JobManifestFormat', 'The format of a manifest.', {
  S3BatchOperations_CSV_20180820: [
    'S3_BATCH_OPERATIONS_CSV_20180820',
    'A CSV object with the columns of `fields`, without a header row and with URL-encoded keys.',
  ],
  S3InventoryReport_CSV_20161130: [
    'S3_INVENTORY_REPORT_CSV_20161130',
    'The manifest.json of a CSV inventory report of S3 Inventory.',
  ],
});

export const jobManifestFieldName = enumeration<JobManifestFieldName>(
  'JobManifestFieldName',
  'The content of a column of a CSV manifest.',
  {
    Ignore: ['IGNORE', 'A column that the job ignores.'],
    Bucket: ['BUCKET', 'The bucket, which must be the same in every row.'],
    Key: ['KEY', 'The key of the object, URL-encoded.'],
    VersionId: ['VERSION_ID', 'The version of the object, in all rows or in none.'],
  },
);

export const glacierJobTier = enumeration<S3GlacierJobTier>(
  'S3GlacierJobTier',
  'The tier of a restore, which determines its speed and price. S3 Batch Operations has no Expedited tier.',
  {
    BULK: [
      'BULK',
      'The lowest price: 5 to 12 hours from Glacier Flexible Retrieval, within 48 hours from Deep Archive.',
    ],
    STANDARD: ['STANDARD', '3 to 5 hours from Glacier Flexible Retrieval, within 12 hours from Deep Archive.'],
  },
);

export const generatedManifestFormat = enumeration<GeneratedManifestFormat>(
  'GeneratedManifestFormat',
  'The format of a generated manifest.',
  {
    S3InventoryReport_CSV_20211130: [
      'S3_INVENTORY_REPORT_CSV_20211130',
      'CSV files and a manifest.json that lists them, as in a report of S3 Inventory.',
    ],
  },
);

export const jobReportFormat = enumeration<JobReportFormat>('JobReportFormat', 'The format of a completion report.', {
  Report_CSV_20180820: ['REPORT_CSV_20180820', 'CSV files with one row for each task, without a header row.'],
});

export const jobReportScope = enumeration<JobReportScope>(
  'JobReportScope',
  'The tasks that a completion report lists.',
  {
    AllTasks: ['ALL_TASKS', 'The report lists all tasks.'],
    FailedTasksOnly: ['FAILED_TASKS_ONLY', 'The report lists only tasks that failed.'],
  },
);

export const replicationStatus = enumeration<ReplicationStatus>(
  'ReplicationStatus',
  'The replication status of an object.',
  {
    COMPLETED: ['COMPLETED', 'The object was replicated.'],
    FAILED: ['FAILED', 'The replication of the object failed.'],
    REPLICA: ['REPLICA', 'The object is itself a replica.'],
    NONE: ['NONE', 'The object was never replicated.'],
  },
);

export const storageClass = enumeration<S3StorageClass>('S3StorageClass', 'A storage class of S3.', {
  STANDARD: ['STANDARD', 'S3 Standard, for frequent access.'],
  STANDARD_IA: ['STANDARD_IA', 'S3 Standard-IA, for infrequent access.'],
  ONEZONE_IA: ['ONEZONE_IA', 'S3 One Zone-IA, for infrequent access, in one Availability Zone.'],
  INTELLIGENT_TIERING: [
    'INTELLIGENT_TIERING',
    'S3 Intelligent-Tiering, which moves objects between tiers by their use. Objects in its archive tiers must be restored.',
  ],
  GLACIER_IR: ['GLACIER_IR', 'S3 Glacier Instant Retrieval. Objects are readable immediately.'],
  GLACIER: ['GLACIER', 'S3 Glacier Flexible Retrieval. Objects must be restored before they are readable.'],
  DEEP_ARCHIVE: ['DEEP_ARCHIVE', 'S3 Glacier Deep Archive. Objects must be restored before they are readable.'],
});

export const metadataDirective = enumeration<S3MetadataDirective>(
  'S3MetadataDirective',
  'The source of the metadata of copies.',
  {
    COPY: ['COPY', 'Copies keep the metadata of their source.'],
    REPLACE: ['REPLACE', 'Copies get the metadata of the job.'],
  },
);

export const sseAlgorithm = enumeration<S3SSEAlgorithm>('S3SseAlgorithm', 'The server-side encryption of copies.', {
  AES256: ['AES256', 'Encryption with a key that S3 manages (SSE-S3).'],
  KMS: ['KMS', 'Encryption with a key of AWS KMS (SSE-KMS).'],
});

// One enum for copies and for computed checksums, and one for both modes of Object Lock. AWS's values are the same, and a
// query over several operations could not otherwise select both members by their names.
export const checksumAlgorithm = enumeration<S3ChecksumAlgorithm & ComputeObjectChecksumAlgorithm>(
  'S3ChecksumAlgorithm',
  'The algorithm of an object checksum.',
  {
    CRC32: ['CRC32', 'CRC-32, 32 bits.'],
    CRC32C: ['CRC32C', 'CRC-32C, 32 bits.'],
    CRC64NVME: ['CRC64NVME', 'CRC-64/NVME, 64 bits.'],
    MD5: ['MD5', 'MD5, 128 bits.'],
    SHA1: ['SHA1', 'SHA-1, 160 bits.'],
    SHA256: ['SHA256', 'SHA-256, 256 bits.'],
    SHA512: ['SHA512', 'SHA-512, 512 bits.'],
    XXHASH3: ['XXHASH3', 'XXH3, 64 bits.'],
    XXHASH64: ['XXHASH64', 'XXH64, 64 bits.'],
    XXHASH128: ['XXHASH128', 'XXH128, 128 bits.'],
  },
);

export const computeObjectChecksumType = enumeration<ComputeObjectChecksumType>(
  'ComputeObjectChecksumType',
  'The data of an object that a checksum is computed over.',
  {
    COMPOSITE: ['COMPOSITE', 'The checksum is computed over the checksums of the parts.'],
    FULL_OBJECT: ['FULL_OBJECT', 'The checksum is computed over the whole object.'],
  },
);

export const objectLockLegalHoldStatus = enumeration<S3ObjectLockLegalHoldStatus>(
  'S3ObjectLockLegalHoldStatus',
  'Whether an object is under a legal hold of S3 Object Lock.',
  { OFF: ['OFF', 'The object is under no legal hold.'], ON: ['ON', 'The object is under a legal hold.'] },
);

export const objectLockMode = enumeration<S3ObjectLockMode & S3ObjectLockRetentionMode>(
  'S3ObjectLockMode',
  'The mode of an Object Lock retention.',
  {
    COMPLIANCE: ['COMPLIANCE', 'Nobody can shorten or lift the retention, including the root user.'],
    GOVERNANCE: ['GOVERNANCE', 'Only users with s3:BypassGovernanceRetention can shorten or lift the retention.'],
  },
);

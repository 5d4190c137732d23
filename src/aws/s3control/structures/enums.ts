// S3 Control's enums of Batch Operations, with the names their values have in GraphQL. A value missing here is a compile
// error.
import type {
  ComputeObjectChecksumAlgorithm,
  ComputeObjectChecksumType,
  JobManifestFieldName,
  JobManifestFormat,
  JobReportScope,
  ReplicationStatus,
  S3ChecksumAlgorithm,
  S3GlacierJobTier,
  S3GranteeTypeIdentifier,
  S3MetadataDirective,
  S3ObjectLockLegalHoldStatus,
  S3ObjectLockMode,
  S3ObjectLockRetentionMode,
  S3SSEAlgorithm,
  S3StorageClass,
} from '@aws-sdk/client-s3-control';
import { enumeration } from '../../structure.ts';

export const granteeTypeIdentifier = enumeration<S3GranteeTypeIdentifier>(
  'S3GranteeTypeIdentifier',
  'How a grantee is named.',
  { id: 'ID', emailAddress: 'EMAIL_ADDRESS', uri: 'URI' },
  {
    ID: 'By the canonical user ID.',
    EMAIL_ADDRESS: 'By the e-mail address of an AWS account.',
    URI: 'By the address of a predefined group.',
  },
);

export const jobManifestFormat = enumeration<JobManifestFormat>(
  'JobManifestFormat',
  'How a manifest is written.',
  {
    S3BatchOperations_CSV_20180820: 'S3_BATCH_OPERATIONS_CSV_20180820',
    S3InventoryReport_CSV_20161130: 'S3_INVENTORY_REPORT_CSV_20161130',
  },
  {
    S3_BATCH_OPERATIONS_CSV_20180820: 'A CSV object with the columns of `fields`: no header row, keys URL-encoded.',
    S3_INVENTORY_REPORT_CSV_20161130: 'The manifest.json of a CSV inventory report of S3 Inventory.',
  },
);

export const jobManifestFieldName = enumeration<JobManifestFieldName>(
  'JobManifestFieldName',
  'What a column of a CSV manifest holds.',
  { Ignore: 'IGNORE', Bucket: 'BUCKET', Key: 'KEY', VersionId: 'VERSION_ID' },
  {
    IGNORE: 'Nothing for the job.',
    BUCKET: 'The bucket; the same in every row.',
    KEY: "The object's key, URL-encoded.",
    VERSION_ID: "The object's version, in all rows or in none.",
  },
);

export const glacierJobTier = enumeration<S3GlacierJobTier>(
  'GlacierJobTier',
  'How fast objects are restored. S3 Batch Operations has no Expedited tier.',
  { BULK: 'BULK', STANDARD: 'STANDARD' },
  {
    BULK: 'The cheapest: 5 to 12 hours from Glacier Flexible Retrieval, within 48 hours from Deep Archive.',
    STANDARD: '3 to 5 hours from Glacier Flexible Retrieval, within 12 hours from Deep Archive.',
  },
);

export const jobReportScope = enumeration<JobReportScope>(
  'JobReportScope',
  'Which tasks a completion report lists.',
  { AllTasks: 'ALL_TASKS', FailedTasksOnly: 'FAILED_TASKS_ONLY' },
  { ALL_TASKS: 'Every task.', FAILED_TASKS_ONLY: 'Those that failed.' },
);

export const replicationStatus = enumeration<ReplicationStatus>(
  'ReplicationStatus',
  'How far the replication of an object is.',
  { COMPLETED: 'COMPLETED', FAILED: 'FAILED', REPLICA: 'REPLICA', NONE: 'NONE' },
  {
    COMPLETED: 'It was replicated.',
    FAILED: 'Replicating it failed.',
    REPLICA: 'It is itself a replica.',
    NONE: 'It was never replicated.',
  },
);

export const storageClass = enumeration<S3StorageClass>(
  'S3StorageClass',
  'A storage class of S3.',
  {
    STANDARD: 'STANDARD',
    STANDARD_IA: 'STANDARD_IA',
    ONEZONE_IA: 'ONEZONE_IA',
    INTELLIGENT_TIERING: 'INTELLIGENT_TIERING',
    GLACIER_IR: 'GLACIER_IR',
    GLACIER: 'GLACIER',
    DEEP_ARCHIVE: 'DEEP_ARCHIVE',
  },
  {
    STANDARD_IA: 'For infrequent access.',
    ONEZONE_IA: 'For infrequent access, in one zone.',
    INTELLIGENT_TIERING: 'S3 moves each object by how it is used; its archive tiers have to be restored from.',
    GLACIER_IR: 'Glacier Instant Retrieval: readable at once.',
    GLACIER: 'Glacier Flexible Retrieval: to be restored before it can be read.',
    DEEP_ARCHIVE: 'Glacier Deep Archive: to be restored before it can be read.',
  },
);

export const metadataDirective = enumeration<S3MetadataDirective>(
  'S3MetadataDirective',
  "Where a copy's metadata comes from.",
  { COPY: 'COPY', REPLACE: 'REPLACE' },
  { COPY: 'From the source object.', REPLACE: 'From the job.' },
);

export const sseAlgorithm = enumeration<S3SSEAlgorithm>(
  'S3SseAlgorithm',
  'Server-side encryption of a copy.',
  { AES256: 'AES256', KMS: 'KMS' },
  { AES256: 'By a key that S3 manages (SSE-S3).', KMS: 'By a key of AWS KMS (SSE-KMS).' },
);

// One enum for copies and for computed checksums, and one for both modes of Object Lock: AWS's values are the same, and
// a query that asks for several operations could not otherwise ask for both members by their names.
export const checksumAlgorithm = enumeration<S3ChecksumAlgorithm & ComputeObjectChecksumAlgorithm>(
  'S3ChecksumAlgorithm',
  'How the checksum of an object is made.',
  {
    CRC32: 'CRC32',
    CRC32C: 'CRC32C',
    CRC64NVME: 'CRC64NVME',
    MD5: 'MD5',
    SHA1: 'SHA1',
    SHA256: 'SHA256',
    SHA512: 'SHA512',
    XXHASH3: 'XXHASH3',
    XXHASH64: 'XXHASH64',
    XXHASH128: 'XXHASH128',
  },
);

export const computeObjectChecksumType = enumeration<ComputeObjectChecksumType>(
  'ComputeObjectChecksumType',
  'What a checksum is taken over.',
  { COMPOSITE: 'COMPOSITE', FULL_OBJECT: 'FULL_OBJECT' },
  { COMPOSITE: "The checksums of the object's parts.", FULL_OBJECT: 'The whole object.' },
);

export const objectLockLegalHoldStatus = enumeration<S3ObjectLockLegalHoldStatus>(
  'S3ObjectLockLegalHoldStatus',
  'Whether an object is under a legal hold.',
  { OFF: 'OFF', ON: 'ON' },
);

export const objectLockMode = enumeration<S3ObjectLockMode & S3ObjectLockRetentionMode>(
  'S3ObjectLockMode',
  'How strictly a retention is kept.',
  { COMPLIANCE: 'COMPLIANCE', GOVERNANCE: 'GOVERNANCE' },
  {
    COMPLIANCE: 'Nobody can shorten or lift it, the root user included.',
    GOVERNANCE: 'Only users with s3:BypassGovernanceRetention can shorten or lift it.',
  },
);

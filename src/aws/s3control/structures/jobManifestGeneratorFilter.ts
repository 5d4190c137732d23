// Which objects of a bucket a generated manifest lists.
import type {
  DSSEKMSFilter,
  JobManifestGeneratorFilter,
  KeyNameConstraint,
  ObjectEncryptionFilter,
  SSEKMSFilter,
} from '@aws-sdk/client-s3-control';
import { arn, boolean, date, flag, list, optional, size, structure, text } from '../../structure.ts';
import { replicationStatus, storageClass } from './enums.ts';

const keyNameConstraint = structure<KeyNameConstraint>(
  {
    aws: 'KeyNameConstraint',
    description:
      'What the keys of the listed objects look like. Each member takes a list of one text; null where not given.',
  },
  {
    MatchAnyPrefix: optional(list(text), 'What keys begin with.'),
    MatchAnySuffix: optional(list(text), 'What keys end with.'),
    MatchAnySubstring: optional(list(text), 'What stands anywhere in keys.'),
  },
);

const keyOfFilter = 'Only this customer managed key; any key where null. Best one of the region of the job.';

const sseKmsFilter = structure<SSEKMSFilter>(
  { aws: 'SSEKMSFilter', description: 'Objects encrypted by a key of AWS KMS (SSE-KMS).' },
  {
    KmsKeyArn: optional(arn, keyOfFilter),
    BucketKeyEnabled: optional(boolean, 'Only objects with, or without, an S3 Bucket Key; either where null.'),
  },
);

const dsseKmsFilter = structure<DSSEKMSFilter>(
  { aws: 'DSSEKMSFilter', description: 'Objects encrypted twice by keys of AWS KMS (DSSE-KMS).' },
  { KmsKeyArn: optional(arn, keyOfFilter) },
);

const objectEncryptionFilter = structure<ObjectEncryptionFilter>(
  {
    aws: 'ObjectEncryptionFilter',
    description:
      'A kind of server-side encryption: one of the members, the others are null. All are null where AWS names a kind that this gateway does not know.',
    union: true,
  },
  {
    SSES3: optional(flag, 'True: objects encrypted by a key that S3 manages (SSE-S3).'),
    SSEKMS: optional(sseKmsFilter, 'Objects encrypted by a key of AWS KMS (SSE-KMS).'),
    DSSEKMS: optional(dsseKmsFilter, 'Objects encrypted twice by keys of AWS KMS (DSSE-KMS).'),
    SSEC: optional(flag, 'True: objects encrypted by a key of the customer (SSE-C).'),
    NOTSSE: optional(flag, 'True: objects without server-side encryption.'),
  },
);

export const jobManifestGeneratorFilter = structure<JobManifestGeneratorFilter>(
  {
    aws: 'JobManifestGeneratorFilter',
    description: 'Which objects a generated manifest lists: those that meet every member given. The others are null.',
  },
  {
    EligibleForReplication: optional(
      boolean,
      "True: objects that the source bucket's replication rules replicate. What S3 Batch Replication works on.",
    ),
    CreatedAfter: optional(date, 'Objects created after this moment.'),
    CreatedBefore: optional(date, 'Objects created before this moment.'),
    ObjectReplicationStatuses: optional(list(replicationStatus), 'Objects with one of these replication statuses.'),
    KeyNameConstraint: optional(keyNameConstraint, 'Objects whose keys look like this.'),
    ObjectSizeGreaterThanBytes: optional(size, 'Objects of more than so many bytes.'),
    ObjectSizeLessThanBytes: optional(size, 'Objects of fewer than so many bytes.'),
    MatchAnyStorageClass: optional(list(storageClass), 'Objects of one of these storage classes.'),
    MatchAnyObjectEncryption: optional(list(objectEncryptionFilter), 'Objects encrypted in one of these ways.'),
  },
);

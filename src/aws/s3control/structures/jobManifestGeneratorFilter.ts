// The filter of a generated manifest: selects objects of a bucket.
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
    description: 'Selects objects by their keys. Each field is a list with one string, or null if not given.',
  },
  {
    MatchAnyPrefix: optional(list(text), 'Objects whose keys begin with this text.'),
    MatchAnySuffix: optional(list(text), 'Objects whose keys end with this text.'),
    MatchAnySubstring: optional(list(text), 'Objects whose keys contain this text.'),
  },
);

const keyOfFilter =
  'The ARN of a customer managed key; any key if null. AWS recommends a key in the region of the job.';

const sseKmsFilter = structure<SSEKMSFilter>(
  { aws: 'SSEKMSFilter', description: 'Selects objects encrypted with a key of AWS KMS (SSE-KMS).' },
  {
    KmsKeyArn: optional(arn, keyOfFilter),
    BucketKeyEnabled: optional(
      boolean,
      'True for objects with an S3 Bucket Key, false for objects without one; both if null.',
    ),
  },
);

const dsseKmsFilter = structure<DSSEKMSFilter>(
  { aws: 'DSSEKMSFilter', description: 'Selects objects encrypted twice with keys of AWS KMS (DSSE-KMS).' },
  { KmsKeyArn: optional(arn, keyOfFilter) },
);

const objectEncryptionFilter = structure<ObjectEncryptionFilter>(
  {
    aws: 'ObjectEncryptionFilter',
    description:
      'Selects objects by one kind of server-side encryption. Exactly one field is set; all are null if AWS returns a kind that the gateway does not know.',
    union: true,
  },
  {
    SSES3: optional(flag, 'True selects objects encrypted with a key that S3 manages (SSE-S3).'),
    SSEKMS: optional(sseKmsFilter, 'Selects objects encrypted with a key of AWS KMS (SSE-KMS).'),
    DSSEKMS: optional(dsseKmsFilter, 'Selects objects encrypted twice with keys of AWS KMS (DSSE-KMS).'),
    SSEC: optional(flag, 'True selects objects encrypted with a key of the customer (SSE-C).'),
    NOTSSE: optional(flag, 'True selects objects without server-side encryption.'),
  },
);

export const jobManifestGeneratorFilter = structure<JobManifestGeneratorFilter>(
  {
    aws: 'JobManifestGeneratorFilter',
    description: 'Selects the objects of a generated manifest. All given fields must match; the others are null.',
  },
  {
    EligibleForReplication: optional(
      boolean,
      "True selects objects that the source bucket's replication rules replicate, as for S3 Batch Replication.",
    ),
    CreatedAfter: optional(date, 'Objects created after this time.'),
    CreatedBefore: optional(date, 'Objects created before this time.'),
    ObjectReplicationStatuses: optional(list(replicationStatus), 'Objects with one of these replication statuses.'),
    KeyNameConstraint: optional(keyNameConstraint, 'Objects whose keys match.'),
    ObjectSizeGreaterThanBytes: optional(size, 'Objects larger than this size in bytes.'),
    ObjectSizeLessThanBytes: optional(size, 'Objects smaller than this size in bytes.'),
    MatchAnyStorageClass: optional(list(storageClass), 'Objects of one of these storage classes.'),
    MatchAnyObjectEncryption: optional(list(objectEncryptionFilter), 'Objects with one of these kinds of encryption.'),
  },
);

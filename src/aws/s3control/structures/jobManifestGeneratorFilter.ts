// The filter of a generated manifest: selects objects of a bucket.
import type {
  DSSEKMSFilter,
  JobManifestGeneratorFilter,
  KeyNameConstraint,
  ObjectEncryptionFilter,
  SSEKMSFilter,
} from '@aws-sdk/client-s3-control';
import { ascending, kmsKeyArn, listOfOne, sizeFrom, textOf } from '../../inputRules.ts';
import { boolean, date, flag, list, optional, structure } from '../../structure.ts';
import { replicationStatus, storageClass } from './enums.ts';

const keyText = listOfOne(textOf(1024));

const keyNameConstraint = structure<KeyNameConstraint>(
  {
    aws: 'KeyNameConstraint',
    description: 'Selects objects by their keys. Each field is a list with one string.',
  },
  {
    MatchAnyPrefix: optional(keyText, 'Objects whose keys begin with this text.'),
    MatchAnySuffix: optional(keyText, 'Objects whose keys end with this text.'),
    MatchAnySubstring: optional(keyText, 'Objects whose keys contain this text.'),
  },
);

const keyOfFilter = 'The ARN of a customer managed key. AWS recommends a key in the region of the job.';
const anyKey = { whenNull: 'Null selects any key.', inInput: 'Any key if omitted.' };

const sseKmsFilter = structure<SSEKMSFilter>(
  { aws: 'SSEKMSFilter', description: 'Selects objects encrypted with a key of AWS KMS (SSE-KMS).' },
  {
    KmsKeyArn: optional(kmsKeyArn, keyOfFilter, anyKey),
    BucketKeyEnabled: optional(boolean, 'True for objects with an S3 Bucket Key, false for objects without one.', {
      whenNull: 'Null selects both.',
      inInput: 'Both if omitted.',
    }),
  },
);

const dsseKmsFilter = structure<DSSEKMSFilter>(
  { aws: 'DSSEKMSFilter', description: 'Selects objects encrypted twice with keys of AWS KMS (DSSE-KMS).' },
  { KmsKeyArn: optional(kmsKeyArn, keyOfFilter, anyKey) },
);

const objectEncryptionFilter = structure<ObjectEncryptionFilter>(
  {
    aws: 'ObjectEncryptionFilter',
    description: 'Selects objects by one kind of server-side encryption. At most one field is not null.',
    inputDescription: 'Selects objects by one kind of server-side encryption. Exactly one field is required.',
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
    description: 'Selects the objects of a generated manifest. All given fields must match.',
    rules: [
      ascending('createdAfter', 'createdBefore'),
      ascending('objectSizeGreaterThanBytes', 'objectSizeLessThanBytes'),
    ],
  },
  {
    EligibleForReplication: optional(
      boolean,
      "True selects objects that the source bucket's replication rules replicate, as for S3 Batch Replication.",
    ),
    CreatedAfter: optional(date, 'Objects created after this time.'),
    CreatedBefore: optional(date, 'Objects created before this time.'),
    ObjectReplicationStatuses: optional(list(replicationStatus), 'Objects with one of these replication statuses.', {
      inInput: 'All objects if omitted or empty.',
    }),
    KeyNameConstraint: optional(keyNameConstraint, 'Objects whose keys match.'),
    ObjectSizeGreaterThanBytes: optional(sizeFrom(0), 'Objects larger than this size in bytes.'),
    ObjectSizeLessThanBytes: optional(sizeFrom(1), 'Objects smaller than this size in bytes.'),
    MatchAnyStorageClass: optional(list(storageClass), 'Objects of one of these storage classes.', {
      inInput: 'Objects of all storage classes if omitted or empty.',
    }),
    MatchAnyObjectEncryption: optional(listOfOne(objectEncryptionFilter), 'Objects with this kind of encryption.'),
  },
);

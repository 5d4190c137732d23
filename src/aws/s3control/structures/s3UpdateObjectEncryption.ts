// The operation that changes the server-side encryption of each object in place.
import type {
  ObjectEncryption,
  S3UpdateObjectEncryptionOperation,
  S3UpdateObjectEncryptionSSEKMS,
} from '@aws-sdk/client-s3-control';
import { arn, boolean, optional, required, structure } from '../../structure.ts';

const sseKms = structure<S3UpdateObjectEncryptionSSEKMS>(
  { aws: 'S3UpdateObjectEncryptionSSEKMS', description: 'Encryption with a key of AWS KMS (SSE-KMS).' },
  {
    KMSKeyArn: required(arn, 'The ARN of the KMS key.'),
    BucketKeyEnabled: optional(boolean, 'Whether to use an S3 Bucket Key; null means false.', false),
  },
);

const objectEncryption = structure<ObjectEncryption>(
  { aws: 'ObjectEncryption', description: 'The new encryption of objects. AWS supports only SSE-KMS.', union: true },
  {
    SSEKMS: optional(
      sseKms,
      'Encryption with a key of AWS KMS; null if AWS returns a kind that the gateway does not know.',
    ),
  },
);

export const s3UpdateObjectEncryption = structure<S3UpdateObjectEncryptionOperation>(
  {
    aws: 'S3UpdateObjectEncryptionOperation',
    input: 'S3UpdateObjectEncryptionInput',
    description: 'Changes the server-side encryption of each object of the manifest without copying its data.',
  },
  {
    ObjectEncryption: optional(objectEncryption, 'The new encryption of each object; null if AWS does not report it.'),
  },
);

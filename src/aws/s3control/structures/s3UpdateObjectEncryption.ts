// The operation that changes the server-side encryption of each object in place.
import type {
  ObjectEncryption,
  S3UpdateObjectEncryptionOperation,
  S3UpdateObjectEncryptionSSEKMS,
} from '@aws-sdk/client-s3-control';
import { kmsKeyArn } from '../../inputRules.ts';
import { boolean, optional, required, requiredInput, structure } from '../../structure.ts';

const sseKms = structure<S3UpdateObjectEncryptionSSEKMS>(
  { aws: 'S3UpdateObjectEncryptionSSEKMS', description: 'Encryption with a key of AWS KMS (SSE-KMS).' },
  {
    KMSKeyArn: required(kmsKeyArn, 'The ARN of the key.'),
    BucketKeyEnabled: optional(boolean, 'Whether to use an S3 Bucket Key.', {
      whenNull: 'Null means false.',
      inputDefault: false,
    }),
  },
);

const objectEncryption = structure<ObjectEncryption>(
  {
    aws: 'ObjectEncryption',
    description: 'The new encryption of objects. AWS supports only SSE-KMS.',
    inputDescription: 'The new encryption of objects. Exactly one field is required; AWS supports only SSE-KMS.',
    union: true,
  },
  {
    SSEKMS: optional(sseKms, 'Encryption with a key of AWS KMS.', {
      whenNull: 'Null if AWS returns a kind that the gateway does not know.',
    }),
  },
);

export const s3UpdateObjectEncryption = structure<S3UpdateObjectEncryptionOperation>(
  {
    aws: 'S3UpdateObjectEncryptionOperation',
    input: 'S3UpdateObjectEncryptionInput',
    description: 'Changes the server-side encryption of each object of the manifest without copying its data.',
  },
  { ObjectEncryption: requiredInput(objectEncryption, 'The new encryption of each object.') },
);

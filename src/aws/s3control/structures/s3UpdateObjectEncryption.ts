// Changes the server-side encryption of every object in its place.
import type {
  ObjectEncryption,
  S3UpdateObjectEncryptionOperation,
  S3UpdateObjectEncryptionSSEKMS,
} from '@aws-sdk/client-s3-control';
import { arn, boolean, optional, required, structure } from '../../structure.ts';

const sseKms = structure<S3UpdateObjectEncryptionSSEKMS>(
  { aws: 'S3UpdateObjectEncryptionSSEKMS', description: 'Encryption by a key of AWS KMS (SSE-KMS).' },
  {
    KMSKeyArn: required(arn, 'The key.'),
    BucketKeyEnabled: optional(boolean, 'Whether through an S3 Bucket Key; null where not given, which means no.'),
  },
);

const objectEncryption = structure<ObjectEncryption>(
  { aws: 'ObjectEncryption', description: 'The encryption that objects get. AWS offers SSE-KMS alone.', union: true },
  { SSEKMS: optional(sseKms, 'By a key of AWS KMS; null where AWS names a kind that this gateway does not know.') },
);

export const s3UpdateObjectEncryption = structure<S3UpdateObjectEncryptionOperation>(
  {
    aws: 'S3UpdateObjectEncryptionOperation',
    input: 'S3UpdateObjectEncryptionInput',
    description: 'Changes the server-side encryption of every object of the manifest, without moving its data.',
  },
  { ObjectEncryption: optional(objectEncryption, 'What every object gets; null where AWS does not say.') },
);

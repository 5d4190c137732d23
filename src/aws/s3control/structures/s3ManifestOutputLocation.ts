// Where a generated manifest is written, and how it is encrypted there.
import type {
  GeneratedManifestEncryption,
  GeneratedManifestFormat,
  S3ManifestOutputLocation,
  SSEKMSEncryption,
} from '@aws-sdk/client-s3-control';
import { accountId, arn, flag, optional, required, structure, text, verbatim } from '../../structure.ts';

const sseKmsEncryption = structure<SSEKMSEncryption>(
  { aws: 'SSEKMSEncryption', description: 'Encryption of a generated manifest by a key of AWS KMS (SSE-KMS).' },
  { KeyId: required(text, 'The ID of a symmetric customer managed key.') },
);

const generatedManifestEncryption = structure<GeneratedManifestEncryption>(
  {
    aws: 'GeneratedManifestEncryption',
    description: 'How a generated manifest is encrypted: one of the members, the other is null.',
  },
  {
    SSES3: optional(flag, 'True: by a key that S3 manages (SSE-S3).'),
    SSEKMS: optional(sseKmsEncryption, 'By a key of AWS KMS (SSE-KMS).'),
  },
);

export const s3ManifestOutputLocation = structure<S3ManifestOutputLocation>(
  { aws: 'S3ManifestOutputLocation', description: 'Where a generated manifest is written.' },
  {
    ExpectedManifestBucketOwner: optional(accountId, 'The account that must own the bucket; null where not given.'),
    Bucket: required(arn, 'The bucket, e.g. arn:aws:s3:::bucket; no directory bucket.'),
    ManifestPrefix: optional(text, "What the manifest's key begins with; 1 to 512 characters. Null where not given."),
    ManifestEncryption: optional(generatedManifestEncryption, 'How it is encrypted; null where not given.'),
    ManifestFormat: required(
      verbatim<GeneratedManifestFormat>(),
      'How it is written, in the words of AWS: S3InventoryReport_CSV_20211130 is the only format.',
    ),
  },
);

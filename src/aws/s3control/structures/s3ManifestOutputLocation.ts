// The location and encryption of a generated manifest.
import type {
  GeneratedManifestEncryption,
  GeneratedManifestFormat,
  S3ManifestOutputLocation,
  SSEKMSEncryption,
} from '@aws-sdk/client-s3-control';
import { accountId, arn, flag, optional, required, structure, text, verbatim } from '../../structure.ts';

const sseKmsEncryption = structure<SSEKMSEncryption>(
  { aws: 'SSEKMSEncryption', description: 'Encryption of a generated manifest with a key of AWS KMS (SSE-KMS).' },
  { KeyId: required(text, 'The ID of a symmetric customer managed key.') },
);

const generatedManifestEncryption = structure<GeneratedManifestEncryption>(
  {
    aws: 'GeneratedManifestEncryption',
    description: 'The encryption of a generated manifest. One field is set; the other is null.',
  },
  {
    SSES3: optional(flag, 'True for encryption with a key that S3 manages (SSE-S3).'),
    SSEKMS: optional(sseKmsEncryption, 'Encryption with a key of AWS KMS (SSE-KMS).'),
  },
);

export const s3ManifestOutputLocation = structure<S3ManifestOutputLocation>(
  { aws: 'S3ManifestOutputLocation', description: 'The location of a generated manifest in S3.' },
  {
    ExpectedManifestBucketOwner: optional(accountId, 'The account that must own the bucket; null if not given.'),
    Bucket: required(arn, 'The ARN of the bucket, e.g. arn:aws:s3:::bucket. Directory buckets are not supported.'),
    ManifestPrefix: optional(text, 'The key prefix of the manifest, 1 to 512 characters; null if not given.'),
    ManifestEncryption: optional(generatedManifestEncryption, 'The encryption of the manifest; null if not given.'),
    ManifestFormat: required(
      verbatim<GeneratedManifestFormat>(),
      'The format of the manifest as AWS names it. S3InventoryReport_CSV_20211130 is the only format.',
    ),
  },
);

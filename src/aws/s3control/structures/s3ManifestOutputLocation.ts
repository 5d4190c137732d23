// The location and encryption of a generated manifest.
import type {
  GeneratedManifestEncryption,
  S3ManifestOutputLocation,
  SSEKMSEncryption,
} from '@aws-sdk/client-s3-control';
import { bucketArn, keyPrefix, kmsKeyId } from '../../inputRules.ts';
import { accountId, flag, optional, required, structure } from '../../structure.ts';
import { generatedManifestFormat } from './enums.ts';

const sseKmsEncryption = structure<SSEKMSEncryption>(
  { aws: 'SSEKMSEncryption', description: 'Encryption of a generated manifest with a key of AWS KMS (SSE-KMS).' },
  { KeyId: required(kmsKeyId, 'The symmetric customer managed key.') },
);

const generatedManifestEncryption = structure<GeneratedManifestEncryption>(
  {
    aws: 'GeneratedManifestEncryption',
    description: 'The encryption of a generated manifest. At most one field is not null.',
    inputDescription: 'The encryption of a generated manifest. Exactly one field is required.',
    union: true,
  },
  {
    SSES3: optional(flag, 'True for encryption with a key that S3 manages (SSE-S3).'),
    SSEKMS: optional(sseKmsEncryption, 'Encryption with a key of AWS KMS (SSE-KMS).'),
  },
);

export const s3ManifestOutputLocation = structure<S3ManifestOutputLocation>(
  { aws: 'S3ManifestOutputLocation', description: 'The location of a generated manifest in S3.' },
  {
    ExpectedManifestBucketOwner: optional(accountId, 'The account that must own the bucket.'),
    Bucket: required(bucketArn, 'The ARN of the bucket. Directory buckets are not supported.'),
    ManifestPrefix: optional(keyPrefix(512), 'The key prefix of the manifest.'),
    ManifestEncryption: optional(generatedManifestEncryption, 'The encryption of the manifest.'),
    ManifestFormat: required(generatedManifestFormat, 'The format of the manifest.', {
      inputDefault: 'S3_INVENTORY_REPORT_CSV_20211130',
    }),
  },
);

// The operation that requests the restore of each archived object. The job completes when all restores are requested.
import type { S3InitiateRestoreObjectOperation } from '@aws-sdk/client-s3-control';
import { intFrom } from '../../inputRules.ts';
import { optional, structure } from '../../structure.ts';
import { glacierJobTier } from './enums.ts';

export const s3InitiateRestoreObject = structure<S3InitiateRestoreObjectOperation>(
  {
    aws: 'S3InitiateRestoreObjectOperation',
    input: 'S3InitiateRestoreObjectInput',
    description:
      'Requests the restore of each archived object of the manifest. A complete job has requested the restores; the objects become readable hours later, depending on `glacierJobTier`.',
  },
  {
    ExpirationInDays: optional(
      intFrom(1),
      'The lifetime of the restored copies in days. Objects of Glacier Flexible Retrieval and Deep Archive require it; the archive tiers of Intelligent-Tiering do not allow it. One job cannot mix the two.',
    ),
    GlacierJobTier: optional(glacierJobTier, 'The restore tier.', { inInput: 'AWS chooses it if it is omitted.' }),
  },
);

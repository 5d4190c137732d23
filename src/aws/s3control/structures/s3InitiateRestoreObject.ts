// The operation that requests the restore of each archived object. The job completes when all restores are requested.
import type { S3InitiateRestoreObjectOperation } from '@aws-sdk/client-s3-control';
import { int, optional, structure } from '../../structure.ts';
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
      int,
      'The lifetime of the restored copies in days, 1 or more. Required for Glacier Flexible Retrieval and Deep Archive; omit it for the archive tiers of Intelligent-Tiering. One job cannot mix the two.',
    ),
    GlacierJobTier: optional(glacierJobTier, 'The restore tier; null if not given.'),
  },
);

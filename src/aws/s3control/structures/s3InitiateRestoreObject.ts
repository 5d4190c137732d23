// Asks for the restore of every archived object. The job ends once they are asked for.
import type { S3InitiateRestoreObjectOperation } from '@aws-sdk/client-s3-control';
import { int, optional, structure } from '../../structure.ts';
import { glacierJobTier } from './enums.ts';

export const s3InitiateRestoreObject = structure<S3InitiateRestoreObjectOperation>(
  {
    aws: 'S3InitiateRestoreObjectOperation',
    input: 'S3InitiateRestoreObjectInput',
    description:
      'Asks S3 to restore every archived object of the manifest. A job that is Complete has requested the restores: the objects become readable hours later, as `glacierJobTier` says.',
  },
  {
    ExpirationInDays: optional(
      int,
      'For how many days the restored copies stay, 1 or more. Required for objects of Glacier Flexible Retrieval and Deep Archive; to be left out, and null, for the archive tiers of Intelligent-Tiering. One job cannot mix the two.',
    ),
    GlacierJobTier: optional(glacierJobTier, 'How fast; null where not given.'),
  },
);

// Sets or lifts the Object Lock retention of every object.
import type { S3Retention, S3SetObjectRetentionOperation } from '@aws-sdk/client-s3-control';
import { boolean, date, optional, required, structure } from '../../structure.ts';
import { objectLockMode } from './enums.ts';

const s3Retention = structure<S3Retention>(
  {
    aws: 'S3Retention',
    description:
      'A retention of S3 Object Lock. Without `mode` and `retainUntilDate` it lifts the retention of the objects.',
  },
  {
    RetainUntilDate: optional(date, 'When the retention ends; null where it is lifted.'),
    Mode: optional(objectLockMode, 'How strictly it is kept; null where it is lifted.'),
  },
);

export const s3PutObjectRetention = structure<S3SetObjectRetentionOperation>(
  {
    aws: 'S3SetObjectRetentionOperation',
    name: 'S3PutObjectRetentionOperation',
    input: 'S3PutObjectRetentionInput',
    description: 'Sets the retention of every object of the manifest. Buckets with S3 Object Lock only.',
  },
  {
    BypassGovernanceRetention: optional(
      boolean,
      'Whether objects under a GOVERNANCE retention are changed too; null where not given, which means no.',
    ),
    Retention: required(s3Retention, 'The retention that every object gets.'),
  },
);

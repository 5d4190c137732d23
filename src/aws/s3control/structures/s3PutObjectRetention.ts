// The operation that sets or lifts the Object Lock retention of each object.
import type { S3Retention, S3SetObjectRetentionOperation } from '@aws-sdk/client-s3-control';
import { together } from '../../inputRules.ts';
import { boolean, date, optional, required, structure } from '../../structure.ts';
import { objectLockMode } from './enums.ts';

const s3Retention = structure<S3Retention>(
  {
    aws: 'S3Retention',
    description:
      'An Object Lock retention. Without `mode` and `retainUntilDate`, it lifts the retention of the objects.',
    rules: [together('mode', 'retainUntilDate')],
  },
  {
    RetainUntilDate: optional(date, 'The time when the retention ends.', {
      whenNull: 'Null if the job lifts the retention.',
      inInput: 'Required with `mode`; omit both to lift the retention.',
    }),
    Mode: optional(objectLockMode, 'The mode of the retention.', {
      whenNull: 'Null if the job lifts the retention.',
      inInput: 'Required with `retainUntilDate`; omit both to lift the retention.',
    }),
  },
);

export const s3PutObjectRetention = structure<S3SetObjectRetentionOperation>(
  {
    aws: 'S3SetObjectRetentionOperation',
    name: 'S3PutObjectRetentionOperation',
    input: 'S3PutObjectRetentionInput',
    description: 'Sets the retention of each object of the manifest. The bucket must have S3 Object Lock enabled.',
  },
  {
    BypassGovernanceRetention: optional(boolean, 'Whether to change objects under a GOVERNANCE retention too.', {
      whenNull: 'Null means false.',
      inputDefault: false,
    }),
    Retention: required(s3Retention, 'The new retention of each object.'),
  },
);

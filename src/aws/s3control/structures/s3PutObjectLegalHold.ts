// Puts or lifts a legal hold on every object.
import type { S3ObjectLockLegalHold, S3SetObjectLegalHoldOperation } from '@aws-sdk/client-s3-control';
import { required, structure } from '../../structure.ts';
import { objectLockLegalHoldStatus } from './enums.ts';

const s3ObjectLockLegalHold = structure<S3ObjectLockLegalHold>(
  { aws: 'S3ObjectLockLegalHold', description: 'A legal hold of S3 Object Lock.' },
  { Status: required(objectLockLegalHoldStatus, 'ON puts the hold, OFF lifts it.') },
);

export const s3PutObjectLegalHold = structure<S3SetObjectLegalHoldOperation>(
  {
    aws: 'S3SetObjectLegalHoldOperation',
    name: 'S3PutObjectLegalHoldOperation',
    input: 'S3PutObjectLegalHoldInput',
    description: 'Puts a legal hold on every object of the manifest, or lifts it. Buckets with S3 Object Lock only.',
  },
  { LegalHold: required(s3ObjectLockLegalHold, 'The hold that every object gets.') },
);

// The operation that puts or lifts a legal hold on each object.
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
    description:
      'Puts or lifts a legal hold on each object of the manifest. The bucket must have S3 Object Lock enabled.',
  },
  { LegalHold: required(s3ObjectLockLegalHold, 'The new legal hold of each object.') },
);

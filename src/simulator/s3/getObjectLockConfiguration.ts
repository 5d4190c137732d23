// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html
// Buckets have no default retention: PutObjectLockConfiguration is not simulated.
import {
  GetObjectLockConfiguration$,
  type GetObjectLockConfigurationCommandInput,
  type GetObjectLockConfigurationCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { S3Error } from '../protocol/s3/s3Error.ts';
import { findBucket } from './rules/findBucket.ts';

export const getObjectLockConfiguration = operation<
  GetObjectLockConfigurationCommandInput,
  GetObjectLockConfigurationCommandOutput
>(GetObjectLockConfiguration$, (input, context) => {
  const { hasObjectLock, name } = findBucket(input, context);
  if (hasObjectLock) return { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } };
  throw new S3Error(
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
    { status: 404, details: { BucketName: name } },
  );
});

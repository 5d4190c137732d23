// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
// A bucket that once had versioning can suspend it, and cannot become unversioned.
import {
  PutBucketVersioning$,
  type PutBucketVersioningCommandInput,
  type PutBucketVersioningCommandOutput,
} from '@aws-sdk/client-s3';
import { malformedXml, NotSimulated } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { S3Error } from '../protocol/s3/s3Error.ts';
import { findBucket } from './rules/findBucket.ts';

export const putBucketVersioning = operation<PutBucketVersioningCommandInput, PutBucketVersioningCommandOutput>(
  PutBucketVersioning$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration ?? {};
    if (mfaDelete === 'Enabled') throw new NotSimulated('The simulator has no MFA delete');
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml(`Status is Enabled or Suspended: ${status}`);
    if (bucket.hasObjectLock && status === 'Suspended') {
      throw new S3Error(
        'InvalidBucketState',
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
        { status: 409 },
      );
    }
    bucket.versioning = status;
    return {};
  },
);

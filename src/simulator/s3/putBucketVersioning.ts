// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
// A bucket that once had versioning can suspend it, and cannot become unversioned.
import {
  PutBucketVersioning$,
  type PutBucketVersioningCommandInput,
  type PutBucketVersioningCommandOutput,
} from '@aws-sdk/client-s3';
import { malformedXml, NotSimulated } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';

export const putBucketVersioning = operation<PutBucketVersioningCommandInput, PutBucketVersioningCommandOutput>(
  PutBucketVersioning$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration ?? {};
    if (mfaDelete === 'Enabled') throw new NotSimulated('The simulator has no MFA delete');
    if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml(`Status is Enabled or Suspended: ${status}`);
    bucket.versioning = status;
    return {};
  },
);

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
// As GetObject, also for an object that must be restored before it is read.
import { HeadObject$, type HeadObjectCommandInput, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { lengthOf } from '../world/ranges.ts';
import { checkReadConditions } from './rules/conditions.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { refuseCustomerKey } from './rules/newProperties.ts';
import { objectMembers } from './rules/objectMembers.ts';
import { requestedRange } from './rules/requestedRange.ts';

export const headObject = operation<HeadObjectCommandInput, HeadObjectCommandOutput>(HeadObject$, (input, context) => {
  refuseCustomerKey(input);
  const bucket = findBucket(input, context);
  const version = findVersion(bucket, input);
  checkReadConditions(version, input);
  const range = requestedRange(version, input);
  return {
    ...objectMembers({ bucket, version, range, input }, context),
    ContentLength: range ? lengthOf(range) : version.content.length,
  };
});

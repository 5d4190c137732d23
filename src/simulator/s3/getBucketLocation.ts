// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
// Answered in every region. Of us-east-1 the location is empty.
import {
  GetBucketLocation$,
  type GetBucketLocationCommandInput,
  type GetBucketLocationCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { knownBucket } from './rules/findBucket.ts';

type Location = NonNullable<GetBucketLocationCommandOutput['LocationConstraint']>;

export const getBucketLocation = operation<GetBucketLocationCommandInput, GetBucketLocationCommandOutput>(
  GetBucketLocation$,
  (input, context) => {
    const { region } = knownBucket(input, context);
    return { LocationConstraint: region === 'us-east-1' ? null : (region as Location) };
  },
);

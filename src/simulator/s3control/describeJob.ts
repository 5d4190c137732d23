// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DescribeJob.html
import { DescribeJob$, type DescribeJobCommandInput, type DescribeJobCommandOutput } from '@aws-sdk/client-s3-control';
import { operation } from '../http/operation.ts';
import { batchDescription } from './batch/batchDescription.ts';
import { findBatchJob } from './batch/findBatchJob.ts';

export const describeJob = operation<DescribeJobCommandInput, DescribeJobCommandOutput>(
  DescribeJob$,
  ({ JobId }, context) => ({
    Job: batchDescription(findBatchJob(context, JobId), context.location, context.now),
  }),
);

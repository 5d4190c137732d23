// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-describe-job-get.html
import { DescribeJob$, type DescribeJobCommandInput, type DescribeJobCommandOutput } from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { jobDescription } from '../world/jobDescription.ts';
import { findJob } from './rules/findJob.ts';
import { findVault } from './rules/findVault.ts';

export const describeJob = operation<DescribeJobCommandInput, DescribeJobCommandOutput>(
  DescribeJob$,
  ({ vaultName, jobId }, context) => {
    const vault = findVault(context, vaultName);
    return jobDescription(findJob(context, vault, jobId), vault, context.now);
  },
);

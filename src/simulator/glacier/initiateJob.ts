// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html
// InitiateJob has no idempotency token: every accepted request creates another job.
import { InitiateJob$, type InitiateJobCommandInput, type InitiateJobCommandOutput } from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';
import { newJob } from './rules/newJob.ts';

export const initiateJob = operation<InitiateJobCommandInput, InitiateJobCommandOutput>(
  InitiateJob$,
  ({ vaultName, jobParameters = {} }, context) => {
    const { world, account } = context;
    const vault = findVault(context, vaultName);
    const job = world.addJob(vault, newJob(jobParameters, vault, context));
    return {
      jobId: job.id,
      location: `/${account.accountId}/vaults/${vault.name}/jobs/${job.id}`,
      ...(job.action === 'Select' ? { jobOutputPath: job.outputPath } : {}),
    };
  },
);

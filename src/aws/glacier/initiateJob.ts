// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html
import { InitiateJobCommand, type JobParameters } from '@aws-sdk/client-glacier';
import { IndeterminateError } from '../../errors.ts';
import { glacier } from '../awsCall.ts';
import type { AwsSession } from '../createAws.ts';
import type { VaultKey } from '../location.ts';

export interface StartedJob {
  jobId: string;
  /** The job's relative address. */
  location: string;
  /** Where a select job puts its result; null for the other kinds. */
  jobOutputPath: string | null;
}

/** Starts a job, which costs money and cannot be undone; not any more once `until` is aborted. */
export async function initiateJob(
  aws: AwsSession,
  vault: VaultKey,
  jobParameters: JobParameters,
  until?: AbortSignal,
): Promise<StartedJob> {
  const output = await aws.start(
    glacier(
      'InitiateJob',
      vault,
      new InitiateJobCommand({ accountId: vault.accountId, vaultName: vault.vaultName, jobParameters }),
    ),
    until,
  );
  // The SDK takes a 202 without the header for a success.
  if (!output.jobId) {
    throw new IndeterminateError(
      'AWS accepted the start but did not name the job. Look for it in the jobs of the vault before starting it again.',
      { awsCode: null, awsRequestId: output.$metadata.requestId ?? null },
    );
  }
  return {
    jobId: output.jobId,
    location: output.location ?? `/${vault.accountId}/vaults/${vault.vaultName}/jobs/${output.jobId}`,
    jobOutputPath: output.jobOutputPath ?? null,
  };
}

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html
import { InitiateJobCommand, type JobParameters } from '@aws-sdk/client-glacier';
import { IndeterminateError } from '../../core/errors.ts';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';

/** As AWS tells it. */
export interface InitiatedJob {
  jobId: string;
  /** The job's relative address. */
  location: string;
  /** Where a select job puts its result; null for the other kinds. */
  jobOutputPath: string | null;
}

export const jobLocation = ({ accountId, vaultName }: VaultKey, jobId: string): string =>
  `/${accountId}/vaults/${vaultName}/jobs/${jobId}`;

/**
 * Starts a job, which costs money and cannot be undone, in one try: IndeterminateError where it may have been done.
 * `leave` is waited for right before it is sent.
 */
export async function initiateJob(
  aws: AwsSession,
  vault: VaultKey,
  jobParameters: JobParameters,
  leave: () => Promise<void>,
): Promise<InitiatedJob> {
  const output = await aws.start(
    glacier(
      'InitiateJob',
      vault,
      new InitiateJobCommand({ accountId: vault.accountId, vaultName: vault.vaultName, jobParameters }),
    ),
    leave,
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
    location: output.location ?? jobLocation(vault, output.jobId),
    jobOutputPath: output.jobOutputPath ?? null,
  };
}

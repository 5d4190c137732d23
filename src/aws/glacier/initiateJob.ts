// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html
import { InitiateJobCommand, type JobParameters } from '@aws-sdk/client-glacier';
import { IndeterminateError } from '../../core/errors.ts';
import { glacierJobPath, type VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { jobIdOf } from '../jobIdOf.ts';

export const initiateJobOperation = defineOperation({
  service: 'glacier',
  name: 'InitiateJob',
  action: 'start',
  iam: ['glacier:InitiateJob'],
  retry: 'once',
});

export interface InitiatedJob {
  jobId: string;
  /** The job's relative address. */
  location: string;
  /** Where a select job stores its result; null for the other kinds. */
  jobOutputPath: string | null;
}

/**
 * Starts a job, which costs money and cannot be undone, in one attempt. IndeterminateError if AWS may have started it.
 * `beforeSend` is awaited right before it is sent.
 */
export async function initiateJob(
  aws: AwsSession,
  vault: VaultKey,
  jobParameters: JobParameters,
  beforeSend: () => Promise<void>,
): Promise<InitiatedJob> {
  const output = await aws.write(
    glacier(
      initiateJobOperation,
      vault,
      new InitiateJobCommand({ accountId: vault.accountId, vaultName: vault.vaultName, jobParameters }),
    ),
    beforeSend,
  );
  // The SDK treats a 202 without the header as a success.
  const jobId = jobIdOf(output.jobId) ?? jobIdIn(output.location);
  if (!jobId) {
    throw new IndeterminateError(
      'AWS accepted the start but did not name the job. List the jobs of the vault before you start it again.',
      { awsCode: null, awsRequestId: output.$metadata.requestId ?? null },
    );
  }
  return {
    jobId,
    location: glacierJobPath({ ...vault, jobId }),
    jobOutputPath: output.jobOutputPath ?? null,
  };
}

/** AWS sends the path of the job too, as /111122223333/vaults/photos/jobs/<id>; other servers send a whole URL. */
const jobIdIn = (location: string | undefined): string | null => jobIdOf(location?.match(/\/jobs\/([^/?#]+)/)?.[1]);

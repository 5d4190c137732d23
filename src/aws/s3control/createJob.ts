// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
import { CreateJobCommand, type CreateJobRequest } from '@aws-sdk/client-s3-control';
import { IndeterminateError, InvalidInputError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { retryTokenStart } from '../client/retryTokenStart.ts';
import { jobIdOf } from '../jobIdOf.ts';

/** AWS requires the right to pass the role that the job runs as. A repeat carries the same token: retryTokenStart. */
export const createJobOperation = defineOperation({
  service: 's3Control',
  name: 'CreateJob',
  action: 'start',
  iam: ['s3:CreateJob', 'iam:PassRole'],
  retry: 'once',
});

export type NewBatchJob = Omit<CreateJobRequest, 'AccountId' | 'ConfirmationRequired' | 'ClientRequestToken'> & {
  /** Always sent: AWS treats a missing one as true, whatever its model says. */
  ConfirmationRequired: boolean;
  /** Makes retries of the call, ours and the SDK's, the same job. */
  ClientRequestToken: string;
};

/**
 * Creates a job, once however often it is sent with the same token, and returns its id. IndeterminateError if AWS may have
 * created it nevertheless.
 */
export async function createJob(aws: AwsSession, location: Location, job: NewBatchJob): Promise<string> {
  const call = s3Control(createJobOperation, location, new CreateJobCommand({ AccountId: location.accountId, ...job }));
  const send = () => retryTokenStart(aws, call);
  const first = await send();
  const unnamed = 'output' in first && jobIdOf(first.output.JobId) === null ? first.output.$metadata : null;
  // With the same token, AWS returns the job that it has created.
  const sent = unnamed ? await send() : first;
  const jobId = 'output' in sent ? jobIdOf(sent.output.JobId) : null;
  if (jobId !== null) return jobId;
  if ('output' in sent || unnamed) {
    const awsRequestId = unnamed?.requestId ?? null;
    throw new IndeterminateError('AWS accepted the job but did not name it.', { awsCode: null, awsRequestId });
  }
  const { error, lost } = sent;
  // A request that is invalid now was invalid in the earlier attempts too.
  if (!lost || error instanceof InvalidInputError) throw error;
  throw new IndeterminateError('The job was sent, but the response was lost: AWS may have created it.', {
    awsCode: lost.awsCode,
    awsRequestId: lost.awsRequestId,
  });
}

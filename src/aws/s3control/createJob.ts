// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
import { CreateJobCommand, type CreateJobRequest } from '@aws-sdk/client-s3-control';
import { IndeterminateError, InvalidInputError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import { repeatStart } from '../client/retryTokenStart.ts';
import type { AwsSession } from '../client/session.ts';

export type NewBatchJob = Omit<CreateJobRequest, 'AccountId' | 'ConfirmationRequired' | 'ClientRequestToken'> & {
  /** Always said: AWS takes a missing one for true, whatever its model says. */
  ConfirmationRequired: boolean;
  /** Makes repeats of the call, ours and the SDK's, the same job. */
  ClientRequestToken: string;
};

/**
 * Creates a job, once however often it is sent with the same token. The answer is its id; IndeterminateError where AWS may
 * have created it all the same.
 */
export async function createJob(aws: AwsSession, location: Location, job: NewBatchJob): Promise<string> {
  const sent = await repeatStart(
    aws,
    s3Control('CreateJob', location, new CreateJobCommand({ AccountId: location.accountId, ...job })),
  );
  if ('output' in sent && sent.output.JobId) return sent.output.JobId;
  // What is wrong with a request now was wrong with it before.
  const wasRefused = 'error' in sent && (!sent.lost || sent.error instanceof InvalidInputError);
  if (wasRefused) throw sent.error;
  throw new IndeterminateError('The job was sent, but its answer is lost: AWS may have created it.');
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
import { CreateJobCommand, type CreateJobRequest } from '@aws-sdk/client-s3-control';
import { s3Control } from '../awsCall.ts';
import type { AwsSession } from '../createAws.ts';
import type { Location } from '../location.ts';
import { present } from '../present.ts';

export type NewBatchJob = Omit<CreateJobRequest, 'AccountId' | 'ConfirmationRequired' | 'ClientRequestToken'> & {
  /** Always said: AWS takes a missing one for true, whatever its model says. */
  ConfirmationRequired: boolean;
  /** Makes repeats of the call, ours and the SDK's, the same job. */
  ClientRequestToken: string;
};

/** Creates a job, once however often it is sent with the same token. The answer is its id. */
export async function createJob(aws: AwsSession, location: Location, job: NewBatchJob): Promise<string> {
  const { JobId } = await aws.write(
    s3Control('CreateJob', location, new CreateJobCommand({ AccountId: location.accountId, ...job })),
  );
  return present(JobId, 'JobId');
}

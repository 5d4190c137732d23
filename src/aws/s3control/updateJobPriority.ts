// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobPriority.html
import { UpdateJobPriorityCommand } from '@aws-sdk/client-s3-control';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';

export async function updateJobPriority(aws: AwsSession, job: BatchJobKey, priority: number): Promise<void> {
  await aws.write(
    s3Control(
      'UpdateJobPriority',
      job,
      new UpdateJobPriorityCommand({ AccountId: job.accountId, JobId: job.jobId, Priority: priority }),
    ),
  );
}

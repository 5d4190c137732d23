// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobPriority.html
import { UpdateJobPriorityCommand } from '@aws-sdk/client-s3-control';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';

export const updateJobPriorityOperation = defineOperation({
  service: 's3Control',
  name: 'UpdateJobPriority',
  action: 'manage',
  iam: ['s3:UpdateJobPriority'],
  retry: 'repeatable',
});

export async function updateJobPriority(aws: AwsSession, job: BatchJobKey, priority: number): Promise<void> {
  await aws.write(
    s3Control(
      updateJobPriorityOperation,
      job,
      new UpdateJobPriorityCommand({ AccountId: job.accountId, JobId: job.jobId, Priority: priority }),
    ),
  );
}

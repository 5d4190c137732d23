// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteJobTagging.html
import { DeleteJobTaggingCommand } from '@aws-sdk/client-s3-control';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';

export const deleteJobTaggingOperation = defineOperation({
  service: 's3Control',
  name: 'DeleteJobTagging',
  action: 'manage',
  iam: ['s3:DeleteJobTagging'],
  retry: 'repeatable',
});

export async function deleteJobTagging(aws: AwsSession, job: BatchJobKey): Promise<void> {
  await aws.write(
    s3Control(
      deleteJobTaggingOperation,
      job,
      new DeleteJobTaggingCommand({ AccountId: job.accountId, JobId: job.jobId }),
    ),
  );
}

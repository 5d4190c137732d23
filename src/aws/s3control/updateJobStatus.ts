// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobStatus.html
import { UpdateJobStatusCommand } from '@aws-sdk/client-s3-control';
import { s3Control } from '../awsCall.ts';
import type { AwsSession } from '../createAws.ts';
import type { BatchJobKey } from '../location.ts';

/** Ready confirms a suspended job, Cancelled ends one; AWS takes no other. */
export async function updateJobStatus(
  aws: AwsSession,
  job: BatchJobKey,
  requested: 'Ready' | 'Cancelled',
  reason: string | undefined,
): Promise<void> {
  await aws.write(
    s3Control(
      'UpdateJobStatus',
      job,
      new UpdateJobStatusCommand({
        AccountId: job.accountId,
        JobId: job.jobId,
        RequestedJobStatus: requested,
        StatusUpdateReason: reason,
      }),
    ),
  );
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobStatus.html
import { UpdateJobStatusCommand } from '@aws-sdk/client-s3-control';
import type { GatewayError } from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import { repeatStart } from '../client/retryTokenStart.ts';
import type { AwsSession } from '../client/session.ts';

export type RequestedStatus = 'Ready' | 'Cancelled';

/** AWS says that it did not do it; but it may have, on an earlier try whose answer was lost. */
export interface NotUpdated {
  error: GatewayError;
  mayBeDone: boolean;
}

/** Ready confirms a suspended job, Cancelled ends one; AWS takes no other. Null where it is done. */
export async function updateJobStatus(
  aws: AwsSession,
  job: BatchJobKey,
  requested: RequestedStatus,
  reason: string | undefined,
): Promise<NotUpdated | null> {
  const sent = await repeatStart(
    aws,
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
  return 'output' in sent ? null : { error: sent.error, mayBeDone: sent.lost };
}

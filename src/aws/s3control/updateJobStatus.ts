// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobStatus.html
import { UpdateJobStatusCommand } from '@aws-sdk/client-s3-control';
import type { GatewayError } from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { retryTokenStart } from '../client/retryTokenStart.ts';
import { nameOf } from '../enums.ts';
import type { BatchJobRecord } from './batchJob.ts';
import { batchJobStatuses } from './enums.ts';

/** A second request for the same status is refused or has no effect: retryTokenStart sends it again. */
export const updateJobStatusOperation = defineOperation({
  service: 's3Control',
  name: 'UpdateJobStatus',
  action: 'manage',
  iam: ['s3:UpdateJobStatus'],
  retry: 'once',
});

export type RequestedStatus = 'Ready' | 'Cancelled';

/** AWS reports that it did not do it; but it may have, in an earlier attempt whose response was lost. */
export interface NotUpdated {
  error: GatewayError;
  mayBeDone: boolean;
}

/** Done; the new status is absent if AWS does not report it, and it does not follow from the request. */
export interface Updated {
  determined: Partial<Pick<BatchJobRecord, 'status' | 'awsStatus'>>;
}

/** Ready confirms a suspended job, Cancelled ends one; AWS accepts no other status. */
export async function updateJobStatus(
  aws: AwsSession,
  job: BatchJobKey,
  requested: RequestedStatus,
  reason: string | undefined,
): Promise<Updated | NotUpdated> {
  const sent = await retryTokenStart(
    aws,
    s3Control(
      updateJobStatusOperation,
      job,
      new UpdateJobStatusCommand({
        AccountId: job.accountId,
        JobId: job.jobId,
        RequestedJobStatus: requested,
        StatusUpdateReason: reason,
      }),
    ),
  );
  if ('output' in sent) return { determined: toStatus(sent.output.Status ?? implied[requested]) };
  return { error: sent.error, mayBeDone: sent.lost !== null };
}

/** A confirmed job is ready. A cancelled one may be in either of two statuses. */
const implied: Record<RequestedStatus, string | undefined> = { Ready: 'Ready', Cancelled: undefined };

const toStatus = (awsStatus: string | undefined): Updated['determined'] =>
  awsStatus === undefined ? {} : { status: nameOf(batchJobStatuses, awsStatus), awsStatus };

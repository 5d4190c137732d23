// The change of one Batch job: its status or its priority.
import type { BatchJobRecord, BatchJobStatus } from '../../aws/s3control/batchJob.ts';
import { updateJobPriority } from '../../aws/s3control/updateJobPriority.ts';
import { type RequestedStatus, updateJobStatus } from '../../aws/s3control/updateJobStatus.ts';
import type { Context } from '../../context.ts';
import { IndeterminateError, JobStatusError, ServiceUnavailableError } from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { type ChangedBatchJob, changedBatchJob } from './batchJobPayload.ts';

/** Null if the job cannot be read. */
async function readIfPossible(ctx: Context, key: BatchJobKey): Promise<BatchJobRecord | null> {
  try {
    return await ctx.loaders.batchJob.load(key);
  } catch {
    return null;
  }
}

/** Changes the priority of a job. If its status forbids the change, the error contains the status. */
export async function changeBatchJobPriority(
  ctx: Context,
  key: BatchJobKey,
  priority: number,
): Promise<ChangedBatchJob> {
  try {
    await updateJobPriority(ctx.aws, key, priority);
  } catch (error) {
    if (!(error instanceof JobStatusError)) throw error;
    const job = await readIfPossible(ctx, key);
    throw new JobStatusError(error.message, error, job?.status ?? null);
  }
  return changedBatchJob(ctx, key, { priority });
}

/** The statuses that prove a change was made. A job that failed or was cancelled may never have been confirmed. */
const reached: Record<RequestedStatus, readonly BatchJobStatus[]> = {
  Ready: ['READY', 'ACTIVE', 'PAUSING', 'PAUSED', 'COMPLETING', 'COMPLETE'],
  Cancelled: ['CANCELLING', 'CANCELLED'],
};

/**
 * Changes the status of a job. If a response was lost and the retry fails because the status does not allow the change,
 * the first attempt may have made it: the status of the job decides.
 */
export async function changeBatchJobStatus(
  ctx: Context,
  key: BatchJobKey,
  requested: RequestedStatus,
  reason: string | undefined,
): Promise<ChangedBatchJob> {
  const updated = await updateJobStatus(ctx.aws, key, requested, reason);
  if ('determined' in updated) return changedBatchJob(ctx, key, updated.determined);
  const { error, mayBeDone } = updated;
  if (!mayBeDone && !(error instanceof JobStatusError)) throw error;
  ctx.loaders.batchJob.clear(key);
  const job = await readIfPossible(ctx, key);
  if (mayBeDone && job && reached[requested].includes(job.status))
    return changedBatchJob(ctx, key, { status: job.status, awsStatus: job.awsStatus });
  if (mayBeDone && !job) {
    throw new ServiceUnavailableError('The response of AWS was lost, and the job cannot be read. Repeat the mutation.');
  }
  if (error instanceof JobStatusError) throw new JobStatusError(error.message, error, job?.status ?? null);
  if (!(error instanceof IndeterminateError)) throw error;
  throw new ServiceUnavailableError(
    'The response of AWS was lost, and the job does not show the change. Repeat the mutation.',
  );
}

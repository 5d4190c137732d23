// Finds the job that an operation names. An unknown or deleted job is NotFoundException. S3's user guide calls the error
// NoSuchJobException; a fault can return that name.
import { AwsError } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { BatchJob } from './batchJob.ts';

export function findBatchJob({ location, now }: OperationContext, jobId = ''): BatchJob {
  const job = location.batch.get(jobId, now);
  if (!job) throw new AwsError('NotFoundException', `The specified job does not exist: ${jobId}`);
  return job;
}

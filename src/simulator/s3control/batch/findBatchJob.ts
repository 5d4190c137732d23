// The job an operation names, unless this account and region never had it or AWS would have forgotten it. S3's guide calls the
// error NoSuchJobException; a fault can answer with that name.
import { AwsError } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { BatchJob } from './batchJob.ts';

export function findBatchJob({ place, now }: OperationContext, jobId = ''): BatchJob {
  const job = place.batch.get(jobId, now);
  if (!job) throw new AwsError('NotFoundException', `The specified job does not exist: ${jobId}`);
  return job;
}

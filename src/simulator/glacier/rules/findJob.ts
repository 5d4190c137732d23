// Finds the job that an operation names. An unknown or deleted job is ResourceNotFoundException.
import { jobNotFound } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { Job, Vault } from '../../world/records.ts';

export function findJob({ world }: Pick<OperationContext, 'world'>, vault: Vault, jobId = ''): Job {
  const job = world.job(vault, jobId);
  if (!job) throw jobNotFound(jobId);
  return job;
}

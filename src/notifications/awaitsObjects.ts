// Whether the objects of a job can become readable after its end. Pure.
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { batchOutcomeOf } from '../jobs/batchJobState.ts';
import type { JobRecord } from '../jobs/jobState.ts';

/** A job that failed or was cancelled may have requested restores too: they go on, and are paid for. */
export function awaitsObjects(job: JobRecord): job is BatchJobRecord {
  if (job.kind !== 'BatchJob' || job.operationName !== 'S3_INITIATE_RESTORE_OBJECT') return false;
  return batchOutcomeOf(job) !== null && job.progressSummary?.numberOfTasksSucceeded !== 0;
}

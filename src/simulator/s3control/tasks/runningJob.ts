import type { AccountRegion } from '../../world/records.ts';
import type { BatchJob } from '../batch/batchJob.ts';
import type { JobRun } from './jobRun.ts';

/** A job that can still run tasks. */
export interface RunningJob {
  job: BatchJob;
  run: JobRun;
  location: AccountRegion;
}

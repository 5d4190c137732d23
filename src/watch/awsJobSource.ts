// What a watch polls: AWS's list of the jobs of its target, and AWS's description of one job.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { describeJob as describeGlacierJob } from '../aws/glacier/describeJob.ts';
import { listJobsLimit as glacierLimit, listJobs as listGlacierJobs } from '../aws/glacier/listJobs.ts';
import type { KnownBatchJobStatus } from '../aws/s3control/batchJob.ts';
import { describeJob as describeBatchJob } from '../aws/s3control/describeJob.ts';
import { batchJobStatuses } from '../aws/s3control/enums.ts';
import { listJobsLimit as batchLimit, listJobs as listBatchJobs } from '../aws/s3control/listJobs.ts';
import { NotFoundError } from '../core/errors.ts';
import type { Page } from '../core/page.ts';
import { batchPhaseOf } from '../jobs/batchJobState.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { FinishedSnapshots, JobSnapshot } from './watchStore.ts';
import type { WatchTarget } from './watchTarget.ts';

export interface JobSource {
  /** One page of all jobs, or of the unfinished ones. */
  list(which: 'all' | 'unfinished', marker: string | null): Promise<Page<JobRecord>>;
  /** Costs no call for a job that is known to have ended. */
  describe(jobId: string): Promise<JobSnapshot>;
  /** Nobody wants these jobs any more. */
  forget?(jobIds: readonly string[]): void;
}

const unfinishedBatchStatuses: readonly KnownBatchJobStatus[] = Object.values(batchJobStatuses).filter(
  (status) => batchPhaseOf({ status }) !== 'DONE',
);

/** The statuses of the list of unfinished jobs. */
export const unfinishedStatusesOf = ({ kind }: WatchTarget): ReadonlySet<string> =>
  new Set(kind === 'Vault' ? ['IN_PROGRESS'] : unfinishedBatchStatuses);

export function awsJobSource(aws: AwsSession, target: WatchTarget, finished: FinishedSnapshots): JobSource {
  const describing =
    (describe: (jobId: string) => Promise<Omit<JobSnapshot, 'jobId'>>) =>
    async (jobId: string): Promise<JobSnapshot> => {
      const known = await finished.recall(target, jobId);
      if (known) return known;
      try {
        return { jobId, ...(await describe(jobId)) };
      } catch (error) {
        if (error instanceof NotFoundError) return { jobId, job: null, details: null };
        throw error;
      }
    };
  if (target.kind === 'Vault') {
    return {
      list: (which, marker) =>
        listGlacierJobs(aws, target, which === 'all' ? {} : { completed: false }, { limit: glacierLimit, marker }),
      describe: describing(async (jobId) => ({
        job: await describeGlacierJob(aws, { ...target, jobId }),
        details: null,
      })),
    };
  }
  return {
    list: (which, marker) =>
      listBatchJobs(aws, target, which === 'all' ? null : unfinishedBatchStatuses, { limit: batchLimit, marker }),
    describe: describing((jobId) => describeBatchJob(aws, { ...target, jobId })),
  };
}

// The statuses of S3 Batch Operations jobs.
import { batchJobStatuses } from '../../aws/s3control/enums.ts';
import { awsEnums } from '../kit/awsEnum.ts';

export const { output: BatchJobStatusEnum, input: BatchJobStatusInput } = awsEnums(
  'BatchJobStatus',
  batchJobStatuses,
  `The status of a Batch job as S3 reports it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html`,
  {
    NEW: 'The job was created, and S3 has not started to prepare it.',
    PREPARING: 'S3 is reading or generating the manifest.',
    SUSPENDED: 'The job waits for confirmation with `confirmBatchJob`. It fails after 30 days without one.',
    READY: 'The job is prepared and waits for other jobs.',
    ACTIVE: 'S3 performs the operation on the objects of the manifest.',
    PAUSING: 'The job is being paused in favor of a job with a higher priority.',
    PAUSED: 'The job is paused in favor of a job with a higher priority. S3 resumes it automatically.',
    COMPLETING: 'All tasks were attempted, and S3 is writing the completion report.',
    COMPLETE: 'All tasks were attempted. The field `outcome` reports whether they succeeded.',
    CANCELLING: 'S3 is ending the job after a cancellation.',
    CANCELLED: 'The job was cancelled. Its finished tasks are not undone.',
    FAILING: 'S3 is ending the job as failed.',
    FAILED: 'The job failed. The field `failureReasons` lists the reasons.',
  },
);

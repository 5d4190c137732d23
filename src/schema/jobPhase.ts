// The phase of a job, in terms common to both services.
import type { JobPhase as Phase } from '../jobs/jobPhase.ts';
import { builder } from './kit/builder.ts';

export const JobPhase = builder.enumType('JobPhase', {
  description: 'The phase of a job, in terms common to both services.',
  values: {
    QUEUED: { description: 'AWS accepted the job, and it does not run yet. Batch: NEW, PREPARING, READY.' },
    AWAITING_CONFIRMATION: { description: 'The job waits for confirmation with `confirmBatchJob`. Batch: SUSPENDED.' },
    RUNNING: { description: 'The job is in progress. Glacier: InProgress. Batch: ACTIVE, COMPLETING.' },
    PAUSED: {
      description:
        'The job is paused in favor of a job with a higher priority. AWS resumes it automatically. Batch: PAUSING, PAUSED.',
    },
    STOPPING: {
      description: 'The job is ending early. Its outcome will be CANCELLED or FAILED. Batch: CANCELLING, FAILING.',
    },
    DONE: { description: 'The job has ended. The field `outcome` reports the result.' },
    UNKNOWN: {
      description:
        'AWS reports a status that this version of the gateway does not know: the job may be in progress or may have ended. `awsStatusCode` of Glacier jobs and `awsStatus` of Batch jobs have it.',
    },
  } satisfies Record<Phase, { description: string }>,
});

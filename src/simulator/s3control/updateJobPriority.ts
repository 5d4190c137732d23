// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobPriority.html
// Allowed until the job has ended, also while it runs: a higher priority can pause another job, a lower one this job.
import {
  UpdateJobPriority$,
  type UpdateJobPriorityCommandInput,
  type UpdateJobPriorityCommandOutput,
} from '@aws-sdk/client-s3-control';
import { badRequest } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { LARGEST_PRIORITY } from './batch/checkNewBatchJob.ts';
import { checkNumber } from './batch/checks.ts';
import { findBatchJob } from './batch/findBatchJob.ts';
import { isTerminal } from './batch/timeline.ts';

export const updateJobPriority = operation<UpdateJobPriorityCommandInput, UpdateJobPriorityCommandOutput>(
  UpdateJobPriority$,
  ({ JobId, Priority: priority }, context) => {
    if (priority === undefined) throw badRequest('Priority is required');
    checkNumber(priority, 'Priority', 0, LARGEST_PRIORITY);
    const { location, now } = context;
    const job = findBatchJob(context, JobId);
    const { status } = location.batch.progress(job, now);
    if (isTerminal(status)) throw badRequest(`The priority of a job that is ${status} cannot be changed`);
    location.batch.act(job, { kind: 'priority', priority: Number(priority) }, now);
    return { JobId: job.id, Priority: priority };
  },
);

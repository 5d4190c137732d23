// The progress of a Batch job in tasks.
import type { ProgressRecord } from '../../aws/s3control/batchJob.ts';
import { fractionDoneOf } from '../../jobs/batchJobState.ts';
import { builder } from '../kit/builder.ts';

export const ProgressSummary = builder.objectRef<ProgressRecord>('ProgressSummary').implement({
  description:
    'The progress of a Batch job, in tasks. A task is one object of the manifest. https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_JobProgressSummary.html',
  fields: (t) => ({
    totalNumberOfTasks: t.expose('totalNumberOfTasks', {
      type: 'SafeInt',
      description: 'The number of objects in the manifest; 0 until S3 has read it.',
    }),
    numberOfTasksSucceeded: t.expose('numberOfTasksSucceeded', {
      type: 'SafeInt',
      description: 'The number of tasks that succeeded.',
    }),
    numberOfTasksFailed: t.expose('numberOfTasksFailed', {
      type: 'SafeInt',
      description: 'The number of tasks that failed.',
    }),
    fractionDone: t.float({
      nullable: true,
      description: 'The completed fraction of all tasks, from 0 to 1; null until the total is known.',
      resolve: fractionDoneOf,
    }),
    elapsedTimeInActiveSeconds: t.expose('elapsedTimeInActiveSeconds', {
      type: 'SafeInt',
      nullable: true,
      description: 'The time that the job has spent in the status ACTIVE, in seconds; null if AWS does not report it.',
    }),
  }),
});

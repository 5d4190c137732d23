// Failed tasks of a Batch job with the same error.
import type { BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type { FailureGroup } from '../../reports/failureHistogram.ts';
import { Diagnosis } from '../diagnosis.ts';
import { builder } from '../kit/builder.ts';
import { ReportTask, taskOf } from './reportTask.ts';

export interface GroupOfJob extends FailureGroup {
  job: BatchJobRecord;
}

export const TaskFailureGroup = builder.objectRef<GroupOfJob>('TaskFailureGroup').implement({
  description: 'The failed tasks of a completion report with one error code and one HTTP status.',
  fields: (t) => ({
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'The error code, e.g. AccessDenied; null for failures without one.',
    }),
    httpStatusCode: t.exposeInt('httpStatusCode', {
      nullable: true,
      description: 'The HTTP status, 100 to 599, e.g. 403; null for failures without one.',
    }),
    count: t.expose('count', { type: 'SafeInt', description: 'The number of such tasks among those that were read.' }),
    sample: t.field({
      type: ReportTask,
      description: 'The first such task in the report.',
      resolve: ({ sample, job }) => taskOf(job, sample),
    }),
    diagnosis: t.field({
      type: Diagnosis,
      nullable: true,
      description:
        'Why such tasks fail and what to do, judged by the sample; null if nothing is known of such a failure.',
      resolve: ({ diagnosis }) => diagnosis,
    }),
  }),
});

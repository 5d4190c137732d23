// The payload of a mutation that changes many Batch jobs, with one outcome for each of them.
import type { OutputRef } from '@pothos/core';
import { type BulkChanges, outcomeCount, resultOf, selectionFields } from '../bulk/bulkPayload.ts';
import { builder } from '../kit/builder.ts';
import { batchJobId } from '../kit/globalId.ts';
import { BatchJob } from './batchJob.ts';
import type { ChangedBatchJob } from './batchJobPayload.ts';
import type { BatchJobOutcome } from './changeBatchJobs.ts';

/** `name` is that of the mutation, `result` that of the change of one job, `done` what it does. */
export function bulkPayload(name: string, result: OutputRef<ChangedBatchJob>, done: string) {
  const outcome = builder.objectRef<BatchJobOutcome>(`${name}Outcome`).implement({
    description: 'The outcome for one job.',
    fields: (t) => ({
      nodeId: t.id({
        description: 'The global ID of the job: the value of the field `id` of a `BatchJob`.',
        resolve: ({ key }) => batchJobId(key),
      }),
      jobId: t.string({ description: 'The job ID that AWS assigned.', resolve: ({ key }) => key.jobId }),
      accountId: t.field({
        type: 'AccountId',
        description: 'The account of the job.',
        resolve: ({ key }) => key.accountId,
      }),
      region: t.string({ description: 'The region of the job.', resolve: ({ key }) => key.region }),
      job: t.field({
        type: BatchJob,
        nullable: true,
        description:
          'The job before the change, as AWS listed it. Null for a job that was selected by its ID. The job after the change is in `result`.',
        resolve: ({ job }) => job,
      }),
      result: t.field({
        type: result,
        nullable: true,
        description:
          'The changed job, or the error; null in a dry run. THROTTLED: AWS throttled the change until the time limit of the mutation, and the job was not changed.',
        resolve: resultOf,
      }),
    }),
  });

  return builder.objectRef<BulkChanges<BatchJobOutcome>>(`${name}Payload`).implement({
    description:
      'The selected jobs with their outcomes. In a dry run no job was changed, and all counts of outcomes are 0.',
    fields: (t) => ({
      ...selectionFields(t, 'change'),
      outcomes: t.field({
        type: [outcome],
        description: 'One outcome for each job, at most `limit`: the oldest job first, or in the order of the IDs.',
        resolve: ({ changes }) => [...changes],
      }),
      changed: outcomeCount(t, 'started', `The number of jobs that were ${done}.`),
      failed: outcomeCount(t, 'failed', 'The number of jobs whose change was refused, or whose response was lost.'),
      notSent: outcomeCount(
        t,
        'notStarted',
        'The number of jobs whose change was not made: the time limit was reached, or AWS refuses all changes.',
      ),
    }),
  });
}

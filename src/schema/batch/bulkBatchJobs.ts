// The mutations that change many S3 Batch Operations jobs in one call: those with the given IDs, or those that match a filter.
// Each job has an outcome of its own. A dry run returns the jobs and changes nothing.
import type { BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type { Context } from '../../context.ts';
import { JobStatusError, NotFoundError } from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { type BulkInput, bulkFields, checkLimit, estimatedJobs } from '../bulk/bulkInput.ts';
import { builder } from '../kit/builder.ts';
import { type CostBasis, costs } from '../kit/cost.ts';
import { allowedOnBatchJobs } from '../kit/rules.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { apiReference, checkPriority, checkText, inputPath } from './batchJobInput.ts';
import type { ChangedBatchJob } from './batchJobPayload.ts';
import { CancelBatchJobResult, ConfirmBatchJobResult, SetBatchJobPriorityResult } from './batchJobResults.ts';
import { bulkPayload } from './bulkPayload.ts';
import { changeBatchJobPriority, changeBatchJobStatus } from './changeBatchJob.ts';
import { changeBatchJobs, unchanged } from './changeBatchJobs.ts';
import {
  type Applicable,
  BatchJobSelection,
  type BatchJobSelectionInput,
  selectBatchJobs,
  selectionReadings,
} from './selectBatchJobs.ts';

interface BatchJobsInput extends BulkInput {
  jobs: BatchJobSelectionInput;
}

type InputFields = Parameters<typeof bulkFields>[0];

const inputFields = (t: InputFields) => ({
  jobs: t.field({ type: BatchJobSelection, required: true, description: 'The jobs to change.' }),
  ...bulkFields(t, 'change', 'the oldest ones of a filter'),
});

const costOfBulk = (applicableTo: (input: never) => Applicable) =>
  costs({
    calls: ({ input }: { input: BatchJobsInput }) => (input.dryRun ? 0 : estimatedJobs(input)),
    readings: ({ input }: { input: BatchJobsInput }, basis: CostBasis) =>
      selectionReadings(input.jobs, applicableTo(input as never), basis),
    service: 's3Control',
    everywhere: true,
    nodes: ({ input }: { input: BatchJobsInput }) => estimatedJobs(input),
  });

async function runBulk(
  ctx: Context,
  input: BatchJobsInput,
  applicable: Applicable,
  change: (key: BatchJobKey) => Promise<ChangedBatchJob>,
) {
  const limit = checkLimit(input.limit);
  const { jobs, ...selected } = await selectBatchJobs(ctx, input.jobs, applicable, limit);
  const changes = input.dryRun ? jobs.map(unchanged) : await changeBatchJobs(ctx, jobs, change);
  return { changes, ...selected };
}

const bulkErrors = (name: `${string}Result`) => mutationErrors(name, [NotFoundError, JobStatusError]);

const common =
  'A few calls are sent at a time. Throttled ones are repeated until the time limit BULK_START_TIMEOUT_MS. It is safe to repeat the mutation: jobs that have been changed do not match again.';

// ---------------------------------------------------------------- confirmBatchJobs

const confirmable: Applicable = { phases: ['AWAITING_CONFIRMATION'] };

const ConfirmBatchJobsInput = builder.inputType('ConfirmBatchJobsInput', {
  description: 'The suspended jobs to confirm.',
  fields: (t) => ({
    ...inputFields(t),
    statusUpdateReason: t.string({ description: 'The reason of the change, 1 to 256 characters.' }),
  }),
});

builder.mutationField('confirmBatchJobs', (t) =>
  t.field({
    type: bulkPayload('ConfirmBatchJobs', ConfirmBatchJobResult, 'confirmed'),
    errors: bulkErrors('ConfirmBatchJobsResult'),
    ...allowedOnBatchJobs('manage'),
    description: `Confirms up to 1,000 suspended jobs, so that they run. A filter selects those of its jobs that await confirmation. ${common} Costs one UpdateJobStatus call for each job, and ListJobs calls for a filter. ${apiReference}/API_control_UpdateJobStatus.html`,
    args: {
      input: t.arg({ type: ConfirmBatchJobsInput, required: true, description: 'The jobs to confirm and the reason.' }),
    },
    ...costOfBulk(() => confirmable),
    resolve: (_, { input }, ctx) => {
      const reason = checkText(input.statusUpdateReason, inputPath('statusUpdateReason'));
      return runBulk(ctx, input, confirmable, (key) => changeBatchJobStatus(ctx, key, 'Ready', reason));
    },
  }),
);

// ---------------------------------------------------------------- cancelBatchJobs

const cancellable: Applicable = { phases: ['QUEUED', 'AWAITING_CONFIRMATION', 'RUNNING', 'PAUSED'] };

const CancelBatchJobsInput = builder.inputType('CancelBatchJobsInput', {
  description: 'The jobs to cancel.',
  fields: (t) => ({
    ...inputFields(t),
    statusUpdateReason: t.string({ description: 'The reason of the change, 1 to 256 characters.' }),
  }),
});

builder.mutationField('cancelBatchJobs', (t) =>
  t.field({
    type: bulkPayload('CancelBatchJobs', CancelBatchJobResult, 'cancelled'),
    errors: bulkErrors('CancelBatchJobsResult'),
    ...allowedOnBatchJobs('manage'),
    description: `Cancels up to 1,000 jobs. Changes that they already made to objects are not undone. A filter selects those of its jobs that have not ended and are not ending. ${common} Costs one UpdateJobStatus call for each job, and ListJobs calls for a filter. ${apiReference}/API_control_UpdateJobStatus.html`,
    args: {
      input: t.arg({ type: CancelBatchJobsInput, required: true, description: 'The jobs to cancel and the reason.' }),
    },
    ...costOfBulk(() => cancellable),
    resolve: (_, { input }, ctx) => {
      const reason = checkText(input.statusUpdateReason, inputPath('statusUpdateReason'));
      return runBulk(ctx, input, cancellable, (key) => changeBatchJobStatus(ctx, key, 'Cancelled', reason));
    },
  }),
);

// ---------------------------------------------------------------- setBatchJobPriorities

const withoutPriority = (wanted: number): Applicable => ({
  ...cancellable,
  changes: ({ priority }: BatchJobRecord) => priority !== wanted,
});

const SetBatchJobPrioritiesInput = builder.inputType('SetBatchJobPrioritiesInput', {
  description: 'The jobs and their new priority.',
  fields: (t) => ({
    ...inputFields(t),
    priority: t.int({
      required: true,
      description: 'The priority, 0 to 2147483647. S3 runs jobs with a higher number first.',
    }),
  }),
});

builder.mutationField('setBatchJobPriorities', (t) =>
  t.field({
    type: bulkPayload('SetBatchJobPriorities', SetBatchJobPriorityResult, 'given the priority'),
    errors: bulkErrors('SetBatchJobPrioritiesResult'),
    ...allowedOnBatchJobs('manage'),
    description: `Gives up to 1,000 jobs the same priority. A filter selects those of its jobs that have not ended, are not ending, and have another priority. ${common} Costs one UpdateJobPriority call for each job, and ListJobs calls for a filter. ${apiReference}/API_control_UpdateJobPriority.html`,
    args: {
      input: t.arg({
        type: SetBatchJobPrioritiesInput,
        required: true,
        description: 'The jobs and their new priority.',
      }),
    },
    ...costOfBulk(({ priority }: { priority: number }) => withoutPriority(priority)),
    resolve: (_, { input }, ctx) => {
      const priority = checkPriority(input.priority);
      return runBulk(ctx, input, withoutPriority(priority), (key) => changeBatchJobPriority(ctx, key, priority));
    },
  }),
);

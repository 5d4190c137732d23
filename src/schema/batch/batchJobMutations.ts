// The mutations that change S3 Batch Operations jobs.
import type { BatchJobRecord, BatchJobStatus } from '../../aws/s3control/batchJob.ts';
import { deleteJobTagging } from '../../aws/s3control/deleteJobTagging.ts';
import { putJobTagging } from '../../aws/s3control/putJobTagging.ts';
import { updateJobPriority } from '../../aws/s3control/updateJobPriority.ts';
import { type RequestedStatus, updateJobStatus } from '../../aws/s3control/updateJobStatus.ts';
import type { Context } from '../../context.ts';
import { IndeterminateError, JobStatusError, NotFoundError, ServiceUnavailableError } from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { builder } from '../kit/builder.ts';
import { checkTags } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { batchJobField, resolveBatchJobRef } from '../kit/references.ts';
import { allowedOnBatchJob } from '../kit/rules.ts';
import { TagInput } from '../kit/tag.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { apiReference, batchTagValueLength, checkPriority, checkText, inputPath } from './batchJobInput.ts';
import { batchJobPayload, type ChangedBatchJob, changedBatchJob } from './batchJobPayload.ts';

/** Null if the job cannot be read. */
async function readIfPossible(ctx: Context, key: BatchJobKey): Promise<BatchJobRecord | null> {
  try {
    return await ctx.loaders.batchJob.load(key);
  } catch {
    return null;
  }
}

/** Changes the priority of a job. If its status forbids the change, the error contains the status. */
async function changePriority(ctx: Context, key: BatchJobKey, priority: number): Promise<ChangedBatchJob> {
  try {
    await updateJobPriority(ctx.aws, key, priority);
  } catch (error) {
    if (!(error instanceof JobStatusError)) throw error;
    const job = await readIfPossible(ctx, key);
    throw new JobStatusError(error.message, error, job?.status ?? null);
  }
  return changedBatchJob(ctx, key, { priority });
}

/** The statuses that prove a change was made. A job that failed or was cancelled may never have been confirmed. */
const reached: Record<RequestedStatus, readonly BatchJobStatus[]> = {
  Ready: ['READY', 'ACTIVE', 'PAUSING', 'PAUSED', 'COMPLETING', 'COMPLETE'],
  Cancelled: ['CANCELLING', 'CANCELLED'],
};

/**
 * Changes the status of a job. If a response was lost and the retry fails because the status does not allow the change,
 * the first attempt may have made it: the status of the job decides.
 */
async function changeStatus(
  ctx: Context,
  key: BatchJobKey,
  requested: RequestedStatus,
  reason: string | undefined,
): Promise<ChangedBatchJob> {
  const updated = await updateJobStatus(ctx.aws, key, requested, reason);
  if ('determined' in updated) return changedBatchJob(ctx, key, updated.determined);
  const { error, mayBeDone } = updated;
  if (!mayBeDone && !(error instanceof JobStatusError)) throw error;
  ctx.loaders.batchJob.clear(key);
  const job = await readIfPossible(ctx, key);
  if (mayBeDone && job && reached[requested].includes(job.status))
    return changedBatchJob(ctx, key, { status: job.status, awsStatus: job.awsStatus });
  if (mayBeDone && !job) {
    throw new ServiceUnavailableError('The response of AWS was lost, and the job cannot be read. Repeat the mutation.');
  }
  if (error instanceof JobStatusError) throw new JobStatusError(error.message, error, job?.status ?? null);
  if (!(error instanceof IndeterminateError)) throw error;
  throw new ServiceUnavailableError(
    'The response of AWS was lost, and the job does not show the change. Repeat the mutation.',
  );
}

// ---------------------------------------------------------------- confirmBatchJob, cancelBatchJob

const ConfirmBatchJobInput = builder.inputType('ConfirmBatchJobInput', {
  description: 'The suspended job to confirm.',
  fields: (t) => ({
    job: batchJobField(t),
    statusUpdateReason: t.string({ description: 'The reason of the change, 1 to 256 characters.' }),
  }),
});

builder.mutationField('confirmBatchJob', (t) =>
  t.field({
    type: batchJobPayload('ConfirmBatchJobPayload', 'The job, which is confirmed and queued.'),
    errors: mutationErrors('ConfirmBatchJobResult', [NotFoundError, JobStatusError]),
    ...allowedOnBatchJob('manage'),
    description: `Confirms a suspended job, so that it runs. Costs one UpdateJobStatus call. ${apiReference}/API_control_UpdateJobStatus.html`,
    args: {
      input: t.arg({ type: ConfirmBatchJobInput, required: true, description: 'The job to confirm and the reason.' }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const key = resolveBatchJobRef(ctx.backend, input.job);
      const reason = checkText(input.statusUpdateReason, inputPath('statusUpdateReason'));
      return changeStatus(ctx, key, 'Ready', reason);
    },
  }),
);

const CancelBatchJobInput = builder.inputType('CancelBatchJobInput', {
  description: 'The job to cancel.',
  fields: (t) => ({
    job: batchJobField(t),
    statusUpdateReason: t.string({ description: 'The reason of the change, 1 to 256 characters.' }),
  }),
});

builder.mutationField('cancelBatchJob', (t) =>
  t.field({
    type: batchJobPayload('CancelBatchJobPayload', 'The job, which is cancelled or being cancelled.'),
    errors: mutationErrors('CancelBatchJobResult', [NotFoundError, JobStatusError]),
    ...allowedOnBatchJob('manage'),
    description: `Cancels a job. Changes that it already made to objects are not undone. Costs one UpdateJobStatus call. ${apiReference}/API_control_UpdateJobStatus.html`,
    args: {
      input: t.arg({ type: CancelBatchJobInput, required: true, description: 'The job to cancel and the reason.' }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const key = resolveBatchJobRef(ctx.backend, input.job);
      const reason = checkText(input.statusUpdateReason, inputPath('statusUpdateReason'));
      return changeStatus(ctx, key, 'Cancelled', reason);
    },
  }),
);

// ---------------------------------------------------------------- setBatchJobPriority

const SetBatchJobPriorityInput = builder.inputType('SetBatchJobPriorityInput', {
  description: 'The job and its new priority.',
  fields: (t) => ({
    job: batchJobField(t),
    priority: t.int({
      required: true,
      description: 'The priority, 0 to 2147483647. S3 runs jobs with a higher number first.',
    }),
  }),
});

builder.mutationField('setBatchJobPriority', (t) =>
  t.field({
    type: batchJobPayload('SetBatchJobPriorityPayload', 'The job, which has the new priority.'),
    errors: mutationErrors('SetBatchJobPriorityResult', [NotFoundError, JobStatusError]),
    ...allowedOnBatchJob('manage'),
    description: `Changes the priority of a job. Costs one UpdateJobPriority call. ${apiReference}/API_control_UpdateJobPriority.html`,
    args: {
      input: t.arg({ type: SetBatchJobPriorityInput, required: true, description: 'The job and its new priority.' }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const key = resolveBatchJobRef(ctx.backend, input.job);
      const priority = checkPriority(input.priority);
      return changePriority(ctx, key, priority);
    },
  }),
);

// ---------------------------------------------------------------- setBatchJobTags

const SetBatchJobTagsInput = builder.inputType('SetBatchJobTagsInput', {
  description: 'The job and its new tag set. Tags that are not in the set are removed.',
  fields: (t) => ({
    job: batchJobField(t),
    tags: t.field({
      type: [TagInput],
      required: true,
      description: 'The complete tag set: at most 50 tags, each key once.',
    }),
  }),
});

builder.mutationField('setBatchJobTags', (t) =>
  t.field({
    type: batchJobPayload('SetBatchJobTagsPayload', 'The job, which has exactly the given tags.'),
    errors: mutationErrors('SetBatchJobTagsResult', [NotFoundError]),
    ...allowedOnBatchJob('manage'),
    description: `Replaces the tags of a job. Costs one PutJobTagging or DeleteJobTagging call. ${apiReference}/API_control_PutJobTagging.html`,
    args: { input: t.arg({ type: SetBatchJobTagsInput, required: true, description: 'The job and its new tag set.' }) },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const key = resolveBatchJobRef(ctx.backend, input.job);
      const tags = checkTags(input.tags, batchTagValueLength, inputPath('tags'));
      await (tags.length > 0 ? putJobTagging(ctx.aws, key, tags) : deleteJobTagging(ctx.aws, key));
      ctx.loaders.batchJobTags.put(key, tags);
      return changedBatchJob(ctx, key);
    },
  }),
);

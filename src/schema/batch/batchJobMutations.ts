// The mutations that change S3 Batch Operations jobs.
import { deleteJobTagging } from '../../aws/s3control/deleteJobTagging.ts';
import { putJobTagging } from '../../aws/s3control/putJobTagging.ts';
import { NotFoundError } from '../../core/errors.ts';
import { builder } from '../kit/builder.ts';
import { checkTags } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { batchJobField, resolveBatchJobRef } from '../kit/references.ts';
import { allowedOnBatchJob } from '../kit/rules.ts';
import { TagInput } from '../kit/tag.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { apiReference, batchTagValueLength, checkPriority, checkText, inputPath } from './batchJobInput.ts';
import { batchJobPayload, changedBatchJob } from './batchJobPayload.ts';
import { CancelBatchJobResult, ConfirmBatchJobResult, SetBatchJobPriorityResult } from './batchJobResults.ts';
import { changeBatchJobPriority, changeBatchJobStatus } from './changeBatchJob.ts';

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
    type: ConfirmBatchJobResult,
    ...allowedOnBatchJob('manage'),
    description: `Confirms a suspended job, so that it runs. Costs one UpdateJobStatus call. ${apiReference}/API_control_UpdateJobStatus.html`,
    args: {
      input: t.arg({ type: ConfirmBatchJobInput, required: true, description: 'The job to confirm and the reason.' }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const key = resolveBatchJobRef(ctx.backend, input.job);
      const reason = checkText(input.statusUpdateReason, inputPath('statusUpdateReason'));
      return changeBatchJobStatus(ctx, key, 'Ready', reason);
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
    type: CancelBatchJobResult,
    ...allowedOnBatchJob('manage'),
    description: `Cancels a job. Changes that it already made to objects are not undone. Costs one UpdateJobStatus call. ${apiReference}/API_control_UpdateJobStatus.html`,
    args: {
      input: t.arg({ type: CancelBatchJobInput, required: true, description: 'The job to cancel and the reason.' }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const key = resolveBatchJobRef(ctx.backend, input.job);
      const reason = checkText(input.statusUpdateReason, inputPath('statusUpdateReason'));
      return changeBatchJobStatus(ctx, key, 'Cancelled', reason);
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
    type: SetBatchJobPriorityResult,
    ...allowedOnBatchJob('manage'),
    description: `Changes the priority of a job. Costs one UpdateJobPriority call. ${apiReference}/API_control_UpdateJobPriority.html`,
    args: {
      input: t.arg({ type: SetBatchJobPriorityInput, required: true, description: 'The job and its new priority.' }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const key = resolveBatchJobRef(ctx.backend, input.job);
      const priority = checkPriority(input.priority);
      return changeBatchJobPriority(ctx, key, priority);
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

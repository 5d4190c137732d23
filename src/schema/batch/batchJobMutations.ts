// The mutations of S3 Batch Operations jobs.
import { randomUUID } from 'node:crypto';
import type { Backend } from '../../aws/backend.ts';
import type { BatchJobRecord, BatchJobStatus } from '../../aws/s3control/batchJob.ts';
import { createJob } from '../../aws/s3control/createJob.ts';
import { deleteJobTagging } from '../../aws/s3control/deleteJobTagging.ts';
import { putJobTagging } from '../../aws/s3control/putJobTagging.ts';
import { fromOperation } from '../../aws/s3control/structures/operation.ts';
import { updateJobPriority } from '../../aws/s3control/updateJobPriority.ts';
import { type RequestedStatus, updateJobStatus } from '../../aws/s3control/updateJobStatus.ts';
import type { Context } from '../../context.ts';
import {
  IdempotencyError,
  IndeterminateError,
  InvalidInputError,
  JobStatusError,
  LimitExceededError,
  NotFoundError,
  ServiceUnavailableError,
} from '../../core/errors.ts';
import type { BatchJobKey, Location } from '../../core/location.ts';
import { clientRequestToken } from '../../starts/startKey.ts';
import { targetOf } from '../../watch/watchTarget.ts';
import { builder } from '../kit/builder.ts';
import { checkArn, checkArns } from '../kit/checkArns.ts';
import { checkLocation, checkOpaqueId, checkTags, checkWholeNumber, type LocationArguments } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { locationFields } from '../kit/locationArguments.ts';
import { inLocation, ofBatchJob } from '../kit/rules.ts';
import { TagInput } from '../kit/tag.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { BatchJob } from './batchJob.ts';
import { BatchOperationInput } from './batchOperation.ts';
import { BatchJobManifestInput, toManifestParameters } from './jobManifest.ts';
import { JobReportInput, toReport } from './jobReport.ts';

const guide = 'https://docs.aws.amazon.com/AmazonS3/latest/API';
const path = (...names: string[]) => ['input', ...names];

type InputFields = Parameters<typeof locationFields>[0];

/** The fields of an input that identify a job. */
const jobFields = (t: InputFields) => ({
  jobId: t.string({ required: true, description: 'The job ID that AWS assigned.' }),
  ...locationFields(t),
});

const checkJob = (ctx: Context, input: LocationArguments & { jobId: string }): BatchJobKey => ({
  ...checkLocation(ctx.backend, input, path()),
  jobId: checkOpaqueId(input.jobId, path('jobId')),
});

const payload = (name: string, description: string) =>
  builder.objectRef<{ job: BatchJobRecord }>(name).implement({
    description,
    fields: (t) => ({
      job: t.expose('job', { type: BatchJob, description: 'The job after the change, as AWS reports it.' }),
    }),
  });

/** Reads the job again from AWS after a change. */
async function written(ctx: Context, key: BatchJobKey): Promise<{ job: BatchJobRecord }> {
  ctx.loaders.batchJob.clear(key);
  ctx.watches.wake(targetOf({ kind: 'BatchJob', ...key }));
  const job = await ctx.loaders.batchJob.load(key);
  if (!job)
    throw new ServiceUnavailableError(
      `AWS accepted the change of the job ${key.jobId} and then reported that the job does not exist. Read the job again.`,
    );
  return { job };
}

/** Changes a job. If its status forbids the change, the error contains the status. */
async function change(ctx: Context, key: BatchJobKey, send: () => Promise<void>): Promise<{ job: BatchJobRecord }> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof JobStatusError)) throw error;
    const job = await ctx.loaders.batchJob.load(key).catch(() => null);
    throw new JobStatusError(error.message, error, job?.status ?? null);
  }
  return written(ctx, key);
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
): Promise<{ job: BatchJobRecord }> {
  const refused = await updateJobStatus(ctx.aws, key, requested, reason);
  if (!refused) return written(ctx, key);
  const { error, mayBeDone } = refused;
  if (!mayBeDone && !(error instanceof JobStatusError)) throw error;
  ctx.loaders.batchJob.clear(key);
  const job = await ctx.loaders.batchJob.load(key).catch(() => null);
  if (mayBeDone && job && reached[requested].includes(job.status)) return written(ctx, key);
  if (error instanceof JobStatusError) throw new JobStatusError(error.message, error, job?.status ?? null);
  if (!(error instanceof IndeterminateError)) throw error;
  throw new ServiceUnavailableError(
    'The response of AWS was lost, and the job does not show the change. Repeat the mutation.',
  );
}

// ---------------------------------------------------------------- createBatchJob

const CreateBatchJobInput = builder.inputType('CreateBatchJobInput', {
  description: `The Batch job to create. ${guide}/API_control_CreateJob.html`,
  fields: (t) => ({
    ...locationFields(t),
    operation: t.field({
      type: BatchOperationInput,
      required: true,
      description: 'The operation to perform on each object.',
    }),
    manifest: t.field({ type: BatchJobManifestInput, required: true, description: 'The objects to process.' }),
    report: t.field({ type: JobReportInput, required: true, description: 'The settings of the completion report.' }),
    priority: t.int({
      required: true,
      description: 'The priority, 0 to 2147483647. S3 runs jobs with a higher number first.',
    }),
    roleArn: t.field({
      type: 'Arn',
      required: true,
      description: 'The ARN of an IAM role in the same account, which S3 assumes to run the job.',
    }),
    description: t.string({ description: 'A description of the job, 1 to 256 characters.' }),
    confirmationRequired: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the job waits for `confirmBatchJob` before it runs.',
    }),
    tags: t.field({ type: [TagInput], description: 'The tags of the job: at most 50, each key once.' }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

/** Only repeats with an idempotency key are safe: without one, every call creates a job. */
const lostAnswer = (cause: IndeterminateError, key: string | null) =>
  new IndeterminateError(
    key === null
      ? `${cause.message} Look for the job in batchJobs before you create it again.`
      : `${cause.message} Repeat the mutation with the same idempotencyKey: it creates no second job.`,
    undefined,
    key !== null,
  );

function checkText(text: string | null | undefined, at: readonly string[]): string | undefined {
  if (text == null) return undefined;
  if (text.length >= 1 && text.length <= 256) return text;
  throw new InvalidInputError(at, `${at.join('.')}: the text must have 1 to 256 characters, got ${text.length}.`);
}

/** S3 assumes only roles of the job's own account. */
function checkRole(arn: string, backend: Backend, location: Location): string {
  checkArn(arn, backend, location, path('roleArn'));
  const hasDotSegment = arn.split('/').some((part) => part === '.' || part === '..');
  if (/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn) && arn.length <= 2048 && !hasDotSegment) {
    if (arn.split(':')[4] === location.accountId) return arn;
    throw new InvalidInputError(
      path('roleArn'),
      `input.roleArn: the role must belong to the account of the job, ${location.accountId}.`,
    );
  }
  throw new InvalidInputError(path('roleArn'), 'input.roleArn: the value must be the ARN of an IAM role.');
}

const maxPriority = 2 ** 31 - 1;

builder.mutationField('createBatchJob', (t) =>
  t.field({
    type: payload('CreateBatchJobPayload', 'AWS created the job, or had created it for the same idempotency key.'),
    errors: mutationErrors('CreateBatchJobResult', [IdempotencyError, IndeterminateError, LimitExceededError]),
    ...inLocation('start'),
    description: `Creates a job that performs one operation on many objects. Costs one CreateJob and one DescribeJob call. ${guide}/API_control_CreateJob.html`,
    args: { input: t.arg({ type: CreateBatchJobInput, required: true, description: 'The job to create.' }) },
    ...costs({ calls: 2 }),
    resolve: async (_, { input }, ctx) => {
      const location = checkLocation(ctx.backend, input, path());
      const tags = checkTags(input.tags ?? [], path('tags'));
      const { operation, manifest, report } = input;
      checkArns({ operation, manifest, report }, ctx.backend, location, path());
      const key = checkIdempotencyKey(input.idempotencyKey);
      const scope = { callerId: ctx.caller.id, operation: 'createBatchJob', location };
      const parameters = {
        Operation: fromOperation(input.operation),
        ...toManifestParameters(input.manifest, input.operation),
        Report: toReport(input.report),
        Priority: checkWholeNumber(input.priority, { from: 0, to: maxPriority }, path('priority')) ?? 0,
        RoleArn: checkRole(input.roleArn, ctx.backend, location),
        Description: checkText(input.description, path('description')),
        ConfirmationRequired: input.confirmationRequired,
        ...(tags.length > 0 ? { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) } : {}),
        ClientRequestToken: clientRequestToken({ ...scope, key: key ?? randomUUID() }),
      };
      // Counted as a start only after all checks of the input.
      await ctx.callerLimits.acquireStarts(ctx.caller, 1);
      const jobId = await createJob(ctx.aws, location, parameters).catch((error: unknown) => {
        throw error instanceof IndeterminateError ? lostAnswer(error, key) : error;
      });
      const created = { ...location, jobId };
      ctx.store.createdBatchJobs.add(created);
      return written(ctx, created);
    },
  }),
);

// ---------------------------------------------------------------- confirmBatchJob, cancelBatchJob

const ConfirmBatchJobInput = builder.inputType('ConfirmBatchJobInput', {
  description: 'The suspended job to confirm.',
  fields: (t) => ({
    ...jobFields(t),
    statusUpdateReason: t.string({ description: 'The reason of the change, 1 to 256 characters.' }),
  }),
});

builder.mutationField('confirmBatchJob', (t) =>
  t.field({
    type: payload('ConfirmBatchJobPayload', 'The job is confirmed and queued.'),
    errors: mutationErrors('ConfirmBatchJobResult', [NotFoundError, JobStatusError]),
    ...ofBatchJob('manage'),
    description: `Confirms a suspended job, so that it runs. Costs one UpdateJobStatus and one DescribeJob call. ${guide}/API_control_UpdateJobStatus.html`,
    args: {
      input: t.arg({ type: ConfirmBatchJobInput, required: true, description: 'The job to confirm and the reason.' }),
    },
    ...costs({ calls: 2 }),
    resolve: async (_, { input }, ctx) => {
      const key = checkJob(ctx, input);
      const reason = checkText(input.statusUpdateReason, path('statusUpdateReason'));
      return changeStatus(ctx, key, 'Ready', reason);
    },
  }),
);

const CancelBatchJobInput = builder.inputType('CancelBatchJobInput', {
  description: 'The job to cancel.',
  fields: (t) => ({
    ...jobFields(t),
    statusUpdateReason: t.string({ description: 'The reason of the change, 1 to 256 characters.' }),
  }),
});

builder.mutationField('cancelBatchJob', (t) =>
  t.field({
    type: payload('CancelBatchJobPayload', 'The job is cancelled or being cancelled.'),
    errors: mutationErrors('CancelBatchJobResult', [NotFoundError, JobStatusError]),
    ...ofBatchJob('manage'),
    description: `Cancels a job. Changes that it already made to objects are not undone. Costs one UpdateJobStatus and one DescribeJob call. ${guide}/API_control_UpdateJobStatus.html`,
    args: {
      input: t.arg({ type: CancelBatchJobInput, required: true, description: 'The job to cancel and the reason.' }),
    },
    ...costs({ calls: 2 }),
    resolve: async (_, { input }, ctx) => {
      const key = checkJob(ctx, input);
      const reason = checkText(input.statusUpdateReason, path('statusUpdateReason'));
      return changeStatus(ctx, key, 'Cancelled', reason);
    },
  }),
);

// ---------------------------------------------------------------- setBatchJobPriority

const SetBatchJobPriorityInput = builder.inputType('SetBatchJobPriorityInput', {
  description: 'The job and its new priority.',
  fields: (t) => ({
    ...jobFields(t),
    priority: t.int({
      required: true,
      description: 'The priority, 0 to 2147483647. S3 runs jobs with a higher number first.',
    }),
  }),
});

builder.mutationField('setBatchJobPriority', (t) =>
  t.field({
    type: payload('SetBatchJobPriorityPayload', 'The priority of the job is set.'),
    errors: mutationErrors('SetBatchJobPriorityResult', [NotFoundError, JobStatusError]),
    ...ofBatchJob('manage'),
    description: `Changes the priority of a job. Costs one UpdateJobPriority and one DescribeJob call. ${guide}/API_control_UpdateJobPriority.html`,
    args: {
      input: t.arg({ type: SetBatchJobPriorityInput, required: true, description: 'The job and its new priority.' }),
    },
    ...costs({ calls: 2 }),
    resolve: async (_, { input }, ctx) => {
      const key = checkJob(ctx, input);
      const priority = checkWholeNumber(input.priority, { from: 0, to: maxPriority }, path('priority')) ?? 0;
      return change(ctx, key, () => updateJobPriority(ctx.aws, key, priority));
    },
  }),
);

// ---------------------------------------------------------------- setBatchJobTags

const SetBatchJobTagsInput = builder.inputType('SetBatchJobTagsInput', {
  description: 'The job and its new tag set. Tags that are not in the set are removed.',
  fields: (t) => ({
    ...jobFields(t),
    tags: t.field({
      type: [TagInput],
      required: true,
      description: 'The complete tag set: at most 50 tags, each key once.',
    }),
  }),
});

builder.mutationField('setBatchJobTags', (t) =>
  t.field({
    type: payload('SetBatchJobTagsPayload', 'The job has exactly the given tags.'),
    errors: mutationErrors('SetBatchJobTagsResult', [NotFoundError, LimitExceededError]),
    ...ofBatchJob('manage'),
    description: `Replaces the tags of a job. Costs one PutJobTagging or DeleteJobTagging call and one DescribeJob call. ${guide}/API_control_PutJobTagging.html`,
    args: { input: t.arg({ type: SetBatchJobTagsInput, required: true, description: 'The job and its new tag set.' }) },
    ...costs({ calls: 2 }),
    resolve: async (_, { input }, ctx) => {
      const key = checkJob(ctx, input);
      const tags = checkTags(input.tags, path('tags'));
      await (tags.length > 0 ? putJobTagging(ctx.aws, key, tags) : deleteJobTagging(ctx.aws, key));
      ctx.loaders.batchJobTags.clear(key);
      return written(ctx, key);
    },
  }),
);

// Writes to S3 Batch Operations jobs.
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
import { mutationErrors } from '../kit/error.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { locationFields } from '../kit/locationArguments.ts';
import { inLocation, ofBatchJob } from '../kit/rules.ts';
import { TagInput } from '../tag.ts';
import { BatchJob } from './batchJob.ts';
import { BatchOperationInput } from './batchOperation.ts';
import { BatchJobManifestInput, toManifestParameters } from './jobManifest.ts';
import { JobReportInput, toReport } from './jobReport.ts';

const guide = 'https://docs.aws.amazon.com/AmazonS3/latest/API';
const path = (...names: string[]) => ['input', ...names];

type InputFields = Parameters<typeof locationFields>[0];

/** The fields of an input that names a job. */
const jobFields = (t: InputFields) => ({
  jobId: t.string({ required: true, description: "AWS's id of the job." }),
  ...locationFields(t),
});

const checkJob = (ctx: Context, input: LocationArguments & { jobId: string }): BatchJobKey => ({
  ...checkLocation(ctx.backend, input, path()),
  jobId: checkOpaqueId(input.jobId, path('jobId')),
});

const payload = (name: string, description: string) =>
  builder.objectRef<{ job: BatchJobRecord }>(name).implement({
    description,
    fields: (t) => ({ job: t.expose('job', { type: BatchJob, description: 'The job as it is now.' }) }),
  });

/** The job anew from AWS, once it was written to. */
async function written(ctx: Context, key: BatchJobKey): Promise<{ job: BatchJobRecord }> {
  ctx.loaders.batchJob.clear(key);
  ctx.watches.wake(targetOf({ kind: 'BatchJob', ...key }));
  const job = await ctx.loaders.batchJob.load(key);
  if (!job)
    throw new ServiceUnavailableError(`AWS does not know the job ${key.jobId} that it has just accepted a change of.`);
  return { job };
}

/** Changes a job; where its state forbids that, the error tells the state. */
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

/** What a job can be once it was asked for: one that failed or was cancelled may never have been confirmed. */
const reached: Record<RequestedStatus, readonly BatchJobStatus[]> = {
  Ready: ['READY', 'ACTIVE', 'PAUSING', 'PAUSED', 'COMPLETING', 'COMPLETE'],
  Cancelled: ['CANCELLING', 'CANCELLED'],
};

/**
 * Brings a job into a state. When an answer was lost and the next try is told that the job's state does not allow it, the
 * first may have done it: the state tells.
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
  throw new ServiceUnavailableError('The answer of AWS is lost, and the job does not show the change. Send it again.');
}

// ---------------------------------------------------------------- createBatchJob

const CreateBatchJobInput = builder.inputType('CreateBatchJobInput', {
  description: `A job to create. ${guide}/API_control_CreateJob.html`,
  fields: (t) => ({
    ...locationFields(t),
    operation: t.field({ type: BatchOperationInput, required: true, description: 'What to do to each object.' }),
    manifest: t.field({ type: BatchJobManifestInput, required: true, description: 'To which objects.' }),
    report: t.field({ type: JobReportInput, required: true, description: 'Where to report each object.' }),
    priority: t.int({ required: true, description: '0 or more; higher goes first.' }),
    roleArn: t.field({ type: 'Arn', required: true, description: 'An IAM role that S3 acts in.' }),
    description: t.string({ description: '1 to 256 characters.' }),
    confirmationRequired: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether the job waits for confirmBatchJob before it runs.',
    }),
    tags: t.field({ type: [TagInput], description: 'At most 50, each key once.' }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

/** Repeats are safe with a key of the caller's only: without one, another call is another job. */
const lostAnswer = (cause: IndeterminateError, key: string | null) =>
  new IndeterminateError(
    key === null
      ? `${cause.message} Look for it in batchJobs before creating it again.`
      : `${cause.message} Send the same call with the same idempotencyKey again: it creates no second job.`,
    undefined,
    key !== null,
  );

function checkText(text: string | null | undefined, at: readonly string[]): string | undefined {
  if (text == null) return undefined;
  if (text.length >= 1 && text.length <= 256) return text;
  throw new InvalidInputError(at, `${at.join('.')}: 1 to 256 characters.`);
}

/** S3 acts in roles of the job's own account only. */
function checkRole(arn: string, backend: Backend, location: Location): string {
  checkArn(arn, backend, location, path('roleArn'));
  const climbs = arn.split('/').some((part) => part === '.' || part === '..');
  if (/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn) && arn.length <= 2048 && !climbs) {
    if (arn.split(':')[4] === location.accountId) return arn;
    throw new InvalidInputError(path('roleArn'), "input.roleArn: a role of the job's own account.");
  }
  throw new InvalidInputError(path('roleArn'), 'input.roleArn: not the ARN of an IAM role.');
}

const maxPriority = 2 ** 31 - 1;

builder.mutationField('createBatchJob', (t) =>
  t.field({
    type: payload('CreateBatchJobPayload', 'AWS has created the job, or had it by the same idempotency key.'),
    errors: mutationErrors('CreateBatchJobResult', [IdempotencyError, IndeterminateError, LimitExceededError]),
    ...inLocation('start'),
    description: `Creates a job that does one thing to many objects. ${guide}/API_control_CreateJob.html`,
    args: { input: t.arg({ type: CreateBatchJobInput, required: true, description: 'Which.' }) },
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
      // What is refused here is no start.
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
  description: 'A job that waits for confirmation.',
  fields: (t) => ({ ...jobFields(t), statusUpdateReason: t.string({ description: '1 to 256 characters.' }) }),
});

builder.mutationField('confirmBatchJob', (t) =>
  t.field({
    type: payload('ConfirmBatchJobPayload', 'The job runs when its turn comes.'),
    errors: mutationErrors('ConfirmBatchJobResult', [NotFoundError, JobStatusError]),
    ...ofBatchJob('manage'),
    description: `Lets a job run that waits for confirmation. ${guide}/API_control_UpdateJobStatus.html`,
    args: { input: t.arg({ type: ConfirmBatchJobInput, required: true, description: 'Which, and why.' }) },
    ...costs({ calls: 2 }),
    resolve: async (_, { input }, ctx) => {
      const key = checkJob(ctx, input);
      const reason = checkText(input.statusUpdateReason, path('statusUpdateReason'));
      return changeStatus(ctx, key, 'Ready', reason);
    },
  }),
);

const CancelBatchJobInput = builder.inputType('CancelBatchJobInput', {
  description: 'A job to end.',
  fields: (t) => ({ ...jobFields(t), statusUpdateReason: t.string({ description: '1 to 256 characters.' }) }),
});

builder.mutationField('cancelBatchJob', (t) =>
  t.field({
    type: payload('CancelBatchJobPayload', 'The job is cancelled, or on its way there.'),
    errors: mutationErrors('CancelBatchJobResult', [NotFoundError, JobStatusError]),
    ...ofBatchJob('manage'),
    description: `Ends a job. What it has done to objects stays done. ${guide}/API_control_UpdateJobStatus.html`,
    args: { input: t.arg({ type: CancelBatchJobInput, required: true, description: 'Which, and why.' }) },
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
  description: "A job's new priority.",
  fields: (t) => ({
    ...jobFields(t),
    priority: t.int({ required: true, description: '0 or more; higher goes first.' }),
  }),
});

builder.mutationField('setBatchJobPriority', (t) =>
  t.field({
    type: payload('SetBatchJobPriorityPayload', 'The priority is set.'),
    errors: mutationErrors('SetBatchJobPriorityResult', [NotFoundError, JobStatusError]),
    ...ofBatchJob('manage'),
    description: `Moves a job before or behind others. ${guide}/API_control_UpdateJobPriority.html`,
    args: { input: t.arg({ type: SetBatchJobPriorityInput, required: true, description: 'Which, and what.' }) },
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
  description: 'The whole tag set of a job: what is not named is removed.',
  fields: (t) => ({
    ...jobFields(t),
    tags: t.field({ type: [TagInput], required: true, description: 'At most 50, each key once.' }),
  }),
});

builder.mutationField('setBatchJobTags', (t) =>
  t.field({
    type: payload('SetBatchJobTagsPayload', 'The job has these tags and no others.'),
    errors: mutationErrors('SetBatchJobTagsResult', [NotFoundError, LimitExceededError]),
    ...ofBatchJob('manage'),
    description: `Gives a job a set of tags. ${guide}/API_control_PutJobTagging.html`,
    args: { input: t.arg({ type: SetBatchJobTagsInput, required: true, description: 'Which, and its tags.' }) },
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

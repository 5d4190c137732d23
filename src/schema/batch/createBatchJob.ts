// The mutation `createBatchJob`.
import { randomUUID } from 'node:crypto';
import type { Backend } from '../../aws/backend.ts';
import { requestedBatchJob } from '../../aws/s3control/batchJob.ts';
import { createJob } from '../../aws/s3control/createJob.ts';
import { refuseForbidden } from '../../aws/s3control/structures/refuseForbidden.ts';
import type { StructureRecord } from '../../aws/structure.ts';
import type { Context } from '../../context.ts';
import { IdempotencyError, IndeterminateError, InvalidInputError, RateLimitedError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { sortTags } from '../../starts/sortTags.ts';
import { builder } from '../kit/builder.ts';
import { checkArn, checkArns } from '../kit/checkArns.ts';
import { checkTags } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { locationField, resolveLocation } from '../kit/references.ts';
import { allowedInLocation } from '../kit/rules.ts';
import { TagInput } from '../kit/tag.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { apiReference, batchTagValueLength, checkPriority, checkText, inputPath } from './batchJobInput.ts';
import { batchJobPayload, changedBatchJob } from './batchJobPayload.ts';
import { BatchOperationInput, toOperationParameters } from './batchOperation.ts';
import { BatchJobManifestInput, toManifestParameters } from './jobManifest.ts';
import { JobReportInput, toReport } from './jobReport.ts';
import { withManifestETag } from './manifestETag.ts';

export const CreateBatchJobInput = builder.inputType('CreateBatchJobInput', {
  description: `The Batch job to create. ${apiReference}/API_control_CreateJob.html`,
  fields: (t) => ({
    location: locationField(t),
    operation: t.field({
      type: BatchOperationInput,
      required: true,
      description: 'The operation to perform on each object.',
    }),
    manifest: t.field({ type: BatchJobManifestInput, required: true, description: 'The objects to process.' }),
    report: t.field({ type: JobReportInput, description: 'The completion report. No report if omitted.' }),
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
    tags: t.field({
      type: [TagInput],
      description: 'The tags of the job: at most 50, each key once. No tags if omitted or empty.',
    }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

export type NewJobInput = typeof CreateBatchJobInput.$inferInput;

const needsETag = ({ manifest: { manifest } }: NewJobInput): boolean =>
  manifest != null && (manifest['location'] as StructureRecord | undefined)?.['eTag'] == null;

/** Only repeats with an idempotency key are safe: without one, every call creates a job. */
const lostResponse = (cause: IndeterminateError, key: string | null) =>
  new IndeterminateError(
    key === null
      ? `${cause.message} Look for the job in batchJobs before you create it again.`
      : `${cause.message} Repeat the mutation with the same idempotencyKey: it creates no second job.`,
    { awsCode: cause.awsCode, awsRequestId: cause.awsRequestId },
    key !== null,
  );

/** S3 assumes only roles of the job's own account. */
function checkRole(arn: string, backend: Backend, location: Location): string {
  checkArn(arn, backend, location, inputPath('roleArn'));
  const hasDotSegment = arn.split('/').some((part) => part === '.' || part === '..');
  if (/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn) && arn.length <= 2048 && !hasDotSegment) {
    if (arn.split(':')[4] === location.accountId) return arn;
    throw new InvalidInputError(
      inputPath('roleArn'),
      `input.roleArn: the role must belong to the account of the job, ${location.accountId}.`,
    );
  }
  throw new InvalidInputError(inputPath('roleArn'), 'input.roleArn: the value must be the ARN of an IAM role.');
}

/** The request, checked as far as that is possible without AWS. Without a key, each has a token of its own. */
export function requestOf(input: NewJobInput, ctx: Context) {
  const location = resolveLocation(ctx.backend, input.location);
  const tags = checkTags(input.tags ?? [], batchTagValueLength, inputPath('tags'));
  const { operation, manifest, report } = input;
  checkArns({ operation, manifest, report }, ctx.backend, location, inputPath());
  const key = checkIdempotencyKey(input.idempotencyKey);
  const scope = { callerId: ctx.caller.id, operation: 'createBatchJob', location };
  const work = { Operation: toOperationParameters(operation), ...toManifestParameters(manifest) };
  refuseForbidden(work);
  const parameters = sortTags({
    ...work,
    Report: toReport(report),
    Priority: checkPriority(input.priority),
    RoleArn: checkRole(input.roleArn, ctx.backend, location),
    Description: checkText(input.description, inputPath('description')),
    ConfirmationRequired: input.confirmationRequired,
    ...(tags.length > 0 ? { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) } : {}),
    ClientRequestToken: ctx.startKeys.clientRequestToken({ ...scope, key: key ?? randomUUID() }),
  });
  return { location, tags, key, scope, parameters };
}

builder.mutationField('createBatchJob', (t) =>
  t.field({
    type: batchJobPayload('CreateBatchJobPayload', 'The job, created now or earlier with the same idempotency key.'),
    errors: mutationErrors('CreateBatchJobResult', [IdempotencyError, IndeterminateError, RateLimitedError]),
    ...allowedInLocation('start'),
    description: `Creates a job that performs one operation on many objects. Costs one CreateJob call, and one HeadObject call if the location of a manifest has no \`eTag\`. ${apiReference}/API_control_CreateJob.html`,
    args: { input: t.arg({ type: CreateBatchJobInput, required: true, description: 'The job to create.' }) },
    ...costs({ calls: ({ input }: { input: NewJobInput }) => (needsETag(input) ? 2 : 1), starts: true }),
    resolve: async (_, { input }, ctx) => {
      const { location, tags, key, scope, parameters } = requestOf(input, ctx);
      const { jobId, sent } = await withManifestETag(ctx, { ...scope, key }, parameters, async (job) => {
        // Counted as a start only after all checks of the input.
        await ctx.callerLimits.acquireStarts(ctx.caller, 1);
        const id = await createJob(ctx.aws, location, job).catch((error: unknown) => {
          throw error instanceof IndeterminateError ? lostResponse(error, key) : error;
        });
        return { jobId: id, sent: job };
      });
      const created = { ...location, jobId };
      ctx.store.createdBatchJobs.add(created);
      // With a key, the job may be an old one whose tags have changed since.
      if (key === null) ctx.loaders.batchJobTags.put(created, tags);
      return changedBatchJob(ctx, created, {
        created: requestedBatchJob(created, sent, ctx.backend.clock.now()),
      });
    },
  }),
);

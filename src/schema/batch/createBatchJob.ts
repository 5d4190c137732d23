// The mutation `createBatchJob`.
import { randomUUID } from 'node:crypto';
import { refuseForbidden } from '../../aws/s3control/structures/refuseForbidden.ts';
import type { StructureRecord } from '../../aws/structure.ts';
import type { Context } from '../../context.ts';
import { IdempotencyError, IndeterminateError, RateLimitedError } from '../../core/errors.ts';
import { manifestParameter } from '../../manifests/newManifest.ts';
import { sortTags } from '../../starts/sortTags.ts';
import { builder } from '../kit/builder.ts';
import { checkArns } from '../kit/checkArns.ts';
import { checkTags } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { locationField, resolveLocation } from '../kit/references.ts';
import { allowedInLocation } from '../kit/rules.ts';
import { TagInput } from '../kit/tag.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { apiReference, batchTagValueLength, checkPriority, checkText, inputPath } from './batchJobInput.ts';
import { batchJobPayload } from './batchJobPayload.ts';
import { BatchOperationInput, toOperationParameters } from './batchOperation.ts';
import { checkRole } from './checkRole.ts';
import { checkXmlTexts } from './checkXmlTexts.ts';
import { BatchJobManifestInput, toManifestParameters } from './jobManifest.ts';
import { JobReportInput, toReport } from './jobReport.ts';
import { withManifestETag } from './manifestETag.ts';
import { checkManifestKeys, writeKeys } from './manifestKeys.ts';
import { startBatchJob } from './startBatchJob.ts';

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

function callsFor({ input }: { input: NewJobInput }): number {
  // The manifest is looked for only if an earlier call can have written it.
  if (input.manifest.keys) return input.idempotencyKey == null ? 2 : 3;
  return needsETag(input) ? 2 : 1;
}

/** An object of `keys` has up to five: itself, its key and its version, and one more for each of them that is long. */
export const valuesPerCount = 6;

/** Runs the check of one part of the input. Undefined if its fault was noted instead of thrown. */
export type CheckPart = <T>(part: () => T) => T | undefined;

const throwing: CheckPart = (part) => part();

/** The request, checked as far as that is possible without AWS. Without a key, each has a token of its own. */
export function requestOf(input: NewJobInput, ctx: Context, check: CheckPart = throwing) {
  const location = resolveLocation(ctx.backend, input.location);
  const tags = check(() => checkTags(input.tags ?? [], batchTagValueLength, inputPath('tags'))) ?? [];
  const { operation, manifest, report } = input;
  const withArns = <T>(part: object, read: () => T) =>
    check(() => {
      checkArns(part, ctx.backend, location, inputPath());
      return read();
    });
  const key = check(() => checkIdempotencyKey(input.idempotencyKey)) ?? null;
  const scope = { callerId: ctx.caller.id, operation: 'createBatchJob', location };
  const work = {
    Operation: withArns({ operation }, () => toOperationParameters(operation)),
    ...withArns({ manifest }, () => toManifestParameters(manifest)),
  };
  check(() => refuseForbidden(work));
  const { keys: given, ...source } = manifest;
  check(() => checkXmlTexts({ operation, manifest: source, report }, inputPath()));
  const keys = given && check(() => checkManifestKeys(ctx, location, given, inputPath('manifest', 'keys')));
  const parameters = sortTags({
    ...work,
    Report: withArns({ report }, () => toReport(report)),
    Priority: check(() => checkPriority(input.priority)),
    RoleArn: check(() => checkRole(input.roleArn, ctx.backend, location)),
    Description: check(() => checkText(input.description, inputPath('description'))),
    ConfirmationRequired: input.confirmationRequired,
    ...(tags.length > 0 ? { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) } : {}),
    ClientRequestToken: ctx.startKeys.clientRequestToken({ ...scope, key: key ?? randomUUID() }),
  });
  return { location, key, scope, parameters, keys };
}

builder.mutationField('createBatchJob', (t) =>
  t.field({
    type: batchJobPayload('CreateBatchJobPayload', 'The job, created now or earlier with the same idempotency key.'),
    errors: mutationErrors('CreateBatchJobResult', [IdempotencyError, IndeterminateError, RateLimitedError]),
    ...allowedInLocation('start'),
    description: `Creates a job that performs one operation on many objects. Costs one CreateJob call, and one HeadObject call if the location of a manifest has no \`eTag\`. With \`keys\`, it costs one PutObject call for each manifest of up to 5 MiB, and one HeadObject call with an idempotency key. ${apiReference}/API_control_CreateJob.html`,
    args: { input: t.arg({ type: CreateBatchJobInput, required: true, description: 'The job to create.' }) },
    ...costs({ calls: callsFor, starts: true, valuesPerCount }),
    resolve: async (_, { input }, ctx) => {
      const { location, key, scope, parameters, keys } = requestOf(input, ctx);
      return withManifestETag(ctx, { ...scope, key }, parameters, async (job) => {
        // Counted as a start only after all checks of the input.
        await ctx.callerLimits.acquireStarts(ctx.caller, 1);
        const written = keys && (await writeKeys(ctx, { ...scope, key }, keys));
        return startBatchJob(ctx, location, { ...job, ...(written && { Manifest: manifestParameter(written) }) }, key);
      });
    },
  }),
);

// The mutation `retryBatchJob`.
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import {
  IdempotencyError,
  IndeterminateError,
  JobStatusError,
  NotFoundError,
  NothingToRetryError,
  orNotFound,
  RateLimitedError,
  ReportUnavailableError,
  rejectInput,
} from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import {
  findManifest,
  type ManifestPlace,
  manifestKey,
  manifestParameter,
  writeManifest,
} from '../../manifests/newManifest.ts';
import { sortTags } from '../../starts/sortTags.ts';
import { builder } from '../kit/builder.ts';
import { checkTags } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { batchJobField, resolveBatchJobRef } from '../kit/references.ts';
import { allowedOnBatchJob } from '../kit/rules.ts';
import { TagInput } from '../kit/tag.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { apiReference, batchTagValueLength, checkPriority, checkText, inputPath } from './batchJobInput.ts';
import { checkRole } from './checkRole.ts';
import { checkXmlTexts } from './checkXmlTexts.ts';
import { type OldJob, planFailedTasks, readEndedJob, retriedRows } from './failedTasks.ts';
import { JobReportInput, toReport } from './jobReport.ts';
import { asMissing, checkManifestTarget, ManifestTargetInput } from './manifestTarget.ts';
import { repeatedParameters } from './retriedJob.ts';
import { type RetriedBatchJob, RetryBatchJobPayload } from './retryPayload.ts';
import { startBatchJob } from './startBatchJob.ts';

const maxCodes = 100;

const RetryBatchJobInput = builder.inputType('RetryBatchJobInput', {
  description:
    'The job whose failed tasks run again, and what differs in the new job. Whatever is omitted is that of the old job.',
  fields: (t) => ({
    job: batchJobField(t),
    errorCodes: t.field({
      type: ['String'],
      description: `The error codes of the failures to retry, as in the completion report, at most ${maxCodes}. If omitted or empty: all failures but those with a diagnosis that is not retryable. A code that is named is retried whatever its diagnosis.`,
    }),
    manifest: t.field({
      type: ManifestTargetInput,
      required: true,
      description: 'Where the gateway writes the manifest of the new job.',
    }),
    priority: t.int({ description: 'The priority, 0 to 2147483647. That of the old job if omitted.' }),
    description: t.string({
      description: 'A description of the new job, 1 to 256 characters. It names the old job if omitted.',
    }),
    confirmationRequired: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Whether the new job waits for `confirmBatchJob` before it runs.',
    }),
    roleArn: t.field({
      type: 'Arn',
      description:
        'The ARN of an IAM role in the same account, which S3 assumes to run the job. That of the old job if omitted.',
    }),
    report: t.field({
      type: JobReportInput,
      description: 'The completion report of the new job. The settings of the old job if omitted.',
    }),
    tags: t.field({
      type: [TagInput],
      description:
        'The tags of the new job: at most 50, each key once. If omitted or empty, those that the old job has now, without those of AWS itself.',
    }),
    idempotencyKey: idempotencyKeyField(
      t,
      'The manifest is found again too: it is written once for each key, also if the gateway died before it created the job.',
    ),
  }),
});

type Input = typeof RetryBatchJobInput.$inferInput;

function checkCodes(codes: Input['errorCodes']): string[] {
  const given = [...new Set(codes ?? [])];
  const path = inputPath('errorCodes');
  if (given.length > maxCodes) rejectInput(path, `at most ${maxCodes} codes are allowed, got ${given.length}.`);
  given.forEach((code, index) => {
    if (code.length < 1 || code.length > 256) rejectInput([...path, String(index)], 'a code has 1 to 256 characters.');
  });
  return given.sort();
}

/** The tags that the old job has. AWS's own cannot be given. */
async function tagsOf(ctx: Context, key: BatchJobKey) {
  const { items } = orNotFound(await ctx.loaders.batchJobTags.load(key), `The job ${key.jobId} does not exist.`);
  return items.filter((tag) => !tag.key.toLowerCase().startsWith('aws:'));
}

const roleOf = ({ details: { roleArn } }: OldJob): string =>
  roleArn ?? rejectInput(inputPath('roleArn'), 'the value is required: S3 does not report the role of the job.');

type Written = Pick<RetriedBatchJob, 'manifest' | 'plan'>;

/** What an earlier call with the same key has written. Its plan is read again, if it is selected. */
async function findWritten(
  ctx: Context,
  place: ManifestPlace,
  old: OldJob,
  errorCodes: readonly string[],
): Promise<Written | null> {
  const manifest = await findManifest(ctx.aws, place);
  return manifest && { manifest, plan: async () => (await planFailedTasks(ctx, old, errorCodes)).plan };
}

async function writeRetry(
  ctx: Context,
  place: ManifestPlace,
  old: OldJob,
  errorCodes: readonly string[],
  giveBack: (unused: number) => void,
): Promise<Written> {
  const planned = async () => {
    const failed = await planFailedTasks(ctx, old, errorCodes);
    return { plan: failed.plan, ...(await retriedRows(ctx, old, failed)) };
  };
  const { plan, facts, rows } = await planned().catch((error: unknown) => {
    giveBack(1);
    throw error;
  });
  try {
    return { manifest: await writeManifest(ctx.aws, place, facts, rows), plan };
  } catch (error) {
    throw asMissing(error, inputPath('manifest', 'bucket'));
  }
}

builder.mutationField('retryBatchJob', (t) =>
  t.field({
    type: RetryBatchJobPayload,
    errors: mutationErrors('RetryBatchJobResult', [
      NotFoundError,
      JobStatusError,
      ReportUnavailableError,
      NothingToRetryError,
      IdempotencyError,
      IndeterminateError,
      RateLimitedError,
    ]),
    ...allowedOnBatchJob('start'),
    description: `Creates a job with the operation, role, report and tags of a job that has ended, for its failed tasks only: tasks that never ran, because S3 ended or somebody cancelled the job, are not in its report and do not run. The gateway reads them from the completion report, and writes the manifest: its columns are those of the old manifest, byte for byte. Rows name versions if those of the old manifest did: one without a version then names "null". A ReportUnavailableError if that is not known. Costs one DescribeJob, one GetJobTagging and one CreateJob call. Reading costs one GetObject call for manifest.json, two for each 8 MiB of failed tasks, and one for the manifest.json of an inventory. Writing costs one PutObject call, or a multipart upload in parts of 5 MiB. An idempotency key costs one HeadObject call. ${apiReference}/API_control_CreateJob.html`,
    args: {
      input: t.arg({
        type: RetryBatchJobInput,
        required: true,
        description: 'The job, and what differs in the new one.',
      }),
    },
    ...costs({ calls: ({ input }: { input: Input }) => (input.idempotencyKey == null ? 7 : 8), starts: true }),
    resolve: async (_, { input }, ctx): Promise<RetriedBatchJob> => {
      const oldKey = resolveBatchJobRef(ctx.backend, input.job);
      const target = checkManifestTarget(ctx, oldKey, input.manifest, inputPath('manifest'));
      const errorCodes = checkCodes(input.errorCodes);
      checkXmlTexts(input.report, inputPath('report'));
      const given = {
        ...(input.priority == null ? {} : { Priority: checkPriority(input.priority) }),
        ...(input.report ? { Report: toReport(input.report) } : {}),
        Description:
          checkText(input.description, inputPath('description')) ?? `Retry of the failed tasks of job ${oldKey.jobId}`,
        ConfirmationRequired: input.confirmationRequired,
      };
      const givenRole = input.roleArn == null ? null : checkRole(input.roleArn, ctx.backend, oldKey);
      const givenTags = checkTags(input.tags ?? [], batchTagValueLength, inputPath('tags'));
      const key = checkIdempotencyKey(input.idempotencyKey);

      const old = await readEndedJob(ctx, oldKey);
      const tags = givenTags.length > 0 ? givenTags : await tagsOf(ctx, oldKey);
      const location = { accountId: oldKey.accountId, region: oldKey.region };
      const scope = { callerId: ctx.caller.id, operation: 'retryBatchJob', location, key: key ?? randomUUID() };
      const parameters = sortTags({
        Priority: old.job.priority,
        ...repeatedParameters(ctx, old.details),
        RoleArn: givenRole ?? roleOf(old),
        ...given,
        ...(tags.length > 0 ? { Tags: tags.map((tag) => ({ Key: tag.key, Value: tag.value })) } : {}),
        ClientRequestToken: ctx.startKeys.clientRequestToken(scope),
      });
      const place = {
        bucket: target.bucket,
        key: manifestKey(ctx.startKeys, scope, target.prefix, { jobId: oldKey.jobId, errorCodes }),
      };
      const giveBack = await ctx.callerLimits.acquireStarts(ctx.caller, 1);
      const written =
        (key === null ? null : await findWritten(ctx, place, old, errorCodes)) ??
        (await writeRetry(ctx, place, old, errorCodes, giveBack));
      const Manifest = manifestParameter(written.manifest);
      return { ...(await startBatchJob(ctx, location, { ...parameters, Manifest }, key)), ...written, old };
    },
  }),
);

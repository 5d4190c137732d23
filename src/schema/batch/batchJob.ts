// S3 Batch Operations jobs: the type and its queries. ListJobs returns the plain fields. Fields that only DescribeJob
// returns cost one call per job, and tags another; both only if they are selected.

import { GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import type { BatchJobDetails, BatchJobRecord, KnownBatchJobStatus } from '../../aws/s3control/batchJob.ts';
import { listJobsLimit } from '../../aws/s3control/listJobs.ts';
import type { Context } from '../../context.ts';
import { orNotFound } from '../../core/errors.ts';
import { type Location, locationKey } from '../../core/location.ts';
import { diagnoseBatchJob, needsReasons } from '../../diagnosis/diagnoseBatchJob.ts';
import { Diagnosis } from '../diagnosis.ts';
import { Job } from '../job.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation, checkOpaqueId } from '../kit/checks.ts';
import { connectionArguments, connectionType } from '../kit/connection.ts';
import { costOf, costs, pages } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { nullIfEmpty } from '../kit/nullIfEmpty.ts';
import { type Connection, type ConnectionArguments, readConnection } from '../kit/readConnection.ts';
import { mayRead, nullIfForbidden, readersOfLocation, readersOnly } from '../kit/rules.ts';
import { fieldNamesIn } from '../kit/selectedFields.ts';
import { reportSkipped } from '../kit/skippedRecords.ts';
import { Tag } from '../kit/tag.ts';
import { viewerCan } from '../kit/viewerCan.ts';
import { Node } from '../node.ts';
import { BatchJobStatusEnum, BatchJobStatusInput } from './batchJobStatus.ts';
import { BatchOperation, BatchOperationName } from './batchOperation.ts';
import { GeneratedManifestDescriptor, JobManifest, JobManifestGenerator } from './jobManifest.ts';
import { JobReport } from './jobReport.ts';
import { ProgressSummary } from './progressSummary.ts';

const guide = 'https://docs.aws.amazon.com/AmazonS3/latest';

const JobFailure = builder
  .objectRef<{ failureCode: string | null; failureReason: string | null }>('JobFailure')
  .implement({
    description: `A reason why a Batch job failed. ${guide}/API/API_control_JobFailure.html`,
    fields: (t) => ({
      failureCode: t.exposeString('failureCode', {
        nullable: true,
        description: 'The failure code of AWS; null if AWS reports none.',
      }),
      failureReason: t.exposeString('failureReason', {
        nullable: true,
        description: 'The explanation of AWS for people; null if AWS reports none.',
      }),
    }),
  });

/**
 * The options of a field that only DescribeJob returns. If a new job cannot be read, its creation determines the field or,
 * with `changes`, does not.
 */
const detail = <T>(pick: (details: BatchJobDetails, job: BatchJobRecord) => T, { changes = false } = {}) => ({
  ...costs({ shares: 'DescribeJob' }),
  ...readersOnly,
  resolve: async (job: BatchJobRecord, _: unknown, ctx: Context): Promise<T> => {
    if (job.unread) {
      if (changes || !job.unread.details) throw job.unread.failure;
      return pick(job.unread.details, job);
    }
    return pick(await detailsOf(job, ctx), job);
  },
});

export async function detailsOf(job: BatchJobRecord, ctx: Context): Promise<BatchJobDetails> {
  return orNotFound(await ctx.loaders.batchJob.details(job), `The job ${job.jobId} no longer exists.`);
}

/** Whether the selection on the jobs of a subscription contains a field that only DescribeJob returns. */
export function asksForDetails(info: GraphQLResolveInfo): boolean {
  const type = info.schema.getType('BatchJob');
  const fields = type instanceof GraphQLObjectType ? type.getFields() : {};
  return fieldNamesIn(info, 'job').some((name) => fields[name] && costOf(fields[name])?.shares === 'DescribeJob');
}

export const BatchJob = builder.objectRef<BatchJobRecord>('BatchJob').implement({
  description: `An S3 Batch Operations job. A job that restores objects completes when it has requested the restores; the objects become readable hours later. Fields that cost a DescribeJob call share one call per job. ${guide}/API/API_control_JobDescriptor.html`,
  interfaces: [Job, Node],
  fields: (t) => ({
    status: t.expose('status', {
      type: BatchJobStatusEnum,
      description:
        'The status of the job as S3 reports it. `phase` and `outcome` report it in terms common to both services.',
    }),
    awsStatus: t.exposeString('awsStatus', {
      nullable: true,
      description:
        'The status in the words of AWS, e.g. Active, also if `status` is OTHER; null if AWS does not report it.',
    }),
    operationName: t.expose('operationName', {
      type: BatchOperationName,
      description: 'The operation that the job performs on each object.',
    }),
    awsOperationName: t.exposeString('awsOperationName', {
      description:
        'The operation in the words of AWS, e.g. S3InitiateRestoreObject, also if `operationName` is OTHER. "Unknown" if DescribeJob returns an operation that the gateway does not know.',
    }),
    priority: t.exposeInt('priority', {
      description: 'The priority of the job, 0 to 2147483647. S3 runs jobs with a higher number first.',
    }),
    progressSummary: t.field({
      type: ProgressSummary,
      nullable: true,
      description: 'The progress of the job in tasks, one for each object; null if AWS does not report it.',
      resolve: ({ progressSummary, unread }) => {
        if (unread) throw unread.failure;
        return progressSummary;
      },
    }),
    terminationDate: t.expose('completionDate', {
      type: 'DateTime',
      nullable: true,
      description:
        'The time when the job ended; null until it has ended. The same as `completionDate`, the name common to both services.',
    }),
    jobArn: t.expose('jobArn', { type: 'Arn', description: 'The ARN of the job.' }),
    confirmationRequired: t.boolean({
      nullable: true,
      description:
        'Whether the job needs confirmation before it runs; null if AWS does not report it. Costs one DescribeJob call.',
      ...detail(({ confirmationRequired }) => confirmationRequired),
    }),
    statusUpdateReason: t.string({
      nullable: true,
      description: 'The reason given with the last status change; null if none was given. Costs one DescribeJob call.',
      ...detail(({ statusUpdateReason }) => statusUpdateReason, { changes: true }),
    }),
    failureReasons: t.field({
      type: [JobFailure],
      description:
        'The reasons why the job failed. Empty if only single objects failed: the completion report lists those. Costs one DescribeJob call.',
      ...detail(({ failureReasons }) => failureReasons, { changes: true }),
    }),
    diagnoses: t.field({
      type: [Diagnosis],
      description:
        'Why the job failed or waits, and what to do: from its status, the counts of its tasks, and the reasons of S3. Empty if there is nothing to diagnose, or nothing is known of such a failure. A job that failed costs one DescribeJob call, for the reasons.',
      ...costs({ shares: 'DescribeJob' }),
      ...readersOnly,
      resolve: async (job, _, ctx) => diagnoseBatchJob(job, needsReasons(job) ? await detailsOf(job, ctx) : null),
    }),
    operation: t.field({
      type: BatchOperation,
      description: 'The operation on each object, with its parameters. Costs one DescribeJob call.',
      ...detail(({ operation }) => operation),
    }),
    manifest: t.field({
      type: JobManifest,
      nullable: true,
      description: 'The manifest that lists the objects; null if S3 generates one. Costs one DescribeJob call.',
      ...detail(({ manifest }) => manifest),
    }),
    manifestGenerator: t.field({
      type: JobManifestGenerator,
      nullable: true,
      description:
        'The rules by which S3 generates the manifest; null if a manifest was given. Costs one DescribeJob call.',
      ...detail(({ manifestGenerator }) => manifestGenerator),
    }),
    generatedManifestDescriptor: t.field({
      type: GeneratedManifestDescriptor,
      nullable: true,
      description: 'The manifest that S3 generated; null until it exists. Costs one DescribeJob call.',
      ...detail(({ generatedManifestDescriptor }) => generatedManifestDescriptor, { changes: true }),
    }),
    report: t.field({
      type: JobReport,
      nullable: true,
      description:
        'The completion report: its settings, and what S3 has written; null if AWS does not report them. Costs one DescribeJob call.',
      ...detail((details, job) => details.report && { ...details.report, job, details }),
    }),
    roleArn: t.field({
      type: 'Arn',
      nullable: true,
      description:
        'The ARN of the IAM role that S3 assumes; null if AWS does not report it. Costs one DescribeJob call.',
      ...detail(({ roleArn }) => roleArn),
    }),
    suspendedDate: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'The time when the job was last suspended; null if it never was. Costs one DescribeJob call.',
      ...detail(({ suspendedDate }) => suspendedDate, { changes: true }),
    }),
    suspendedCause: t.string({
      nullable: true,
      description: 'The reason why the job was last suspended; null if it never was. Costs one DescribeJob call.',
      ...detail(({ suspendedCause }) => suspendedCause, { changes: true }),
    }),
    viewerCan: t.field(viewerCan('The actions that the caller may take on the job.')),
    tags: t.field({
      type: [Tag],
      ...readersOnly,
      description: `The tags of the job, at most 50. Costs one GetJobTagging call. ${guide}/API/API_control_GetJobTagging.html`,
      ...costs({ calls: 1, service: 's3Control' }),
      resolve: async (job, _, ctx, info) => {
        const tags = orNotFound(await ctx.loaders.batchJobTags.load(job), `The job ${job.jobId} does not exist.`);
        return reportSkipped(tags, ctx, info);
      },
    }),
  }),
});

export const BatchJobConnection = connectionType<BatchJobRecord>('BatchJob', BatchJob, 'the Batch jobs of a location');

const inOrder = (statuses: readonly KnownBatchJobStatus[]) => [...new Set(statuses)].sort();

export function readBatchJobs(
  ctx: Context,
  location: Location,
  statuses: readonly KnownBatchJobStatus[] | null | undefined,
  page: ConnectionArguments,
): Promise<Connection<BatchJobRecord>> {
  const wanted = nullIfEmpty(statuses);
  const sorted = wanted && inOrder(wanted);
  return readConnection(
    {
      scope: `batchJobs ${locationKey(location)} ${sorted}`,
      pageLimit: listJobsLimit,
      page: (request) => ctx.loaders.batchJob.page(location, sorted, request),
      idOf: (job) => job.jobId,
    },
    page,
  );
}

builder.queryFields((t) => ({
  batchJob: t.field({
    type: BatchJob,
    nullable: true,
    authScopes: (_, where, ctx) => mayRead(ctx, checkLocation(ctx.backend, where)),
    ...nullIfForbidden,
    description: `A Batch job by its ID; null if it does not exist, has expired, or the caller may not read it. Costs one DescribeJob call. ${guide}/API/API_control_DescribeJob.html`,
    args: {
      jobId: t.arg.string({ required: true, description: 'The job ID that AWS assigned.' }),
      ...locationArguments(t.arg),
    },
    ...costs({ calls: 1, service: 's3Control', includes: ['DescribeJob'] }),
    resolve: (_, { jobId, ...where }, ctx) =>
      ctx.loaders.batchJob.load({ ...checkLocation(ctx.backend, where), jobId: checkOpaqueId(jobId, ['jobId']) }),
  }),
  batchJobs: t.field({
    type: BatchJobConnection,
    ...readersOfLocation,
    description: `The Batch jobs in an account and region: all that have not ended, and those that ended within the last 90 days. AWS does not document their order. Costs one ListJobs call per page of AWS. ${guide}/API/API_control_ListJobs.html`,
    args: {
      statuses: t.arg({
        type: [BatchJobStatusInput],
        description: 'Jobs with one of these statuses; all jobs if omitted or empty.',
      }),
      ...locationArguments(t.arg),
      ...connectionArguments(t.arg),
    },
    ...costs({ ...pages(listJobsLimit), service: 's3Control' }),
    resolve: (_, { statuses, accountId, region, ...page }, ctx) =>
      readBatchJobs(ctx, checkLocation(ctx.backend, { accountId, region }), statuses, page),
  }),
}));

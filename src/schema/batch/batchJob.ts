// S3 Batch Operations jobs: the type and its queries. What ListJobs carries comes in one piece; what only DescribeJob
// does costs one call for each job, tags another, and only where they are asked for.

import { GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import type { BatchJobDetails, BatchJobRecord, BatchJobStatus, ProgressRecord } from '../../aws/s3control/batchJob.ts';
import { batchJobStatuses } from '../../aws/s3control/enums.ts';
import { listJobsLimit } from '../../aws/s3control/listJobs.ts';
import type { Context } from '../../context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { locationKey } from '../../core/location.ts';
import { fractionDoneOf } from '../../jobs/batchJobState.ts';
import { Job } from '../job.ts';
import { awsEnum } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation, checkOpaqueId } from '../kit/checks.ts';
import { connectionArguments, connectionType } from '../kit/connection.ts';
import { costOf, costs, pages } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { emptyPage, readConnection } from '../kit/readConnection.ts';
import { asIfMissing, forReaders, mayRead, reportForbidden } from '../kit/rules.ts';
import { fieldNamesIn } from '../kit/selectedFields.ts';
import { Node } from '../node.ts';
import { Tag } from '../tag.ts';
import { BatchOperation, BatchOperationName } from './batchOperation.ts';
import { GeneratedManifestDescriptor, JobManifest, JobManifestGenerator } from './jobManifest.ts';
import { JobReport } from './jobReport.ts';

const guide = 'https://docs.aws.amazon.com/AmazonS3/latest';

export const BatchJobStatusEnum = awsEnum(
  'BatchJobStatus',
  batchJobStatuses,
  `S3's word for the state of a job. ${guide}/userguide/batch-ops-job-status.html`,
  {
    NEW: 'Created.',
    PREPARING: 'Its manifest is being read or made.',
    SUSPENDED: 'Waits for confirmation; fails after 30 days.',
    READY: 'Waits for its turn.',
    ACTIVE: 'At work.',
    PAUSING: 'Gives way to a job of higher priority.',
    PAUSED: 'Has given way to a job of higher priority; goes on by itself.',
    COMPLETING: 'All tasks were tried; its report is being written.',
    COMPLETE: 'All tasks were tried, which says nothing of their success: see `outcome`.',
    CANCELLING: 'On its way to CANCELLED.',
    CANCELLED: 'Stopped by somebody.',
    FAILING: 'On its way to FAILED.',
    FAILED: 'Could not be done; `failureReasons` say why.',
  },
);

const ProgressSummary = builder.objectRef<ProgressRecord>('ProgressSummary').implement({
  description: `How far a job is. ${guide}/API/API_control_JobProgressSummary.html`,
  fields: (t) => ({
    totalNumberOfTasks: t.expose('totalNumberOfTasks', {
      type: 'SafeInt',
      description: 'Objects in the manifest; 0 until it was read.',
    }),
    numberOfTasksSucceeded: t.expose('numberOfTasksSucceeded', { type: 'SafeInt', description: 'Done.' }),
    numberOfTasksFailed: t.expose('numberOfTasksFailed', { type: 'SafeInt', description: 'Failed for good.' }),
    fractionDone: t.float({
      nullable: true,
      description: '0 to 1; null while the total is not known.',
      resolve: fractionDoneOf,
    }),
    elapsedTimeInActiveSeconds: t.expose('elapsedTimeInActiveSeconds', {
      type: 'SafeInt',
      nullable: true,
      description: 'Seconds in the state ACTIVE; null where AWS does not say.',
    }),
  }),
});

const JobFailure = builder
  .objectRef<{ failureCode: string | null; failureReason: string | null }>('JobFailure')
  .implement({
    description: `Why a job failed. ${guide}/API/API_control_JobFailure.html`,
    fields: (t) => ({
      failureCode: t.exposeString('failureCode', {
        nullable: true,
        description: 'The code; null where AWS gives none.',
      }),
      failureReason: t.exposeString('failureReason', {
        nullable: true,
        description: 'The text; null where AWS gives none.',
      }),
    }),
  });

/** What makes a field one that DescribeJob alone gives. */
const detail = <T>(pick: (details: BatchJobDetails) => T) => ({
  ...costs({ shares: 'DescribeJob' }),
  ...forReaders,
  resolve: async (job: BatchJobRecord, _: unknown, ctx: Context): Promise<T> => {
    const details = await ctx.loaders.batchJob.details(job);
    if (!details) throw new NotFoundError(`The job ${job.jobId} does not exist any more.`);
    return pick(details);
  },
});

/** Whether a field that leads to Batch jobs is asked for anything that only DescribeJob gives. */
export function asksForDetails(info: GraphQLResolveInfo): boolean {
  const type = info.schema.getType('BatchJob');
  const fields = type instanceof GraphQLObjectType ? type.getFields() : {};
  return fieldNamesIn(info).some((name) => fields[name] && costOf(fields[name])?.shares === 'DescribeJob');
}

export const BatchJob = builder.objectRef<BatchJobRecord>('BatchJob').implement({
  description: `An S3 Batch Operations job. A job that restores objects is complete when the restores were requested; the objects are readable hours later. ${guide}/API/API_control_JobDescriptor.html`,
  interfaces: [Job, Node],
  fields: (t) => ({
    status: t.expose('status', { type: BatchJobStatusEnum, description: "S3's word for the job's state." }),
    operationName: t.expose('operationName', { type: BatchOperationName, description: 'What it does to each object.' }),
    priority: t.exposeInt('priority', { description: 'Higher goes first.' }),
    progressSummary: t.expose('progressSummary', {
      type: ProgressSummary,
      nullable: true,
      description: 'How far it is; null where AWS does not say.',
    }),
    terminationDate: t.expose('completionDate', {
      type: 'DateTime',
      nullable: true,
      description: "AWS's name for completionDate.",
    }),
    jobArn: t.field({ type: 'Arn', description: "The job's ARN.", ...detail(({ jobArn }) => jobArn) }),
    confirmationRequired: t.boolean({
      nullable: true,
      description: 'Whether it waits for confirmation before it runs; null where AWS does not say.',
      ...detail(({ confirmationRequired }) => confirmationRequired),
    }),
    statusUpdateReason: t.string({
      nullable: true,
      description: 'The reason given with the last change of its state; null where none was.',
      ...detail(({ statusUpdateReason }) => statusUpdateReason),
    }),
    failureReasons: t.field({
      type: [JobFailure],
      description: 'Why it failed; empty where it has not, and where single objects failed: those are in its report.',
      ...detail(({ failureReasons }) => failureReasons),
    }),
    operation: t.field({
      type: BatchOperation,
      description: 'What it does to each object, with all parameters.',
      ...detail(({ operation }) => operation),
    }),
    manifest: t.field({
      type: JobManifest,
      nullable: true,
      description: 'The list of its objects; null where it makes one.',
      ...detail(({ manifest }) => manifest),
    }),
    manifestGenerator: t.field({
      type: JobManifestGenerator,
      nullable: true,
      description: 'How it makes the list of its objects; null where it was given one.',
      ...detail(({ manifestGenerator }) => manifestGenerator),
    }),
    generatedManifestDescriptor: t.field({
      type: GeneratedManifestDescriptor,
      nullable: true,
      description: 'The list that it has made; null until it has.',
      ...detail(({ generatedManifestDescriptor }) => generatedManifestDescriptor),
    }),
    report: t.field({
      type: JobReport,
      nullable: true,
      description: 'Where it reports each object; null where AWS does not say.',
      ...detail(({ report }) => report),
    }),
    roleArn: t.field({
      type: 'Arn',
      nullable: true,
      description: 'The role it acts in; null where AWS does not say.',
      ...detail(({ roleArn }) => roleArn),
    }),
    suspendedDate: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it was last suspended; null where it never was.',
      ...detail(({ suspendedDate }) => suspendedDate),
    }),
    suspendedCause: t.string({
      nullable: true,
      description: 'Why it was last suspended; null where it never was.',
      ...detail(({ suspendedCause }) => suspendedCause),
    }),
    tags: t.field({
      type: [Tag],
      ...forReaders,
      description: `Its tags; one AWS call for each job. ${guide}/API/API_control_GetJobTagging.html`,
      ...costs({ calls: 1 }),
      resolve: async (job, _, ctx) => (await ctx.loaders.batchJobTags.load(job)) ?? [],
    }),
  }),
});

const BatchJobConnection = connectionType<BatchJobRecord>(
  'BatchJob',
  BatchJob,
  'the Batch jobs of an account in a region',
);

const inOrder = (statuses: readonly BatchJobStatus[]) => [...new Set(statuses)].sort();

builder.queryFields((t) => ({
  batchJob: t.field({
    type: BatchJob,
    nullable: true,
    authScopes: (_, where, ctx) => mayRead(ctx, checkLocation(ctx.backend, where)),
    ...asIfMissing,
    description: `A job; null where it does not exist, or no longer. ${guide}/API/API_control_DescribeJob.html`,
    args: { jobId: t.arg.string({ required: true, description: "AWS's id of the job." }), ...locationArguments(t.arg) },
    ...costs({ calls: 1, brings: ['DescribeJob'] }),
    resolve: (_, { jobId, ...where }, ctx) =>
      ctx.loaders.batchJob.load({ ...checkLocation(ctx.backend, where), jobId: checkOpaqueId(jobId, ['jobId']) }),
  }),
  batchJobs: t.field({
    type: BatchJobConnection,
    authScopes: (_, where, ctx) => mayRead(ctx, checkLocation(ctx.backend, where)),
    unauthorizedResolver: (_, where, ctx, info) =>
      reportForbidden(ctx, info, checkLocation(ctx.backend, where), emptyPage),
    description: `The jobs of an account in a region that AWS still lists: all that have not ended, and those that ended within 90 days, in an order that AWS does not publish. ${guide}/API/API_control_ListJobs.html`,
    args: {
      statuses: t.arg({ type: [BatchJobStatusEnum], description: 'Only jobs in one of these states.' }),
      ...locationArguments(t.arg),
      ...connectionArguments(t.arg),
    },
    ...costs(pages(listJobsLimit)),
    resolve: (_, { statuses, account, region, ...page }, ctx) => {
      const location = checkLocation(ctx.backend, { account, region });
      const asked = statuses ? inOrder(statuses) : null;
      return readConnection(
        {
          scope: `batchJobs ${locationKey(location)} ${asked}`,
          pageLimit: listJobsLimit,
          page: (request) => ctx.loaders.batchJob.page(location, asked, request),
          idOf: (job) => job.jobId,
        },
        page,
      );
    },
  }),
}));

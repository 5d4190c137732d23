// Glacier jobs: a union over the job's action, so that no type has fields that AWS never sets for its action.

import { present } from '../../aws/client/present.ts';
import { actions, inventoryFormats, statusCodes, tiers } from '../../aws/glacier/enums.ts';
import type { GlacierJobRecord, InventoryParametersRecord } from '../../aws/glacier/glacierJob.ts';
import { outputLocation } from '../../aws/glacier/structures/outputLocation.ts';
import { selectParameters } from '../../aws/glacier/structures/selectParameters.ts';
import { diagnoseGlacierJob } from '../../diagnosis/diagnoseGlacier.ts';
import { Diagnosis } from '../diagnosis.ts';
import { Job } from '../job.ts';
import { awsEnum, awsEnums } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { checkOpaqueId, checkVault } from '../kit/checks.ts';
import { connectionType } from '../kit/connection.ts';
import { costs } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { mayRead, nullIfForbidden } from '../kit/rules.ts';
import { objectTypeOf } from '../kit/structureTypes.ts';
import { jobTypeName, Node } from '../node.ts';
import { vaultNodeOf } from './vaultNode.ts';
import { Vault } from './vaultRef.ts';

const page = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-describe-job-get.html';

const GlacierJobAction = awsEnum('GlacierJobAction', actions, 'What a Glacier job does.', {
  ARCHIVE_RETRIEVAL: 'Retrieves an archive, or a byte range of it, for download.',
  INVENTORY_RETRIEVAL: "Retrieves a vault's inventory, the list of its archives, for download.",
  SELECT: 'Queries an archive and writes the result to S3.',
});
export const { output: GlacierStatusCode, input: GlacierStatusCodeInput } = awsEnums(
  'GlacierStatusCode',
  statusCodes,
  'The status of a Glacier job as AWS reports it.',
  {
    IN_PROGRESS: 'The job is in progress.',
    SUCCEEDED: 'The job succeeded, and its output is available.',
    FAILED: 'The job failed. `statusMessage` has the reason.',
  },
);
export const { output: RetrievalTier, input: RetrievalTierInput } = awsEnums(
  'RetrievalTier',
  tiers,
  'The tier of a retrieval from a vault, which determines its speed and price. https://docs.aws.amazon.com/amazonglacier/latest/dev/downloading-an-archive-two-steps.html',
  {
    EXPEDITED:
      'Typically 1 to 5 minutes for archives up to 250 MB, at the highest price. Without provisioned capacity, AWS can refuse it.',
    STANDARD: 'Typically 3 to 5 hours, at a medium price.',
    BULK: 'Typically 5 to 12 hours, at the lowest price.',
  },
);
export const { output: InventoryFormat, input: InventoryFormatInput } = awsEnums(
  'InventoryFormat',
  inventoryFormats,
  'The file format of an inventory.',
  {
    CSV: 'Comma-separated values with a header row, one row for each archive.',
    JSON: 'A JSON document with the date of the inventory and the list of archives.',
  },
);

/** For what a start does not determine: an error while the job could not be read after its start. */
function unlessUnread(job: GlacierJobRecord): GlacierJobRecord {
  if (job.readFailure) throw job.readFailure;
  return job;
}

/** The resolver of such a member. */
const onceRead =
  <Member extends keyof GlacierJobRecord>(member: Member) =>
  (job: GlacierJobRecord): GlacierJobRecord[Member] =>
    unlessUnread(job)[member];

const VaultJob = builder.interfaceRef<GlacierJobRecord>('VaultJob').implement({
  description: `The fields that all Glacier jobs have, whatever their action. ${page}`,
  interfaces: [Job, Node],
  resolveType: jobTypeName,
  fields: (t) => ({
    action: t.expose('action', { type: GlacierJobAction, description: 'What the job does, as AWS reports it.' }),
    awsAction: t.exposeString('awsAction', {
      nullable: true,
      description:
        'The action in the words of AWS, e.g. ArchiveRetrieval, also if `action` is OTHER; null if AWS does not report it.',
    }),
    vault: t.field({
      type: Vault,
      description: 'The vault of the job. Its name, account, region and ID cost no AWS call.',
      ...costs({ leadsBackTo: 'Vault' }),
      resolve: vaultNodeOf,
    }),
    vaultArn: t.expose('vaultArn', { type: 'Arn', description: 'The ARN of the vault that the job belongs to.' }),
    completed: t.exposeBoolean('completed', {
      description: 'Whether the job has ended, successfully or not.',
    }),
    statusCode: t.expose('statusCode', {
      type: GlacierStatusCode,
      description:
        'The status of the job as AWS reports it. `phase` and `outcome` report it in terms common to both services.',
    }),
    awsStatusCode: t.exposeString('awsStatusCode', {
      nullable: true,
      description:
        'The status in the words of AWS, e.g. InProgress, also if `statusCode` is OTHER; null if AWS does not report it.',
    }),
    statusMessage: t.string({
      nullable: true,
      description: 'The explanation of AWS for the status, e.g. why the job failed; null if there is none.',
      resolve: onceRead('statusMessage'),
    }),
    // Nullable as that of Batch jobs, so that both can be selected in one query.
    diagnoses: t.field({
      type: [Diagnosis],
      semanticNonNull: true,
      description:
        'Why the job failed, and what to do, from `statusMessage`. Empty if the job has not failed, or nothing is known of such a failure.',
      resolve: (job) => diagnoseGlacierJob(unlessUnread(job)),
    }),
    snsTopic: t.expose('snsTopic', {
      type: 'Arn',
      nullable: true,
      description: 'The ARN of the SNS topic that is notified when the job ends; null if none was given.',
    }),
  }),
});

const jobObject = (name: string, description: string) =>
  builder.objectRef<GlacierJobRecord>(name).implement({ description, interfaces: [VaultJob, Job, Node] });

type JobFields = Parameters<Parameters<typeof builder.objectFields<ReturnType<typeof jobObject>>>[1]>[0];

const ByteRange = builder.objectRef<{ start: number; end: number }>('ByteRange').implement({
  description: 'A range of bytes, including both ends.',
  fields: (t) => ({
    start: t.expose('start', { type: 'SafeInt', description: 'The offset of the first byte, starting at 0.' }),
    end: t.expose('end', { type: 'SafeInt', description: 'The offset of the last byte, which is part of the range.' }),
  }),
});

/** The fields of the jobs that read an archive. */
const archiveFields = (t: JobFields) => ({
  archiveId: t.string({
    semanticNonNull: true,
    description: 'The archive ID that AWS assigned.',
    resolve: ({ archiveId }) => present(archiveId, 'ArchiveId'),
  }),
  tier: t.expose('tier', {
    type: RetrievalTier,
    nullable: true,
    description: 'The retrieval tier; null if AWS does not report it.',
  }),
  awsTier: t.exposeString('awsTier', {
    nullable: true,
    description:
      'The retrieval tier in the words of AWS, e.g. Standard, also if `tier` is OTHER; null if AWS does not report it.',
  }),
});

export const ArchiveRetrievalJob = jobObject(
  'ArchiveRetrievalJob',
  `A Glacier job that retrieves an archive for download. ${page}`,
);

builder.objectFields(ArchiveRetrievalJob, (t) => ({
  ...archiveFields(t),
  archiveSizeInBytes: t.field({
    type: 'SafeInt',
    nullable: true,
    description: 'The size of the whole archive in bytes; null if AWS does not report it.',
    resolve: onceRead('archiveSizeInBytes'),
  }),
  sha256TreeHash: t.string({
    nullable: true,
    description:
      'The SHA-256 tree hash of the retrieved range. Null if the range is not tree-hash aligned; it can be null until the job has ended.',
    resolve: onceRead('sha256TreeHash'),
  }),
  archiveSha256TreeHash: t.string({
    nullable: true,
    description: 'The SHA-256 tree hash of the whole archive; null if AWS does not report it.',
    resolve: onceRead('archiveSha256TreeHash'),
  }),
  retrievalByteRange: t.field({
    type: ByteRange,
    nullable: true,
    description: 'The retrieved byte range; the whole archive if none was requested. Null if AWS does not report it.',
    resolve: (job) => job.retrievalByteRange ?? onceRead('retrievalByteRange')(job),
  }),
}));

const InventoryRetrievalParameters = builder
  .objectRef<InventoryParametersRecord>('InventoryRetrievalParameters')
  .implement({
    description:
      'The parameters of an inventory retrieval job. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-InventoryRetrievalJobDescription.html',
    fields: (t) => ({
      format: t.expose('format', {
        type: InventoryFormat,
        nullable: true,
        description: 'The file format of the inventory; null if AWS does not report it.',
      }),
      startDate: t.expose('startDate', {
        type: 'DateTime',
        nullable: true,
        description: 'Lists archives created at or after this time; null for no lower bound.',
      }),
      endDate: t.expose('endDate', {
        type: 'DateTime',
        nullable: true,
        description: 'Lists archives created before this time; null for no upper bound.',
      }),
      limit: t.expose('limit', {
        type: 'SafeInt',
        nullable: true,
        description: 'The maximum number of archives that the job lists; null for no maximum.',
      }),
      marker: t.exposeString('marker', {
        nullable: true,
        description: 'The marker for the next inventory job, set when the job has ended; null if no archives remain.',
      }),
    }),
  });

export const InventoryRetrievalJob = jobObject(
  'InventoryRetrievalJob',
  `A Glacier job that retrieves the inventory of a vault, as of AWS's last daily inventory. ${page}`,
);

builder.objectFields(InventoryRetrievalJob, (t) => ({
  inventorySizeInBytes: t.expose('inventorySizeInBytes', {
    type: 'SafeInt',
    nullable: true,
    description: 'The size of the inventory in bytes; null until the job has ended.',
  }),
  inventoryRetrievalParameters: t.expose('inventoryRetrievalParameters', {
    type: InventoryRetrievalParameters,
    nullable: true,
    description: 'The parameters of the job; null if AWS does not report them.',
  }),
}));

export const SelectJob = jobObject(
  'SelectJob',
  `A Glacier Select job, which queries an archive and writes the result to S3. ${page}`,
);

builder.objectFields(SelectJob, (t) => ({
  ...archiveFields(t),
  jobOutputPath: t.exposeString('jobOutputPath', {
    nullable: true,
    description: 'The path of the result in S3 as AWS reports it; null if AWS does not report it.',
  }),
  selectParameters: t.expose('selectParameters', {
    type: objectTypeOf(selectParameters),
    nullable: true,
    description: 'The query and its formats; null if AWS does not report them.',
  }),
  outputLocation: t.expose('outputLocation', {
    type: objectTypeOf(outputLocation),
    nullable: true,
    description: 'The location in S3 to which AWS writes the result; null if AWS does not report it.',
  }),
}));

const OtherGlacierJob = jobObject(
  'OtherGlacierJob',
  'A Glacier job with an action that this version of the gateway does not know. `awsAction` has the name of the action.',
);

export const GlacierJob = builder.unionType('GlacierJob', {
  description: 'A job of a Glacier vault. The interface VaultJob has the fields that all of them share.',
  types: [ArchiveRetrievalJob, InventoryRetrievalJob, SelectJob, OtherGlacierJob],
  resolveType: jobTypeName,
});

export const GlacierJobConnection = connectionType<GlacierJobRecord>('GlacierJob', GlacierJob, 'the jobs of a vault');

builder.queryField('glacierJob', (t) =>
  t.field({
    type: GlacierJob,
    nullable: true,
    authScopes: (_, args, ctx) => mayRead(ctx, checkVault(ctx.backend, args)),
    ...nullIfForbidden,
    description: `A Glacier job by its vault and ID; null if it does not exist, has expired, or the caller may not read it. Costs one DescribeJob call. ${page}`,
    args: {
      vaultName: t.arg.string({ required: true, description: 'The name of the vault.' }),
      jobId: t.arg.string({ required: true, description: 'The job ID that AWS assigned.' }),
      ...locationArguments(t.arg),
    },
    ...costs({ calls: 1 }),
    resolve: (_, { jobId, ...args }, ctx) =>
      ctx.loaders.glacierJob.load({ ...checkVault(ctx.backend, args), jobId: checkOpaqueId(jobId, ['jobId']) }),
  }),
);

// Glacier jobs: a union over the job's action, so that a field which AWS leaves null for a kind is not on that kind.

import { present } from '../../aws/client/present.ts';
import { actions, inventoryFormats, statusCodes, tiers } from '../../aws/glacier/enums.ts';
import type { GlacierJobRecord, InventoryParametersRecord } from '../../aws/glacier/glacierJob.ts';
import { outputLocation } from '../../aws/glacier/structures/outputLocation.ts';
import { selectParameters } from '../../aws/glacier/structures/selectParameters.ts';
import { Job } from '../job.ts';
import { awsEnum } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { checkOpaqueId, checkVault } from '../kit/checks.ts';
import { connectionType } from '../kit/connection.ts';
import { costs } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { asIfMissing, mayRead } from '../kit/rules.ts';
import { objectTypeOf } from '../kit/structureTypes.ts';
import { jobTypeName, Node } from '../node.ts';
import { vaultNodeOf } from './vaultNode.ts';
import { Vault } from './vaultRef.ts';

const page = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-describe-job-get.html';

const GlacierJobAction = awsEnum('GlacierJobAction', actions, 'What a Glacier job does.', {
  ARCHIVE_RETRIEVAL: 'Makes an archive, or a range of it, ready for download.',
  INVENTORY_RETRIEVAL: "Makes the list of a vault's archives ready for download.",
  SELECT: 'Puts the answer of a query over an archive into S3.',
});
export const GlacierStatusCode = awsEnum('GlacierStatusCode', statusCodes, "AWS's word for the state of a job.");
export const RetrievalTier = awsEnum('RetrievalTier', tiers, 'How fast, and at what price, data are retrieved.', {
  EXPEDITED: 'Typically 1 to 5 minutes for archives up to 250 MB.',
  STANDARD: 'Typically 3 to 5 hours.',
  BULK: 'Typically 5 to 12 hours; the cheapest.',
});
export const InventoryFormat = awsEnum('InventoryFormat', inventoryFormats, 'How an inventory is written.');

const VaultJob = builder.interfaceRef<GlacierJobRecord>('VaultJob').implement({
  description: `What every Glacier job has, whatever its action. ${page}`,
  interfaces: [Job, Node],
  resolveType: jobTypeName,
  fields: (t) => ({
    action: t.expose('action', { type: GlacierJobAction, description: 'What the job does.' }),
    vault: t.field({
      type: Vault,
      description: 'The vault that the job belongs to. Its name, account and region cost no AWS call.',
      resolve: vaultNodeOf,
    }),
    vaultArn: t.expose('vaultArn', { type: 'Arn', description: 'The ARN of that vault.' }),
    completed: t.exposeBoolean('completed', { description: 'Whether the job has ended, successfully or not.' }),
    statusCode: t.expose('statusCode', { type: GlacierStatusCode, description: "AWS's word for the job's state." }),
    statusMessage: t.exposeString('statusMessage', {
      nullable: true,
      description: "AWS's text on the job's state; null where AWS gives none.",
    }),
    snsTopic: t.expose('snsTopic', {
      type: 'Arn',
      nullable: true,
      description: 'The SNS topic that is told of the end; null where none was given.',
    }),
  }),
});

const jobObject = (name: string, description: string) =>
  builder.objectRef<GlacierJobRecord>(name).implement({ description, interfaces: [VaultJob, Job, Node] });

const ByteRange = builder.objectRef<{ start: number; end: number }>('ByteRange').implement({
  description: 'A range of bytes, both ends included.',
  fields: (t) => ({
    start: t.expose('start', { type: 'SafeInt', description: 'The first byte, from 0.' }),
    end: t.expose('end', { type: 'SafeInt', description: 'The last byte.' }),
  }),
});

export const ArchiveRetrievalJob = jobObject('ArchiveRetrievalJob', `Makes an archive ready for download. ${page}`);

builder.objectFields(ArchiveRetrievalJob, (t) => ({
  archiveId: t.string({ description: 'The archive.', resolve: ({ archiveId }) => present(archiveId, 'ArchiveId') }),
  archiveSizeInBytes: t.expose('archiveSizeInBytes', {
    type: 'SafeInt',
    nullable: true,
    description: 'The size of the whole archive; null where AWS does not say.',
  }),
  sha256TreeHash: t.exposeString('sha256TreeHash', {
    nullable: true,
    description:
      'The SHA-256 tree hash of the retrieved range; null where the range is not tree-hash aligned, and where AWS does not give it before the end.',
  }),
  archiveSha256TreeHash: t.exposeString('archiveSha256TreeHash', {
    nullable: true,
    description: 'The SHA-256 tree hash of the whole archive; null where AWS does not say.',
  }),
  retrievalByteRange: t.expose('retrievalByteRange', {
    type: ByteRange,
    nullable: true,
    description: 'The range that is retrieved: the whole archive unless another was asked for.',
  }),
  tier: t.expose('tier', {
    type: RetrievalTier,
    nullable: true,
    description: 'How fast; null where AWS does not say.',
  }),
}));

const InventoryRetrievalParameters = builder
  .objectRef<InventoryParametersRecord>('InventoryRetrievalParameters')
  .implement({
    description:
      'What an inventory job was asked to list. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-InventoryRetrievalJobDescription.html',
    fields: (t) => ({
      format: t.expose('format', {
        type: InventoryFormat,
        nullable: true,
        description: 'How the inventory is written.',
      }),
      startDate: t.expose('startDate', {
        type: 'DateTime',
        nullable: true,
        description: 'Archives created then or later; null for no bound.',
      }),
      endDate: t.expose('endDate', {
        type: 'DateTime',
        nullable: true,
        description: 'Archives created before then; null for no bound.',
      }),
      limit: t.expose('limit', {
        type: 'SafeInt',
        nullable: true,
        description: 'At most so many archives; null for all.',
      }),
      marker: t.exposeString('marker', {
        nullable: true,
        description: 'Once the job has ended: where the next inventory job goes on; null when there is nothing more.',
      }),
    }),
  });

export const InventoryRetrievalJob = jobObject(
  'InventoryRetrievalJob',
  `Makes the list of a vault's archives, as of AWS's last daily inventory, ready for download. ${page}`,
);

builder.objectFields(InventoryRetrievalJob, (t) => ({
  inventorySizeInBytes: t.expose('inventorySizeInBytes', {
    type: 'SafeInt',
    nullable: true,
    description: 'The size of the output; null until the job has ended.',
  }),
  inventoryRetrievalParameters: t.expose('inventoryRetrievalParameters', {
    type: InventoryRetrievalParameters,
    nullable: true,
    description: 'What was asked for; null where AWS does not say.',
  }),
}));

export const SelectJob = jobObject('SelectJob', `Puts the answer of a query over an archive into S3. ${page}`);

builder.objectFields(SelectJob, (t) => ({
  archiveId: t.string({ description: 'The archive.', resolve: ({ archiveId }) => present(archiveId, 'ArchiveId') }),
  tier: t.expose('tier', {
    type: RetrievalTier,
    nullable: true,
    description: 'How fast; null where AWS does not say.',
  }),
  jobOutputPath: t.exposeString('jobOutputPath', {
    nullable: true,
    description: 'Where the result lies; null where AWS does not say.',
  }),
  selectParameters: t.expose('selectParameters', {
    type: objectTypeOf(selectParameters),
    nullable: true,
    description: 'The query.',
  }),
  outputLocation: t.expose('outputLocation', {
    type: objectTypeOf(outputLocation),
    nullable: true,
    description: 'Where the result is put.',
  }),
}));

const OtherGlacierJob = jobObject('OtherGlacierJob', 'A job with an action that this gateway does not know yet.');

builder.objectFields(OtherGlacierJob, (t) => ({
  awsAction: t.exposeString('awsAction', { description: "AWS's word for the action." }),
}));

export const GlacierJob = builder.unionType('GlacierJob', {
  description: 'A job of a Glacier vault; what they share is on VaultJob.',
  types: [ArchiveRetrievalJob, InventoryRetrievalJob, SelectJob, OtherGlacierJob],
  resolveType: jobTypeName,
});

export const GlacierJobConnection = connectionType<GlacierJobRecord>('GlacierJob', GlacierJob, "a vault's jobs");

builder.queryField('glacierJob', (t) =>
  t.field({
    type: GlacierJob,
    nullable: true,
    authScopes: (_, args, ctx) => mayRead(ctx, checkVault(ctx.backend, args)),
    ...asIfMissing,
    description: `A job of a vault; null where vault or job does not exist, or no longer. ${page}`,
    args: {
      vaultName: t.arg.string({ required: true, description: 'The vault.' }),
      jobId: t.arg.string({ required: true, description: "AWS's id of the job." }),
      ...locationArguments(t.arg),
    },
    ...costs({ calls: 1 }),
    resolve: (_, { jobId, ...args }, ctx) =>
      ctx.loaders.glacierJob.load({ ...checkVault(ctx.backend, args), jobId: checkOpaqueId(jobId, ['jobId']) }),
  }),
);

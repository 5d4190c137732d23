// Vaults: the type, and the query by name. ListVaults and DescribeVault return the plain fields. Tags, notifications, access
// policy and lock cost one call each, only if they are selected.
import { present } from '../../aws/client/present.ts';
import { vaultLockStates } from '../../aws/glacier/enums.ts';
import type { VaultLockRecord } from '../../aws/glacier/getVaultLock.ts';
import { listJobsLimit } from '../../aws/glacier/listJobs.ts';
import type { VaultRecord } from '../../aws/glacier/vaultRecord.ts';
import type { Context } from '../../context.ts';
import { orNotFound } from '../../core/errors.ts';
import { awsEnum } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { checkOpaqueId, checkVault } from '../kit/checks.ts';
import { connectionArguments } from '../kit/connection.ts';
import { callsForPage, costs, pages } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import { type ConnectionArguments, checkFirst, readConnection } from '../kit/readConnection.ts';
import { mayRead, nullIfForbidden, readersOnly } from '../kit/rules.ts';
import { reportSkipped } from '../kit/skippedRecords.ts';
import { Tag } from '../kit/tag.ts';
import { viewerCan } from '../kit/viewerCan.ts';
import { Node } from '../node.ts';
import { findVault, jobsOf } from './findVault.ts';
import { GlacierJob, GlacierJobConnection, GlacierStatusCodeInput, InventoryRetrievalJob } from './glacierJob.ts';
import type { VaultNode } from './vaultNode.ts';
import { VaultNotifications } from './vaultNotifications.ts';
import { Vault } from './vaultRef.ts';

const VaultLockState = awsEnum('VaultLockState', vaultLockStates, 'The state of a vault lock.', {
  IN_PROGRESS: 'The lock was initiated and expires 24 hours later unless it is completed.',
  LOCKED: 'The lock is permanent.',
});

const VaultLock = builder.objectRef<VaultLockRecord>('VaultLock').implement({
  description:
    'The lock of a vault: a policy that cannot be changed once it is locked. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultLock.html',
  fields: (t) => ({
    policy: t.expose('policy', { type: 'JSONObject', description: 'The policy document of the lock.' }),
    state: t.expose('state', { type: VaultLockState, description: 'The state of the lock.' }),
    expirationDate: t.expose('expirationDate', {
      type: 'DateTime',
      nullable: true,
      description: 'The time when a lock in progress expires; null if the vault is locked.',
    }),
    creationDate: t.expose('creationDate', { type: 'DateTime', description: 'The time when the lock was initiated.' }),
  }),
});

/** The record with the plain fields. */
const recordOf = async (vault: VaultNode, ctx: Context): Promise<VaultRecord> =>
  orNotFound(await ctx.loaders.vault.load(vault), absent(vault));

const absent = ({ vaultName }: VaultNode): string => `The vault ${vaultName} does not exist.`;

interface JobsArguments extends ConnectionArguments {
  statusCode?: string | null;
  completed?: boolean | null;
}

/** Whether the first page of the list is the one that `latestInventory` reads. */
const beginsWithSucceeded = ({ statusCode, completed, first, after }: JobsArguments): boolean =>
  statusCode === 'SUCCEEDED' && completed == null && after == null && checkFirst(first) > 0;

const costOfJobs = costs({
  ...pages(listJobsLimit),
  calls: (args: JobsArguments) => callsForPage(args, listJobsLimit) - (beginsWithSucceeded(args) ? 1 : 0),
  shares: (args: JobsArguments) => (beginsWithSucceeded(args) ? 'SucceededJobs' : undefined),
});

/** The cost of a plain field, unless a list has already returned it. */
const ofDescribeVault = costs({ shares: 'DescribeVault' });

/** The resolver of a field that ListVaults and DescribeVault return. Synchronous if the record is known already. */
const plain =
  <T>(pick: (record: VaultRecord) => T) =>
  (vault: VaultNode, _: unknown, ctx: Context): T | Promise<T> =>
    vault.record ? pick(vault.record) : recordOf(vault, ctx).then(pick);

Vault.implement({
  description:
    'A Glacier vault, which stores archives. Its dates, counts and ARN cost one DescribeVault call together, and none if a list returned the vault. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-get.html',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('vaultName', { description: 'The name of the vault, unique within its account and region.' }),
    vaultArn: t.field({
      ...readersOnly,
      type: 'Arn',
      description: 'The ARN of the vault.',
      ...ofDescribeVault,
      resolve: plain((record) => record.vaultArn),
    }),
    accountId: t.expose('accountId', { type: 'AccountId', description: 'The AWS account that owns the vault.' }),
    region: t.exposeString('region', { description: 'The AWS region of the vault.' }),
    creationDate: t.field({
      ...readersOnly,
      type: 'DateTime',
      description: 'The time when the vault was created.',
      ...ofDescribeVault,
      resolve: plain((record) => present(record.creationDate, 'CreationDate')),
    }),
    lastInventoryDate: t.field({
      ...readersOnly,
      type: 'DateTime',
      nullable: true,
      description: 'The time of the last inventory, which AWS takes about once a day; null before the first one.',
      ...ofDescribeVault,
      resolve: plain((record) => record.lastInventoryDate),
    }),
    numberOfArchives: t.field({
      ...readersOnly,
      type: 'SafeInt',
      nullable: true,
      description:
        'The number of archives as of the last inventory. Null before the first inventory, which can take a day after the vault was created.',
      ...ofDescribeVault,
      resolve: plain((record) => record.numberOfArchives),
    }),
    sizeInBytes: t.field({
      ...readersOnly,
      type: 'SafeInt',
      nullable: true,
      description:
        'The total size in bytes as of the last inventory, including the overhead of AWS per archive. Null before the first inventory.',
      ...ofDescribeVault,
      resolve: plain((record) => record.sizeInBytes),
    }),
    viewerCan: t.field(viewerCan('The actions that the caller may take on the vault, its archives and its jobs.')),
    tags: t.field({
      ...readersOnly,
      type: [Tag],
      description:
        'The tags of the vault, at most 50. Costs one ListTagsForVault call. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListTagsForVault.html',
      ...costs({ calls: 1 }),
      resolve: async (vault, _, ctx, info) =>
        reportSkipped(orNotFound(await ctx.loaders.vaultTags.load(vault), absent(vault)), ctx, info),
    }),
    notifications: t.field({
      ...readersOnly,
      type: VaultNotifications,
      nullable: true,
      description: 'The notification settings; null if none are configured. Costs one GetVaultNotifications call.',
      ...costs({ calls: 1 }),
      resolve: (vault, _, ctx) => ctx.loaders.vaultNotifications.load(vault),
    }),
    accessPolicy: t.field({
      ...readersOnly,
      type: 'JSONObject',
      nullable: true,
      description:
        'The access policy document; null if none is set. Costs one GetVaultAccessPolicy call. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultAccessPolicy.html',
      ...costs({ calls: 1 }),
      resolve: (vault, _, ctx) => ctx.loaders.vaultAccessPolicy.load(vault),
    }),
    lock: t.field({
      ...readersOnly,
      type: VaultLock,
      nullable: true,
      description: 'The vault lock; null if there is none. Costs one GetVaultLock call.',
      ...costs({ calls: 1 }),
      resolve: (vault, _, ctx) => ctx.loaders.vaultLock.load(vault),
    }),
    jobs: t.field({
      ...readersOnly,
      type: GlacierJobConnection,
      description:
        'The jobs of the vault that have not expired. AWS does not document their order. Costs one ListJobs call per page of AWS. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-jobs-get.html',
      args: {
        statusCode: t.arg({
          type: GlacierStatusCodeInput,
          description: 'Jobs with this status code; all jobs if omitted.',
        }),
        completed: t.arg.boolean({
          description: 'True for jobs that have ended, false for jobs that have not; all jobs if omitted.',
        }),
        ...connectionArguments(t.arg),
      },
      ...costOfJobs,
      resolve: (vault, args, ctx) => readConnection(jobsOf(vault, args, ctx), args),
    }),
    latestInventory: t.field({
      ...readersOnly,
      type: InventoryRetrievalJob,
      nullable: true,
      description:
        'The newest succeeded job that lists the whole vault and has not expired; null if there is none. Jobs that list a part (by dates, limit or marker) do not count. Costs one ListJobs call per 50 succeeded jobs of the vault.',
      // Beside the first page: the cost for a vault with up to 250 succeeded jobs. Of many vaults, few have so many.
      ...costs({ shares: 'SucceededJobs', calls: (_, __, vaults) => (vaults > 1 ? 1 : 4) }),
      resolve: async (vault, _, ctx, info) => {
        const { job, skipped } = await ctx.loaders.latestInventory.load(vault);
        if (skipped.count > 0) reportSkipped({ items: [], skipped }, ctx, info);
        return job;
      },
    }),
    job: t.field({
      ...readersOnly,
      type: GlacierJob,
      nullable: true,
      description:
        'A job of the vault by its ID; null if it does not exist or has expired. Costs one DescribeJob call.',
      args: { jobId: t.arg.string({ required: true, description: 'The job ID that AWS assigned.' }) },
      ...costs({ calls: 1 }),
      resolve: (vault, { jobId }, ctx) =>
        ctx.loaders.glacierJob.load({ ...vault, jobId: checkOpaqueId(jobId, ['jobId']) }),
    }),
  }),
});

builder.queryFields((t) => ({
  vault: t.field({
    type: Vault,
    nullable: true,
    description:
      'A vault by its name; null if it does not exist or the caller may not read it. Costs one DescribeVault call, or one ListJobs call if only a page of its jobs is selected.',
    authScopes: (_, { name, ...where }, ctx) =>
      mayRead(ctx, checkVault(ctx.backend, { vaultName: name, ...where }, [], 'name')),
    ...nullIfForbidden,
    args: {
      name: t.arg.string({ required: true, description: 'The name of the vault.' }),
      ...locationArguments(t.arg),
    },
    ...costs({ calls: 1, includes: ['DescribeVault'] }),
    resolve: (_, { name, ...where }, ctx, info) =>
      findVault(checkVault(ctx.backend, { vaultName: name, ...where }, [], 'name'), ctx, info),
  }),
}));

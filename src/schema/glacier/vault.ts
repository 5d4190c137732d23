// Vaults: the type and its queries. What ListVaults and DescribeVault give comes in one piece; tags, notifications,
// access policy and lock cost a call each, and only where they are asked for.
import { type GraphQLObjectType, type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import { notificationEvents, vaultLockStates } from '../../aws/glacier/enums.ts';
import type { VaultLockRecord } from '../../aws/glacier/getVaultLock.ts';
import type { VaultNotificationsRecord } from '../../aws/glacier/getVaultNotifications.ts';
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { type ListJobsFilter, listJobsLimit } from '../../aws/glacier/listJobs.ts';
import { listVaultsLimit } from '../../aws/glacier/listVaults.ts';
import type { VaultRecord } from '../../aws/glacier/vaultRecord.ts';
import type { Context } from '../../context.ts';
import { NotFoundError } from '../../core/errors.ts';
import { locationKey, type VaultKey, vaultKey } from '../../core/location.ts';
import { awsEnum } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation, checkOpaqueId, checkVault } from '../kit/checks.ts';
import { emptyWhenClosed } from '../kit/closedAccount.ts';
import { connectionArguments, connectionType } from '../kit/connection.ts';
import { costs, pages } from '../kit/cost.ts';
import { locationArguments } from '../kit/locationArguments.ts';
import {
  type Connection,
  type ConnectionArguments,
  emptyPage,
  type List,
  readConnection,
  readFirst,
} from '../kit/readConnection.ts';
import { asIfMissing, forReaders, leavesOutForeign, mayRead } from '../kit/rules.ts';
import { selectedFields } from '../kit/selectedFields.ts';
import { Node } from '../node.ts';
import { Tag } from '../tag.ts';
import { GlacierJob, GlacierJobConnection, GlacierStatusCode, InventoryRetrievalJob } from './glacierJob.ts';
import { type VaultNode, vaultNode, vaultNodeOf } from './vaultNode.ts';
import { Vault } from './vaultRef.ts';

export const VaultNotificationEvent = awsEnum(
  'VaultNotificationEvent',
  notificationEvents,
  'What a vault notifies of; each is sent for success and for failure.',
);

const VaultNotifications = builder.objectRef<VaultNotificationsRecord>('VaultNotifications').implement({
  description:
    'Where a vault tells of its ended jobs. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-get.html',
  fields: (t) => ({
    snsTopic: t.expose('snsTopic', { type: 'Arn', description: 'The SNS topic.' }),
    events: t.expose('events', { type: [VaultNotificationEvent], description: 'What it is told of.' }),
  }),
});

const VaultLockState = awsEnum('VaultLockState', vaultLockStates, 'Whether a vault lock can still be taken back.', {
  IN_PROGRESS: 'Begun: it is completed within 24 hours, or gone.',
  LOCKED: 'For good.',
});

const VaultLock = builder.objectRef<VaultLockRecord>('VaultLock').implement({
  description: "A vault's lock policy. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultLock.html",
  fields: (t) => ({
    policy: t.expose('policy', { type: 'JSONObject', description: 'The policy.' }),
    state: t.expose('state', { type: VaultLockState, description: 'Whether it can still be taken back.' }),
    expirationDate: t.expose('expirationDate', {
      type: 'DateTime',
      nullable: true,
      description: 'When a lock in progress is gone; null once it is locked.',
    }),
    creationDate: t.expose('creationDate', { type: 'DateTime', description: 'When the lock was begun.' }),
  }),
});

/** The record that the plain fields are read from. */
async function recordOf(vault: VaultNode, ctx: Context): Promise<VaultRecord> {
  const record = await ctx.loaders.vault.load(vault);
  if (!record) throw new NotFoundError(`The vault ${vault.vaultName} does not exist.`);
  return record;
}

/** What such a field costs where no list has brought it. */
const ofDescribeVault = costs({ shares: 'DescribeVault' });

/** A field that ListVaults and DescribeVault give; without a promise where the record is there already. */
const plain =
  <T>(pick: (record: VaultRecord) => T) =>
  (vault: VaultNode, _: unknown, ctx: Context): T | Promise<T> =>
    vault.record ? pick(vault.record) : recordOf(vault, ctx).then(pick);

interface JobsArguments extends ListJobsFilter, ConnectionArguments {}

const jobsOf = (vault: VaultKey, { statusCode, completed }: ListJobsFilter, ctx: Context): List<GlacierJobRecord> => ({
  scope: `jobs ${vaultKey(vault)} ${statusCode} ${completed}`,
  pageLimit: listJobsLimit,
  page: (request) => ctx.loaders.glacierJob.page(vault, { statusCode, completed }, request),
  idOf: (job) => job.jobId,
});

const fieldsOfKey = new Set(['__typename', 'id', 'name', 'accountId', 'region']);

/** The arguments of `jobs` where a query asks a vault for its first jobs and its key alone. */
function soleJobs(info: GraphQLResolveInfo): JobsArguments | null {
  const [jobs, ...others] = (selectedFields(info) ?? []).filter(({ name }) => !fieldsOfKey.has(name.value));
  const field = (info.schema.getType('Vault') as GraphQLObjectType).getFields()['jobs'];
  if (!field || jobs?.name.value !== 'jobs' || others.length > 0) return null;
  const args: JobsArguments = getArgumentValues(field, jobs, info.variableValues);
  return args.after == null ? args : null;
}

/** Null where the vault does not exist. Its list of jobs tells that too, so who asks for that alone pays one call. */
async function findVault(vault: VaultKey, ctx: Context, info: GraphQLResolveInfo): Promise<VaultNode | null> {
  const jobs = soleJobs(info);
  if (!jobs) {
    const record = await ctx.loaders.vault.load(vault);
    return record && vaultNode(record);
  }
  try {
    await readFirst(jobsOf(vault, jobs, ctx), jobs);
    return vaultNodeOf(vault);
  } catch (error) {
    return nullWhenNotFound(error);
  }
}

function nullWhenNotFound(error: unknown): null {
  if (error instanceof NotFoundError) return null;
  throw error;
}

Vault.implement({
  description: 'A Glacier vault. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-get.html',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('vaultName', { description: 'Unique within account and region.' }),
    vaultArn: t.field({
      ...forReaders,
      type: 'Arn',
      description: "The vault's ARN.",
      ...ofDescribeVault,
      resolve: plain((record) => record.vaultArn),
    }),
    accountId: t.expose('accountId', { type: 'AccountId', description: 'The account that owns the vault.' }),
    region: t.exposeString('region', { description: 'The region that the vault is in.' }),
    creationDate: t.field({
      ...forReaders,
      type: 'DateTime',
      description: 'When the vault was created.',
      ...ofDescribeVault,
      resolve: plain((record) => record.creationDate),
    }),
    lastInventoryDate: t.field({
      ...forReaders,
      type: 'DateTime',
      nullable: true,
      description: 'When AWS last listed the vault, about once a day; null before the first time.',
      ...ofDescribeVault,
      resolve: plain((record) => record.lastInventoryDate),
    }),
    numberOfArchives: t.field({
      ...forReaders,
      type: 'SafeInt',
      description: 'As of the last inventory, not live; 0 before the first.',
      ...ofDescribeVault,
      resolve: plain((record) => record.numberOfArchives),
    }),
    sizeInBytes: t.field({
      ...forReaders,
      type: 'SafeInt',
      description: 'As of the last inventory, with what AWS adds for each archive; 0 before the first.',
      ...ofDescribeVault,
      resolve: plain((record) => record.sizeInBytes),
    }),
    tags: t.field({
      ...forReaders,
      type: [Tag],
      description:
        'At most 50; one AWS call for each vault. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-ListTagsForVault.html',
      ...costs({ calls: 1 }),
      resolve: async (vault, _, ctx) => (await ctx.loaders.vaultTags.load(vault)) ?? [],
    }),
    notifications: t.field({
      ...forReaders,
      type: VaultNotifications,
      nullable: true,
      description: 'Null where none are configured; one AWS call for each vault.',
      ...costs({ calls: 1 }),
      resolve: (vault, _, ctx) => ctx.loaders.vaultNotifications.load(vault),
    }),
    accessPolicy: t.field({
      ...forReaders,
      type: 'JSONObject',
      nullable: true,
      description:
        'Null where none is set; one AWS call for each vault. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultAccessPolicy.html',
      ...costs({ calls: 1 }),
      resolve: (vault, _, ctx) => ctx.loaders.vaultAccessPolicy.load(vault),
    }),
    lock: t.field({
      ...forReaders,
      type: VaultLock,
      nullable: true,
      description: 'Null where none is set; one AWS call for each vault.',
      ...costs({ calls: 1 }),
      resolve: (vault, _, ctx) => ctx.loaders.vaultLock.load(vault),
    }),
    jobs: t.field({
      ...forReaders,
      type: GlacierJobConnection,
      description:
        "The vault's jobs that AWS still lists, in the order AWS lists them in, which it does not publish. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-jobs-get.html",
      args: {
        statusCode: t.arg({ type: GlacierStatusCode, description: 'Only jobs in this state.' }),
        completed: t.arg.boolean({ description: 'Only jobs that have ended, or only those that have not.' }),
        ...connectionArguments(t.arg),
      },
      ...costs(pages(listJobsLimit)),
      resolve: (vault, args, ctx) => readConnection(jobsOf(vault, args, ctx), args),
    }),
    latestInventory: t.field({
      ...forReaders,
      type: InventoryRetrievalJob,
      nullable: true,
      description:
        'The newest job that has listed the whole vault and that AWS still keeps; null where there is none. Jobs that list a part (by dates, limit or marker) do not count. One AWS call for every 50 jobs of the vault that have succeeded.',
      // As for a vault of up to 250 such jobs.
      ...costs({ calls: 5 }),
      resolve: (vault, _, ctx) => ctx.loaders.latestInventory.load(vault),
    }),
    job: t.field({
      ...forReaders,
      type: GlacierJob,
      nullable: true,
      description: 'A job of the vault; null where it does not exist, or no longer.',
      args: { jobId: t.arg.string({ required: true, description: "AWS's id of the job." }) },
      ...costs({ calls: 1 }),
      resolve: (vault, { jobId }, ctx) =>
        ctx.loaders.glacierJob.load({ ...vault, jobId: checkOpaqueId(jobId, ['jobId']) }),
    }),
  }),
});

const VaultConnection = connectionType<VaultNode>('Vault', Vault, 'the vaults of an account in a region');

builder.queryFields((t) => ({
  vault: t.field({
    type: Vault,
    nullable: true,
    description: 'A vault by its name; null where it does not exist.',
    authScopes: (_, { name, ...where }, ctx) =>
      mayRead(ctx, checkVault(ctx.backend, { vaultName: name, ...where }, [], 'name')),
    ...asIfMissing,
    args: { name: t.arg.string({ required: true, description: "The vault's name." }), ...locationArguments(t.arg) },
    ...costs({ calls: 1, brings: ['DescribeVault'] }),
    resolve: (_, { name, ...where }, ctx, info) =>
      findVault(checkVault(ctx.backend, { vaultName: name, ...where }, [], 'name'), ctx, info),
  }),
  vaults: t.field({
    type: VaultConnection,
    ...leavesOutForeign,
    description:
      'The vaults of an account in a region, by name. Empty for an account that Glacier is closed to, with NO_LONGER_SUPPORTED among the errors. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vaults-get.html',
    args: { ...locationArguments(t.arg), ...connectionArguments(t.arg) },
    ...costs({ ...pages(listVaultsLimit), brings: ['DescribeVault'] }),
    resolve: (_, { account, region, ...page }, ctx, info) => {
      const location = checkLocation(ctx.backend, { account, region });
      return emptyWhenClosed<Connection<VaultNode>>(ctx, info, emptyPage, () =>
        readConnection(
          {
            scope: `vaults ${locationKey(location)}`,
            pageLimit: listVaultsLimit,
            page: async (request) => {
              const { items, marker } = await ctx.loaders.vault.page(location, request);
              return { items: items.map(vaultNode), marker };
            },
            idOf: (vault) => vault.vaultName,
          },
          page,
        ),
      );
    },
  }),
}));

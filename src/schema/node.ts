// Relay's Node: one id for everything, from whichever account and region.
import type { Context } from '../context.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { type VaultNode, vaultNode } from './glacier/vaultNode.ts';
import { builder } from './kit/builder.ts';
import { isOpaqueId, isVaultName } from './kit/checks.ts';
import { costs } from './kit/cost.ts';
import { batchJobId, decodeId, glacierJobId, vaultId } from './kit/globalId.ts';
import { asIfMissing, leavesOutForeign, mayRead } from './kit/rules.ts';

export type NodeValue = VaultNode | JobRecord;

const glacierTypeNames = {
  ARCHIVE_RETRIEVAL: 'ArchiveRetrievalJob',
  INVENTORY_RETRIEVAL: 'InventoryRetrievalJob',
  SELECT: 'SelectJob',
  OTHER: 'OtherGlacierJob',
} as const;

/** The GraphQL type of a job; a Glacier job's action decides it. */
export const jobTypeName = (job: JobRecord) => (job.kind === 'BatchJob' ? 'BatchJob' : glacierTypeNames[job.action]);

function idOf(value: NodeValue): string {
  if (value.kind === 'Vault') return vaultId(value);
  return value.kind === 'BatchJob' ? batchJobId(value) : glacierJobId(value);
}

export const Node = builder.interfaceRef<NodeValue>('Node').implement({
  description: 'Something with an id of its own, to be asked for again by `node`.',
  fields: (t) => ({
    id: t.id({
      description: 'Opaque and stable; holds the account, region and vault.',
      resolve: idOf,
    }),
  }),
  resolveType: (value) => (value.kind === 'Vault' ? 'Vault' : jobTypeName(value)),
});

const maxNodes = 1000;

async function load(ctx: Context, id: string, path: readonly string[]): Promise<NodeValue | null> {
  const key = decodeId(id, path);
  // What the caller may not read, a place that this gateway does not serve, or a name that AWS could not have given, is as absent as any missing one.
  if (!key || !mayRead(ctx, key)) return null;
  if ('jobId' in key && !isOpaqueId(key.jobId)) return null;
  if (key.type === 'BatchJob') return ctx.loaders.batchJob.load(key);
  if (!isVaultName(key.vaultName)) return null;
  if (key.type === 'GlacierJob') return ctx.loaders.glacierJob.load(key);
  const vault = await ctx.loaders.vault.load(key);
  return vault && vaultNode(vault);
}

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    authScopes: (_, { id }, ctx) => {
      const key = decodeId(id, ['id']);
      return key !== null && mayRead(ctx, key);
    },
    ...asIfMissing,
    description: 'A vault or a job by its id; null where it does not exist, or no longer.',
    args: { id: t.arg.id({ required: true, description: 'As read from a field `id`.' }) },
    ...costs({ calls: 1, nodes: () => 1 }),
    resolve: (_, { id }, ctx) => load(ctx, id, ['id']),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    ...leavesOutForeign,
    description: 'The same for many ids, in their order. AWS calls are planned for all of them together.',
    args: { ids: t.arg.idList({ required: true, description: `At most ${maxNodes}.` }) },
    // Where they lie in several vaults, each may be searched for four and cost one more.
    ...costs({ calls: ({ ids }) => ids.length + Math.ceil(ids.length / 4), nodes: ({ ids }) => ids.length }),
    resolve: (_, { ids }, ctx) => {
      if (ids.length > maxNodes) throw new InvalidInputError(['ids'], `ids: at most ${maxNodes}, not ${ids.length}.`);
      // Awaited together: a list of promises would be completed one by one. An error stays with its id.
      return Promise.all(
        ids.map((id, index) => load(ctx, id, ['ids', String(index)]).catch((error: Error) => error as never)),
      );
    },
  }),
}));

// Relay's Node interface and the queries that refetch by ID, over all accounts and regions.
import { isServed } from '../aws/backend.ts';
import type { Context } from '../context.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { GlacierJobKey, VaultKey } from '../core/location.ts';
import { isPromise, type MaybePromise } from '../core/maybePromise.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { type InventoryNode, inventoryOf } from './glacier/inventoryNode.ts';
import { type VaultNode, vaultNode } from './glacier/vaultNode.ts';
import { builder } from './kit/builder.ts';
import { admitted, costs } from './kit/cost.ts';
import { batchJobId, glacierJobId, inventoryId, locationId, type NodeKey, vaultId } from './kit/globalId.ts';
import { nodeKeyOf } from './kit/nodeKeys.ts';
import { mayRead, nullIfForbidden, omitsForbidden } from './kit/rules.ts';
import { type LocationNode, locationNode } from './locationNode.ts';

export type NodeValue = VaultNode | JobRecord | InventoryNode | LocationNode;

const glacierTypeNames = {
  ARCHIVE_RETRIEVAL: 'ArchiveRetrievalJob',
  INVENTORY_RETRIEVAL: 'InventoryRetrievalJob',
  SELECT: 'SelectJob',
  OTHER: 'OtherGlacierJob',
} as const;

/** The GraphQL type of a job; for a Glacier job it follows from the action. */
export const jobTypeName = (job: JobRecord) => (job.kind === 'BatchJob' ? 'BatchJob' : glacierTypeNames[job.action]);

function idOf(value: NodeValue): string {
  if (value.kind === 'Vault') return vaultId(value);
  if (value.kind === 'Inventory') return inventoryId(value);
  if (value.kind === 'Location') return locationId(value);
  return value.kind === 'BatchJob' ? batchJobId(value) : glacierJobId(value);
}

export const Node = builder.interfaceRef<NodeValue>('Node').implement({
  description: 'An object with a global ID, which the query `node` refetches.',
  fields: (t) => ({
    id: t.id({
      description: 'The global ID: opaque and stable. It encodes account, region and, for Glacier, the vault.',
      resolve: idOf,
    }),
  }),
  resolveType: (value) => (value.kind === 'GlacierJob' || value.kind === 'BatchJob' ? jobTypeName(value) : value.kind),
});

const maxNodes = 1000;

/** A caller sees a location in which it may read anything, as in `gateway.accounts`. */
const isVisible = (ctx: Context, key: NodeKey): boolean =>
  key.type === 'Location' ? isServed(ctx.backend, key) : mayRead(ctx, key);

type Loaded = MaybePromise<NodeValue | null>;

/** At once if no AWS call is needed. */
function load(ctx: Context, id: string, path: readonly string[]): Loaded {
  const key = nodeKeyOf(id, path);
  // Null, as for a missing object, if the caller may not read it, the gateway does not serve its location, or AWS cannot
  // have given the name.
  if (!key || !isVisible(ctx, key)) return null;
  switch (key.type) {
    case 'GlacierJob':
      return ctx.loaders.glacierJob.load(key);
    case 'BatchJob':
      return ctx.loaders.batchJob.load(key);
    case 'Location':
      return locationNode(key);
    case 'Inventory':
      return loadInventory(ctx, key);
    case 'Vault':
      return loadVault(ctx, key);
  }
}

async function loadInventory(ctx: Context, key: GlacierJobKey): Promise<InventoryNode | null> {
  const job = await ctx.loaders.glacierJob.load(key);
  return job && inventoryOf(job);
}

async function loadVault(ctx: Context, key: VaultKey): Promise<VaultNode | null> {
  const vault = await ctx.loaders.vault.load(key);
  return vault && vaultNode(vault);
}

type LoadedList = readonly (NodeValue | null)[];

/** What is not there yet is awaited together, because graphql-js completes a list of promises one by one. */
function loadAll(ctx: Context, ids: readonly string[]): LoadedList | Promise<LoadedList> {
  let isPending = false;
  const values = ids.map((id, index) => {
    // An error affects only its own ID: graphql-js reports an item that is an error.
    try {
      const value = load(ctx, id, ['ids', String(index)]);
      if (!isPromise(value)) return value;
      isPending = true;
      return value.then(undefined, (error: Error) => error as never);
    } catch (error) {
      return error as never;
    }
  });
  return isPending ? Promise.all(values) : (values as LoadedList);
}

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    nullable: true,
    authScopes: (_, { id }, ctx) => {
      const key = nodeKeyOf(id, ['id']);
      return key !== null && isVisible(ctx, key);
    },
    ...nullIfForbidden,
    description:
      'A vault, job, inventory or location by its global ID; null if it does not exist, has expired, or the caller may not read it. Costs at most one AWS call.',
    args: { id: t.arg.id({ required: true, description: 'The value of a field `id`.' }) },
    ...costs({ calls: 1, everywhere: true, nodes: () => 1 }),
    resolve: (_, { id }, ctx) => load(ctx, id, ['id']),
  }),
  nodes: t.field({
    type: [Node],
    nullable: { list: false, items: true },
    ...omitsForbidden,
    description:
      'Vaults, jobs, inventories and locations by their global IDs, in the order of the argument, each null as in `node`. The gateway plans the AWS calls for all IDs together.',
    args: { ids: t.arg.idList({ required: true, description: `The values of fields \`id\`, at most ${maxNodes}.` }) },
    // IDs in several vaults: a list may be tried first for three or more in one of them, which costs one more call.
    ...costs({
      calls: ({ ids }) => admitted(ids, maxNodes) + Math.floor(admitted(ids, maxNodes) / 3),
      everywhere: true,
      nodes: ({ ids }) => admitted(ids, maxNodes),
    }),
    resolve: (_, { ids }, ctx) => {
      if (ids.length > maxNodes)
        throw new InvalidInputError(['ids'], `ids: at most ${maxNodes} IDs are allowed, got ${ids.length}.`);
      return loadAll(ctx, ids);
    },
  }),
}));

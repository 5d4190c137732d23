// The query `vaults`: the vaults of all accounts and regions in one list, location by location. A location is read only when
// a page reaches it, so a first page costs one call. One that fails does not affect the others.
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { Context } from '../context.ts';
import { steadyClock } from '../core/clock.ts';
import { GatewayError, InvalidInputError } from '../core/errors.ts';
import { type Location, locationKey } from '../core/location.ts';
import type { Page } from '../core/page.ts';
import { defaultMaxMilliseconds, endlessList, lateList } from '../core/readPages.ts';
import { joinSkipped, noneSkipped, type SkippedRecords, skippedMessage } from '../core/skippedRecords.ts';
import { type SourceStatus, statusOf } from '../jobIndex/jobSource.ts';
import { type VaultNode, vaultNode } from './glacier/vaultNode.ts';
import { Vault } from './glacier/vaultRef.ts';
import { SourceStatusEnum } from './jobSource.ts';
import { builder } from './kit/builder.ts';
import { checkServed, locationsOf } from './kit/checkServed.ts';
import { connectionArguments, connectionType } from './kit/connection.ts';
import { type CostBasis, callsForPage, costs, type FieldCost } from './kit/cost.ts';
import { staleCursor } from './kit/cursor.ts';
import { type Connection, type ConnectionArguments, checkFirst, readConnection } from './kit/readConnection.ts';
import { reportUnread } from './kit/reportUnread.ts';
import { omitsForbidden } from './kit/rules.ts';
import { skippedRecords } from './kit/skippedRecords.ts';

interface VaultSource {
  location: Location;
  status: SourceStatus;
  message: string | null;
  skipped: SkippedRecords;
}

interface VaultsPage extends Connection<VaultNode> {
  sources: VaultSource[];
}

const VaultSourceType = builder.objectRef<VaultSource>('VaultSource').implement({
  description: 'One location of the list `vaults`, with the status of reading it.',
  fields: (t) => ({
    accountId: t.field({
      type: 'AccountId',
      description: 'The account that was read.',
      resolve: ({ location }) => location.accountId,
    }),
    region: t.string({ description: 'The region that was read.', resolve: ({ location }) => location.region }),
    status: t.expose('status', { type: SourceStatusEnum, description: 'The status of reading the location.' }),
    message: t.exposeString('message', {
      nullable: true,
      description: 'The error message of AWS, or what is missing; null if the location was read completely.',
    }),
    skippedRecords: t.field(
      skippedRecords<VaultSource>(
        'The records of vaults that could not be read, and that the list therefore lacks.',
        ({ skipped }) => skipped,
      ),
    ),
  }),
});

export const VaultConnection = connectionType<VaultNode, VaultsPage>('Vault', Vault, 'the vaults');

builder.objectField(VaultConnection, 'sources', (t) =>
  t.field({
    type: [VaultSourceType],
    description:
      'One row for each location that this page has read, in the order of the list. Locations that only later pages need are not among them. If none could be read, a query that does not select `sources` gets an error beside the empty list.',
    resolve: ({ sources }) => sources,
  }),
);

interface VaultsRequest {
  /** In the order of the list. */
  locations: readonly Location[];
  /** Only vaults with this text in their name; null for all vaults. */
  nameContains: string | null;
  page: ConnectionArguments;
  /** Whether a location that fails so is reported in `sources`, instead of as the error of the list. */
  contains(error: GatewayError): boolean;
}

/** A position in the list: a location, and AWS's marker in it. */
const encodeMarker = (location: Location, marker: string | null): string =>
  marker === null ? locationKey(location) : `${locationKey(location)} ${marker}`;

function decodeMarker(locations: readonly Location[], text: string): { index: number; marker: string | null } {
  const [, key, marker = null] = /^(\S+ \S+)(?: (.+))?$/s.exec(String(text)) ?? [];
  const index = locations.findIndex((location) => locationKey(location) === key);
  // The caller may no longer read there.
  if (index < 0) throw staleCursor();
  return { index, marker };
}

export async function readVaults(ctx: Context, request: VaultsRequest): Promise<VaultsPage> {
  const { locations, nameContains, page, contains } = request;
  const sources = new Map<string, VaultSource>();
  const lowerCased = nameContains?.toLowerCase() ?? null;
  const isWanted = ({ vaultName }: VaultNode): boolean =>
    lowerCased === null || vaultName.toLowerCase().includes(lowerCased);

  // A list that does not end, or is slow, is the failure of its location: what the others returned is not lost.
  const asked = new Set<string>();
  let waited = 0;
  const readLocation = async (location: Location, limit: number, marker: string | null): Promise<Page<VaultNode>> => {
    try {
      if (waited >= defaultMaxMilliseconds) throw lateList(defaultMaxMilliseconds);
      asked.add(encodeMarker(location, marker));
      const startedAt = steadyClock.now();
      // Few of them may match a name.
      const request = { limit: lowerCased === null ? limit : listVaultsLimit, marker };
      const read = await ctx.loaders.vault.page(location, request).finally(() => {
        waited += steadyClock.now() - startedAt;
      });
      if (read.marker !== null && asked.has(encodeMarker(location, read.marker))) throw endlessList();
      const skipped = joinSkipped([sources.get(locationKey(location))?.skipped, read.skipped]);
      const [status, message] =
        skipped.count > 0 ? (['PARTIAL', skippedMessage(skipped)] as const) : (['OK', null] as const);
      sources.set(locationKey(location), { location, status, message, skipped });
      return { ...read, items: read.items.map(vaultNode).filter(isWanted) };
    } catch (error) {
      // AWS rejects a marker: the cursor is stale, and the location is not to blame.
      if (!(error instanceof GatewayError) || error instanceof InvalidInputError || !contains(error)) throw error;
      sources.set(locationKey(location), {
        location,
        status: statusOf(error),
        message: error.message,
        skipped: noneSkipped,
      });
      return { items: [], marker: null };
    }
  };

  const connection = await readConnection<VaultNode>(
    {
      scope: `vaults ${locations.map(locationKey).sort()} ${lowerCased ?? ''}`,
      pageLimit: listVaultsLimit,
      page: async ({ limit, marker: at }) => {
        const { index, marker } = at === null ? { index: 0, marker: null } : decodeMarker(locations, at);
        const location = locations[index];
        if (!location) return { items: [], marker: null };
        const read = await readLocation(location, limit, marker);
        const next = locations[index + 1];
        if (read.marker !== null) return { ...read, marker: encodeMarker(location, read.marker) };
        return { ...read, marker: next ? encodeMarker(next, null) : null };
      },
      bounds: { maxPages: Number.POSITIVE_INFINITY, maxMilliseconds: Number.POSITIVE_INFINITY },
      idOf: ({ accountId, region, vaultName }) => `${accountId} ${region} ${vaultName}`,
    },
    page,
  );
  return { ...connection, sources: [...sources.values()] };
}

const VaultFilter = builder.inputType('VaultFilter', {
  description: 'Selects vaults. All conditions must match.',
  fields: (t) => ({
    accountIds: t.field({
      type: ['AccountId'],
      description:
        'Vaults of these accounts; of all accounts if omitted or empty. An account that the gateway does not serve is an error.',
    }),
    regions: t.stringList({
      description:
        'Vaults in these regions; in all regions if omitted or empty. A region that the gateway does not serve is an error, and so is a combination of accounts and regions without a location.',
    }),
    nameContains: t.string({
      description:
        'Vaults with this text in their name. Upper and lower case are equal. An empty text means the same as an omitted one. AWS cannot search, so the vaults are read until the page is full.',
    }),
  }),
});

interface VaultsArguments extends ConnectionArguments {
  nameContains?: string | null;
}

/**
 * A page is assumed to reach a further location with each page of AWS that it needs. A search reads every location, which
 * counts as two pages: few vaults match.
 */
export function estimatedCalls({ nameContains, ...page }: VaultsArguments, locations: number): number {
  const calls = callsForPage(page, listVaultsLimit);
  if (calls > 0 && nameContains) return Math.max(2 * locations, calls);
  return calls + Math.max(0, Math.min(locations, calls) - 1);
}

/** The calls of a first page over locations whose numbers of vaults are known. */
function callsForKnown({ nameContains, ...page }: VaultsArguments, vaults: readonly number[]): number {
  let wanted = nameContains ? Number.POSITIVE_INFINITY : checkFirst(page.first);
  let calls = 0;
  for (const count of vaults) {
    if (wanted <= 0) break;
    calls += Math.max(1, Math.ceil(Math.min(count, wanted) / listVaultsLimit));
    wanted -= count;
  }
  return calls;
}

/** The number of vaults of each location; null if one is unknown. */
function knownVaults({ known }: CostBasis, locations: readonly Location[]): readonly number[] | null {
  const counts = locations.map(known.vaultsIn);
  return counts.every((count) => count !== null) ? counts : null;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

interface FilteredArguments extends ConnectionArguments {
  filter?: { accountIds?: string[] | null; regions?: string[] | null; nameContains?: string | null } | null;
}

/** The cost of the query. Where the number of vaults is known, a larger page size costs no more than they do. */
const costOfVaults: FieldCost = {
  calls: ({ filter, ...page }: FilteredArguments, basis) => {
    const locations = locationsOf(basis.accounts, filter ?? {});
    const args = { ...page, nameContains: filter?.nameContains ?? null };
    const vaults = page.after == null ? knownVaults(basis, locations) : null;
    return vaults ? callsForKnown(args, vaults) : estimatedCalls(args, locations.length);
  },
  nodes: ({ filter, first }: FilteredArguments, basis) => {
    const vaults = knownVaults(basis, locationsOf(basis.accounts, filter ?? {}));
    return Math.min(checkFirst(first), vaults ? sum(vaults) : Number.POSITIVE_INFINITY);
  },
  includes: ['DescribeVault'],
};

builder.queryField('vaults', (t) =>
  t.field({
    type: VaultConnection,
    ...omitsForbidden,
    description:
      'The vaults of all selected accounts and regions: location by location in the order of `gateway.accounts`, and by name within each. Costs one ListVaults call per page of AWS, at most 10 vaults, and at least one for each location that the page reaches. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vaults-get.html',
    args: {
      filter: t.arg({ type: VaultFilter, description: 'Selects vaults; all vaults if omitted.' }),
      ...connectionArguments(t.arg),
    },
    ...costs(costOfVaults),
    resolve: async (_, { filter, ...page }, ctx, info) => {
      const { access } = ctx.caller;
      checkServed(ctx.backend.accounts, filter ?? {});
      const read = await readVaults(ctx, {
        locations: locationsOf(ctx.backend.accounts, filter ?? {}).filter(
          (location) => access.vaultsIn(location) !== 'none',
        ),
        nameContains: filter?.nameContains || null,
        page,
        contains: () => true,
      });
      reportUnread({ isEmpty: read.edges.length === 0, sources: read.sources }, ctx, info);
      return read;
    },
  }),
);

// The vaults of some locations as one list, location by location. AWS's list of a location is read when a page reaches it, so a
// first page costs one call. One that fails does not affect the others.
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { Context } from '../context.ts';
import { steadyClock } from '../core/clock.ts';
import { GatewayError, InvalidInputError } from '../core/errors.ts';
import { type Location, locationKey, vaultArn } from '../core/location.ts';
import type { Page } from '../core/page.ts';
import { defaultMaxMilliseconds, endlessList, lateList } from '../core/readPages.ts';
import { joinSkipped, noneSkipped, type SkippedRecords, skippedMessage } from '../core/skippedRecords.ts';
import { type SourceStatus, statusOf } from '../jobIndex/jobSource.ts';
import { type VaultNode, vaultNode } from './glacier/vaultNode.ts';
import { staleCursor } from './kit/cursor.ts';
import { type Connection, type ConnectionArguments, readConnection } from './kit/readConnection.ts';

export interface VaultSource {
  location: Location;
  status: SourceStatus;
  message: string | null;
  skipped: SkippedRecords;
}

export interface VaultsPage extends Connection<VaultNode> {
  sources: VaultSource[];
}

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
      // The pages of AWS depend on vaults that the caller may not know.
      markerAfter: (vault) =>
        ctx.caller.access.vaultsIn(vault) === 'some' ? encodeMarker(vault, vaultArn(vault)) : null,
    },
    page,
  );
  return { ...connection, sources: [...sources.values()] };
}

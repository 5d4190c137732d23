// The estimated cost of lists of vaults.
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { Location } from '../core/location.ts';
import { locationsOf } from './kit/checkServed.ts';
import { type CostBasis, callsForPage, type FieldCost } from './kit/cost.ts';
import { type ConnectionArguments, checkFirst } from './kit/readConnection.ts';

interface VaultsArguments extends ConnectionArguments {
  nameContains?: string | null;
}

/**
 * A page is assumed to reach a further location with each page of AWS that it needs. A search reads every location, which
 * counts as two pages: few vaults match.
 */
export function callsForVaults({ nameContains, ...page }: VaultsArguments, locations: number): number {
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
export const costOfVaults: FieldCost = {
  calls: ({ filter, ...page }: FilteredArguments, basis) => {
    const locations = locationsOf(basis.accounts, filter ?? {});
    const args = { ...page, nameContains: filter?.nameContains ?? null };
    const vaults = page.after == null ? knownVaults(basis, locations) : null;
    return vaults ? callsForKnown(args, vaults) : callsForVaults(args, locations.length);
  },
  nodes: ({ filter, first }: FilteredArguments, basis) => {
    const vaults = knownVaults(basis, locationsOf(basis.accounts, filter ?? {}));
    return Math.min(checkFirst(first), vaults ? sum(vaults) : Number.POSITIVE_INFINITY);
  },
  includes: ['DescribeVault'],
};

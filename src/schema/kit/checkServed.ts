// The locations that a filter's accounts and regions select: what the gateway does not serve is an error that names what it
// serves.
import type { GatewayAccount } from '../../aws/backend.ts';
import { rejectInput } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { nullIfEmpty } from './nullIfEmpty.ts';

export interface LocationFilter {
  accountIds?: readonly string[] | null | undefined;
  regions?: readonly string[] | null | undefined;
}

/** In the order of the gateway's accounts and their regions. */
export function locationsOf(accounts: readonly GatewayAccount[], filter: LocationFilter = {}): Location[] {
  const accountIds = nullIfEmpty(filter.accountIds);
  const regions = nullIfEmpty(filter.regions);
  return accounts
    .filter(({ accountId }) => accountIds?.includes(accountId) ?? true)
    .flatMap((account) =>
      account.regions
        .filter((region) => regions?.includes(region) ?? true)
        .map((region) => ({ accountId: account.accountId, region })),
    );
}

export function checkServed(
  accounts: readonly GatewayAccount[],
  filter: LocationFilter,
  path: readonly string[] = ['filter'],
): void {
  const { accountIds, regions } = filter;
  checkValues(
    accountIds,
    accounts.map(({ accountId }) => accountId),
    [...path, 'accountIds'],
    'account',
  );
  checkValues(regions, [...new Set(accounts.flatMap((account) => account.regions))], [...path, 'regions'], 'region');
  if (locationsOf(accounts, filter).length > 0) return;
  const served = locationsOf(accounts).map(({ accountId, region }) => `${accountId} ${region}`);
  const reason = `none of these accounts is served in these regions; the gateway serves ${served.join(', ')}.`;
  rejectInput([...path, 'regions'], reason);
}

/** The message does not repeat the value: it is the same for one that the caller may not know of. */
function checkValues(
  values: readonly string[] | null | undefined,
  served: readonly string[],
  path: readonly string[],
  what: string,
): void {
  const index = values?.findIndex((value) => !served.includes(value)) ?? -1;
  if (index < 0) return;
  rejectInput([...path, String(index)], `unknown ${what}; the gateway serves ${served.join(', ')}.`);
}

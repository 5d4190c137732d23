// The check of a filter's accounts and regions: what the gateway does not serve is an error that names what it serves.
import type { GatewayAccount } from '../../aws/backend.ts';
import { rejectInput } from '../../core/errors.ts';

export interface LocationFilter {
  accountIds?: readonly string[] | null | undefined;
  regions?: readonly string[] | null | undefined;
}

export function checkServed(accounts: readonly GatewayAccount[], { accountIds, regions }: LocationFilter): void {
  checkValues(
    accountIds,
    accounts.map(({ accountId }) => accountId),
    'accountIds',
    'account',
  );
  checkValues(regions, [...new Set(accounts.flatMap((account) => account.regions))], 'regions', 'region');
}

/** The message does not repeat the value: it is the same for one that the caller may not know of. */
function checkValues(
  values: readonly string[] | null | undefined,
  served: readonly string[],
  name: string,
  what: string,
): void {
  const index = values?.findIndex((value) => !served.includes(value)) ?? -1;
  if (index < 0) return;
  rejectInput(['filter', name, String(index)], `unknown ${what}; the gateway serves ${served.join(', ')}.`);
}

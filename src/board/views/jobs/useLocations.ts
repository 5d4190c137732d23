// The accounts and regions of the gateway, with the names of accounts.
import { useMemo } from 'preact/hooks';
import { useQuery } from '../../client/useQuery.ts';
import { locations } from './jobOperations.ts';

export interface Locations {
  options: readonly { value: string; label: string }[];
  /** The account's name, or its number if it has none. */
  nameOf(accountId: string): string;
}

const none = {};

export function useLocations(): Locations {
  const accounts = useQuery(locations, none).answer?.data.gateway.accounts;
  return useMemo(() => {
    const names = new Map(accounts?.map(({ accountId, name }) => [accountId, name ?? accountId]));
    const nameOf = (accountId: string) => names.get(accountId) ?? accountId;
    const options = (accounts ?? []).flatMap(({ accountId, regions }) =>
      regions.map((region) => ({ value: `${accountId}/${region}`, label: `${nameOf(accountId)} · ${region}` })),
    );
    return { options, nameOf };
  }, [accounts]);
}

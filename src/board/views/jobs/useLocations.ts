// The accounts and regions of the gateway, with the names of accounts.

import { useMemo } from 'preact/hooks';
import { useQuery } from '../../client/useQuery.ts';
import { shortText } from '../../core/visibleText.ts';
import { locations } from './jobOperations.ts';

export interface LocationOption {
  /** "111122223333/us-east-1". */
  value: string;
  label: string;
  /** Whether the viewer may create Batch jobs there. */
  canStart: boolean;
  /** Whether the viewer may change the Batch jobs there. */
  canManage: boolean;
}

export interface Locations {
  options: readonly LocationOption[];
  isLoading: boolean;
  /** The account's name, or its number if it has none. */
  nameOf(accountId: string): string;
}

const none = {};

export function useLocations(): Locations {
  const { answer, isLoading } = useQuery(locations, none);
  const accounts = answer?.data.gateway.accounts;
  return useMemo(() => {
    const names = new Map(accounts?.map(({ accountId, name }) => [accountId, name ?? accountId]));
    const nameOf = (accountId: string) => names.get(accountId) ?? accountId;
    const options = (accounts ?? []).flatMap(({ accountId, locations: served }) =>
      served.map(({ region, viewerCan }) => ({
        value: `${accountId}/${region}`,
        label: `${shortText(nameOf(accountId))} · ${region}`,
        canStart: viewerCan.includes('START'),
        canManage: viewerCan.includes('MANAGE'),
      })),
    );
    return { options, isLoading, nameOf };
  }, [accounts, isLoading]);
}

// Vaults by name, and pages of the list of vaults, limited to those that the caller may read.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { describeVault, describeVaultOperation } from '../aws/glacier/describeVault.ts';
import { listVaults, listVaultsLimit, listVaultsOperation } from '../aws/glacier/listVaults.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { createOutlook } from '../aws/lookup/createOutlook.ts';
import { findMany } from '../aws/lookup/findMany.ts';
import { isSameLocation, type Location, locationKey, type VaultKey, vaultKey } from '../core/location.ts';
import type { Page, PageRequest } from '../core/page.ts';
import { batchByGroup, type Grouping } from './batchByGroup.ts';
import { LazyDataLoader } from './lazyDataLoader.ts';
import type { PageLimit } from './pageLimit.ts';
import { visibleVaults } from './visibleVaults.ts';

export interface VaultLoader {
  /** Null for a vault that does not exist. */
  load(vault: VaultKey): Promise<VaultRecord | null>;
  page(location: Location, request: PageRequest): Promise<Page<VaultRecord>>;
  /** Adds a list of vaults that were read elsewhere. It never changes. */
  primeAll(vaults: readonly VaultRecord[]): void;
  /** Discards a vault that was just changed. */
  clear(vault: VaultKey): void;
}

const byLocation: Grouping<VaultKey> = {
  groupOf: locationKey,
  isSameGroup: isSameLocation,
  nameOf: ({ vaultName }) => vaultName,
};

export function createVaultLoader(aws: AwsSession, pageLimit: PageLimit): VaultLoader {
  const { access } = aws.caller;
  const cache = (page: Page<VaultRecord>) => {
    loader.primeAll(page.items);
    return page;
  };
  const page = async (location: Location, request: PageRequest) => {
    pageLimit.take();
    return cache(await listVaults(aws, location, request));
  };

  const loader = new LazyDataLoader<VaultKey, VaultRecord | null>(
    batchByGroup<VaultKey, VaultRecord>(byLocation, (location, vaults) =>
      findMany<VaultRecord>({
        keys: [...vaults.keys()],
        page: (marker) => page(location, { limit: listVaultsLimit, marker }),
        keyOf: byLocation.nameOf,
        describe: (vaultName) => describeVault(aws, vaults.get(vaultName) as VaultKey),
        outlook: createOutlook(aws, location, { list: listVaultsOperation, describe: describeVaultOperation }),
      }),
    ),
    { cacheKeyFn: vaultKey },
  );

  return {
    load: (vault) => (access.allows('read', vault) ? loader.load(vault) : Promise.resolve(null)),
    page: visibleVaults(page, access, { maxPages: pageLimit.maxCalls }),
    primeAll: (vaults) => loader.primeAll(vaults),
    clear: (vault) => loader.clear(vault),
  };
}

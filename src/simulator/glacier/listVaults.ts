// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vaults-get.html
// By name in ASCII order, at most ten a page. The marker is the ARN of the last vault of the page: the list continues after
// it, also when that vault was deleted. Another marker is rejected, as in ListJobs.
import { ListVaults$, type ListVaultsCommandInput, type ListVaultsCommandOutput } from '@aws-sdk/client-glacier';
import { invalidParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { pageOf } from '../world/page.ts';
import type { AccountRegion } from '../world/records.ts';
import { vaultDescription } from '../world/vaultDescription.ts';
import { vaultArn } from '../world/world.ts';
import { isVaultName } from './rules/checkVaultName.ts';
import { pageLimit } from './rules/pageLimit.ts';

export const listVaults = operation<ListVaultsCommandInput, ListVaultsCommandOutput>(
  ListVaults$,
  ({ marker, limit }, { location, now }) => {
    const vaults = [...location.vaults.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const after = marker === undefined ? undefined : nameIn(marker, location);
    const page = pageOf(vaults, pageLimit(limit, 10), ({ name }) => after === undefined || name > after);
    return { VaultList: page.entries.map((vault) => vaultDescription(vault, now)), Marker: page.last?.arn ?? null };
  },
);

function nameIn(marker: string, location: AccountRegion): string {
  const name = marker.slice(vaultArn(location, '').length);
  if (isVaultName(name) && marker === vaultArn(location, name)) return name;
  throw invalidParameter(`The marker is not valid: ${marker}`);
}

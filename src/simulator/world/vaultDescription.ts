// A vault as DescribeVault and ListVaults return it. Counts are those of the last inventory, not of this moment.
import type { DescribeVaultCommandOutput } from '@aws-sdk/client-glacier';
import type { Reply } from '../http/operation.ts';
import { milliseconds } from './dates.ts';
import { countOf, sizeOf } from './listing.ts';
import type { Vault } from './records.ts';
import { inventoriedArchives, inventoryDate } from './snapshot.ts';

export function vaultDescription(vault: Vault, now: number): Reply<DescribeVaultCommandOutput> {
  const date = inventoryDate(vault, now);
  const listing = inventoriedArchives(vault, now);
  return {
    CreationDate: milliseconds(vault.createdAt),
    LastInventoryDate: date === undefined ? null : milliseconds(date),
    NumberOfArchives: countOf(listing),
    SizeInBytes: sizeOf(listing),
    VaultARN: vault.arn,
    VaultName: vault.name,
  };
}

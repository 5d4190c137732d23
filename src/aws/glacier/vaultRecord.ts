// The gateway's record of a vault. ListVaults and DescribeVault return the same shape.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-get.html
import type { DescribeVaultOutput } from '@aws-sdk/client-glacier';
import { type Location, type VaultKey, vaultArn } from '../../core/location.ts';
import { dateOrNull, presentVaultName, sizeOrNull, textOrNull } from '../client/present.ts';

export interface VaultRecord extends Readonly<VaultKey> {
  readonly vaultArn: string;
  /** Null if AWS did not report it. */
  readonly creationDate: Date | null;
  /** Null before the first inventory. */
  readonly lastInventoryDate: Date | null;
  /** As of the last inventory; null before the first one. */
  readonly numberOfArchives: number | null;
  readonly sizeInBytes: number | null;
}

export const toVault =
  ({ accountId, region }: Location) =>
  (wire: DescribeVaultOutput): VaultRecord => {
    const vaultName = presentVaultName(wire.VaultName);
    const lastInventoryDate = dateOrNull(wire.LastInventoryDate, 'LastInventoryDate');
    return {
      accountId,
      region,
      vaultName,
      vaultArn: textOrNull(wire.VaultARN, 'VaultARN') ?? vaultArn({ accountId, region, vaultName }),
      creationDate: dateOrNull(wire.CreationDate, 'CreationDate'),
      lastInventoryDate,
      // Before the first inventory, the guide says null and the model's sample shows 0. A client would read 0 as empty.
      numberOfArchives: lastInventoryDate && sizeOrNull(wire.NumberOfArchives, 'NumberOfArchives'),
      sizeInBytes: lastInventoryDate && sizeOrNull(wire.SizeInBytes, 'SizeInBytes'),
    };
  };

/** A vault that was created at this time, before its first inventory. */
export const newVault = (vault: VaultKey, createdAt: number): VaultRecord => ({
  accountId: vault.accountId,
  region: vault.region,
  vaultName: vault.vaultName,
  vaultArn: vaultArn(vault),
  creationDate: new Date(createdAt),
  lastInventoryDate: null,
  numberOfArchives: null,
  sizeInBytes: null,
});

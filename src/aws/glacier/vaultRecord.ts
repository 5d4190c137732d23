// The gateway's record of a vault. ListVaults and DescribeVault return the same shape.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-get.html
import type { DescribeVaultOutput } from '@aws-sdk/client-glacier';
import type { Location, VaultKey } from '../../core/location.ts';
import { dateOrNull, present, presentDate } from '../client/present.ts';

export interface VaultRecord extends Readonly<VaultKey> {
  readonly vaultArn: string;
  readonly creationDate: Date;
  /** Null before the first inventory. */
  readonly lastInventoryDate: Date | null;
  /** As of the last inventory. */
  readonly numberOfArchives: number;
  readonly sizeInBytes: number;
}

export const toVault =
  ({ accountId, region }: Location) =>
  (wire: DescribeVaultOutput): VaultRecord => ({
    accountId,
    region,
    vaultName: present(wire.VaultName, 'VaultName'),
    vaultArn: present(wire.VaultARN, 'VaultARN'),
    creationDate: presentDate(wire.CreationDate, 'CreationDate'),
    lastInventoryDate: dateOrNull(wire.LastInventoryDate, 'LastInventoryDate'),
    // The guide says null before the first inventory, the model's sample shows 0: nothing counted yet either way.
    numberOfArchives: wire.NumberOfArchives ?? 0,
    sizeInBytes: wire.SizeInBytes ?? 0,
  });

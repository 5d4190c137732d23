// The vault an operation names, or Glacier's answer that there is none. A name that no vault can have is simply not found,
// under the raw name.
import { vaultNotFound } from '../errors.ts';
import type { OperationContext } from '../operation.ts';
import type { Vault } from '../records.ts';
import { vaultArn } from '../world.ts';
import { isVaultName } from './checkVaultName.ts';

export function findVault({ place }: Pick<OperationContext, 'place'>, name = ''): Vault {
  const vault = place.vaults.get(name);
  if (!vault) throw vaultNotFound(isVaultName(name) ? vaultArn(place, name) : name);
  return vault;
}

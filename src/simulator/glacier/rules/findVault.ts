// The vault an operation names, or Glacier's answer that there is none. A name that no vault can have is simply not found,
// under the raw name.
import { vaultNotFound } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { Vault } from '../../world/records.ts';
import { vaultArn } from '../../world/world.ts';
import { isVaultName } from './checkVaultName.ts';

export function findVault({ place }: Pick<OperationContext, 'place'>, name = ''): Vault {
  const vault = place.vaults.get(name);
  if (!vault) throw vaultNotFound(isVaultName(name) ? vaultArn(place, name) : name);
  return vault;
}

// Finds the vault that an operation names, or throws Glacier's error. An invalid name is not found either, with the raw name
// in the message.
import { vaultNotFound } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { Vault } from '../../world/records.ts';
import { vaultArn } from '../../world/world.ts';
import { isVaultName } from './checkVaultName.ts';

export function findVault({ location }: Pick<OperationContext, 'location'>, name = ''): Vault {
  const vault = location.vaults.get(name);
  if (!vault) throw vaultNotFound(isVaultName(name) ? vaultArn(location, name) : name);
  return vault;
}

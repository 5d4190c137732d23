// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-delete.html
// Only a vault whose last inventory is empty and that was not written to since. Documented as idempotent, so deleting a
// vault that does not exist succeeds. Its jobs and its uploads in parts are deleted with it.
import { DeleteVault$, type DeleteVaultCommandInput, type DeleteVaultCommandOutput } from '@aws-sdk/client-glacier';
import { invalidParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { inventoriedArchives, writtenSince } from '../world/snapshot.ts';

export const deleteVault = operation<DeleteVaultCommandInput, DeleteVaultCommandOutput>(
  DeleteVault$,
  ({ vaultName = '' }, { world, location, now }) => {
    const vault = location.vaults.get(vaultName);
    if (!vault) return {};
    if (inventoriedArchives(vault, now).length > 0 || writtenSince(vault, now)) {
      throw invalidParameter(`Vault not empty or recently written to: ${vault.arn}`);
    }
    location.vaults.delete(vaultName);
    world.multipartUploads.removeVault(vault);
    return {};
  },
);

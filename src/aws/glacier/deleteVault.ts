// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-delete.html
import { DeleteVaultCommand } from '@aws-sdk/client-glacier';
import type { AwsSession } from '../createAws.ts';
import type { VaultKey } from '../location.ts';

/** Deletes a vault that was empty at its last inventory and has not been written to since. */
export async function deleteVault(aws: AwsSession, vault: VaultKey): Promise<void> {
  await aws.write({
    operation: 'glacier.DeleteVault',
    location: vault,
    command: new DeleteVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
  });
}

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-delete.html
import { DeleteVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';

/** Deletes a vault that was empty at its last inventory and has not been written to since. */
export async function deleteVault(aws: AwsSession, vault: VaultKey): Promise<void> {
  await aws.write(
    glacier('DeleteVault', vault, new DeleteVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName })),
  );
}

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-delete.html
import { DeleteVaultCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';

export const deleteVaultOperation = defineOperation({
  service: 'glacier',
  name: 'DeleteVault',
  action: 'delete',
  iam: ['glacier:DeleteVault'],
  retry: 'repeatable',
});

/** Deletes a vault that was empty at its last inventory and has not been changed since. */
export async function deleteVault(aws: AwsSession, vault: VaultKey): Promise<void> {
  await aws.write(
    glacier(
      deleteVaultOperation,
      vault,
      new DeleteVaultCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
  );
}

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-delete.html
import { DeleteVaultNotificationsCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';

export const deleteVaultNotificationsOperation = defineOperation({
  service: 'glacier',
  name: 'DeleteVaultNotifications',
  action: 'manage',
  iam: ['glacier:DeleteVaultNotifications'],
  retry: 'repeatable',
});

export async function deleteVaultNotifications(aws: AwsSession, vault: VaultKey): Promise<void> {
  await aws.write(
    glacier(
      deleteVaultNotificationsOperation,
      vault,
      new DeleteVaultNotificationsCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
  );
}

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-delete.html
import { DeleteVaultNotificationsCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';

export async function deleteVaultNotifications(aws: AwsSession, vault: VaultKey): Promise<void> {
  await aws.write(
    glacier(
      'DeleteVaultNotifications',
      vault,
      new DeleteVaultNotificationsCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
  );
}

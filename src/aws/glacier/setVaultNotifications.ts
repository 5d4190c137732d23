// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-put.html
import { SetVaultNotificationsCommand } from '@aws-sdk/client-glacier';
import type { AwsSession } from '../createAws.ts';
import type { VaultKey } from '../location.ts';
import { awsValue, notificationEvents } from './enums.ts';
import type { VaultNotificationsRecord } from './getVaultNotifications.ts';

export async function setVaultNotifications(
  aws: AwsSession,
  vault: VaultKey,
  { snsTopic, events }: VaultNotificationsRecord,
): Promise<void> {
  await aws.write({
    operation: 'glacier.SetVaultNotifications',
    location: vault,
    command: new SetVaultNotificationsCommand({
      accountId: vault.accountId,
      vaultName: vault.vaultName,
      vaultNotificationConfig: {
        SNSTopic: snsTopic,
        Events: events.map((event) => awsValue(notificationEvents, event)),
      },
    }),
  });
}

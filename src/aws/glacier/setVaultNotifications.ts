// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-put.html
import { SetVaultNotificationsCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { awsValue, type KnownNameIn } from '../enums.ts';
import { notificationEvents } from './enums.ts';

export const setVaultNotificationsOperation = defineOperation({
  service: 'glacier',
  name: 'SetVaultNotifications',
  action: 'manage',
  iam: ['glacier:SetVaultNotifications'],
  retry: 'repeatable',
});

export async function setVaultNotifications(
  aws: AwsSession,
  vault: VaultKey,
  { snsTopic, events }: { snsTopic: string; events: readonly KnownNameIn<typeof notificationEvents>[] },
): Promise<void> {
  await aws.write(
    glacier(
      setVaultNotificationsOperation,
      vault,
      new SetVaultNotificationsCommand({
        accountId: vault.accountId,
        vaultName: vault.vaultName,
        vaultNotificationConfig: {
          SNSTopic: snsTopic,
          Events: events.map((event) => awsValue(notificationEvents, event)),
        },
      }),
    ),
  );
}

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-get.html
import { GetVaultNotificationsCommand } from '@aws-sdk/client-glacier';
import type { VaultKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { presentList, presentText } from '../client/present.ts';
import { type NameIn, nameOf } from '../enums.ts';
import { notificationEvents } from './enums.ts';

export const getVaultNotificationsOperation = defineOperation({
  service: 'glacier',
  name: 'GetVaultNotifications',
  action: 'read',
  iam: ['glacier:GetVaultNotifications'],
  retry: 'repeatable',
});

export interface VaultNotificationsRecord {
  snsTopic: string;
  events: NameIn<typeof notificationEvents>[];
}

/** NotFoundError if no notification is configured. */
export const getVaultNotifications = (aws: AwsSession, vault: VaultKey): Promise<VaultNotificationsRecord> =>
  aws.read(
    glacier(
      getVaultNotificationsOperation,
      vault,
      new GetVaultNotificationsCommand({ accountId: vault.accountId, vaultName: vault.vaultName }),
    ),
    ({ vaultNotificationConfig: config }) => ({
      snsTopic: presentText(config?.SNSTopic, 'SNSTopic'),
      events: presentList(config?.Events, 'Events').map((event) =>
        nameOf(notificationEvents, presentText(event as string | null, 'event')),
      ),
    }),
  );

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-get.html
import {
  GetVaultNotifications$,
  type GetVaultNotificationsCommandInput,
  type GetVaultNotificationsCommandOutput,
} from '@aws-sdk/client-glacier';
import { notFound } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';

export const getVaultNotifications = operation<GetVaultNotificationsCommandInput, GetVaultNotificationsCommandOutput>(
  GetVaultNotifications$,
  ({ vaultName }, context) => {
    const { notifications, name } = findVault(context, vaultName);
    if (!notifications) throw notFound(`No notification configuration is set for vault: ${name}`);
    return { vaultNotificationConfig: { SNSTopic: notifications.topic, Events: notifications.events } };
  },
);

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-delete.html
import {
  DeleteVaultNotifications$,
  type DeleteVaultNotificationsCommandInput,
  type DeleteVaultNotificationsCommandOutput,
} from '@aws-sdk/client-glacier';
import { operation } from '../http/operation.ts';
import { findVault } from './rules/findVault.ts';

export const deleteVaultNotifications = operation<
  DeleteVaultNotificationsCommandInput,
  DeleteVaultNotificationsCommandOutput
>(DeleteVaultNotifications$, ({ vaultName }, context) => {
  findVault(context, vaultName).notifications = undefined;
  return {};
});

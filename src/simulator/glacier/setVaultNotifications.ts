// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-put.html
// Replaces the configuration. The topic need not exist; then nothing is delivered.
import {
  SetVaultNotifications$,
  type SetVaultNotificationsCommandInput,
  type SetVaultNotificationsCommandOutput,
} from '@aws-sdk/client-glacier';
import { invalidParameter, missingParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { checkTopic } from './rules/checkTopic.ts';
import { findVault } from './rules/findVault.ts';

const knownEvents = new Set(['ArchiveRetrievalCompleted', 'InventoryRetrievalCompleted']);

export const setVaultNotifications = operation<SetVaultNotificationsCommandInput, SetVaultNotificationsCommandOutput>(
  SetVaultNotifications$,
  ({ vaultName, vaultNotificationConfig }, context) => {
    const vault = findVault(context, vaultName);
    const { SNSTopic: topic, Events: events = [] } = vaultNotificationConfig ?? {};
    if (topic === undefined) throw missingParameter('SNSTopic');
    if (events.length === 0) throw missingParameter('Events');
    checkTopic(topic, context.location.region);
    for (const event of events) if (!knownEvents.has(event)) throw invalidParameter(`Invalid event: ${event}`);
    vault.notifications = { topic, events: [...new Set(events)] };
    return {};
  },
);

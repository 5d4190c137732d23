// The notification settings of a vault: their type and mutation.
import { deleteVaultNotifications } from '../../aws/glacier/deleteVaultNotifications.ts';
import { notificationEvents } from '../../aws/glacier/enums.ts';
import type { VaultNotificationsRecord } from '../../aws/glacier/getVaultNotifications.ts';
import { setVaultNotifications } from '../../aws/glacier/setVaultNotifications.ts';
import type { Context } from '../../context.ts';
import { InvalidInputError, NoLongerSupportedError, NotFoundError } from '../../core/errors.ts';
import type { VaultKey } from '../../core/location.ts';
import { awsEnums } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { checkSnsTopic } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { resolveVaultRef, vaultField } from '../kit/references.ts';
import { allowedInVault } from '../kit/rules.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { afterChange, developerGuide, vaultPayload } from './vaultMutations.ts';
import type { VaultNode } from './vaultNode.ts';

const { output: VaultNotificationEvent, input: VaultNotificationEventInput } = awsEnums(
  'VaultNotificationEvent',
  notificationEvents,
  'An event that a vault sends notifications for, whether the job succeeded or failed.',
  {
    ARCHIVE_RETRIEVAL_COMPLETED: 'An archive retrieval job ended.',
    INVENTORY_RETRIEVAL_COMPLETED: 'An inventory retrieval job ended.',
  },
);

export const VaultNotifications = builder.objectRef<VaultNotificationsRecord>('VaultNotifications').implement({
  description:
    'The notification settings of a vault: the SNS topic that AWS notifies when jobs end. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-notifications-get.html',
  fields: (t) => ({
    snsTopic: t.expose('snsTopic', { type: 'Arn', description: 'The ARN of the SNS topic.' }),
    events: t.expose('events', {
      type: [VaultNotificationEvent],
      description: 'The events that the topic is notified of.',
    }),
  }),
});

const VaultNotificationsInput = builder.inputType('VaultNotificationsInput', {
  description: 'The notification settings of a vault.',
  fields: (t) => ({
    snsTopic: t.field({
      type: 'Arn',
      required: true,
      description: 'The ARN of an SNS topic in the region of the vault.',
    }),
    events: t.field({
      type: [VaultNotificationEventInput],
      required: true,
      description: 'The events to notify of, at least one.',
    }),
  }),
});

const SetVaultNotificationsInput = builder.inputType('SetVaultNotificationsInput', {
  description: 'The vault and its new notification settings.',
  fields: (t) => ({
    vault: vaultField(t),
    notifications: t.field({
      type: VaultNotificationsInput,
      description: 'The new settings; null turns notifications off. Omitting the field is an error.',
    }),
  }),
});

builder.mutationField('setVaultNotifications', (t) =>
  t.field({
    type: vaultPayload('SetVaultNotificationsPayload', 'The vault, whose notification settings are changed.'),
    errors: mutationErrors('SetVaultNotificationsResult', [NotFoundError, NoLongerSupportedError]),
    ...allowedInVault('manage'),
    description: `Sets the SNS topic that is notified when jobs of a vault end, or turns notifications off. Costs one SetVaultNotifications or DeleteVaultNotifications call. The change takes effect within moments. ${developerGuide}/api-vault-notifications-put.html`,
    args: {
      input: t.arg({
        type: SetVaultNotificationsInput,
        required: true,
        description: 'The vault and its new settings.',
      }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
      if (input.notifications === undefined) {
        throw new InvalidInputError(
          ['input', 'notifications'],
          'input.notifications: the field is required. Use null to turn notifications off.',
        );
      }
      if (input.notifications === null) {
        await deleteVaultNotifications(ctx.aws, vault);
        return { vault: afterNotifications(ctx, vault, null) };
      }
      const path = ['input', 'notifications'];
      const snsTopic = checkSnsTopic(input.notifications.snsTopic, ctx.backend, vault, [...path, 'snsTopic']) ?? '';
      const { events } = input.notifications;
      if (events.length === 0) {
        throw new InvalidInputError([...path, 'events'], 'input.notifications.events: at least one event is required.');
      }
      await setVaultNotifications(ctx.aws, vault, { snsTopic, events });
      return { vault: afterNotifications(ctx, vault, { snsTopic, events }) };
    },
  }),
);

/** The payload has the settings that AWS has accepted: a reading may not show them yet. */
function afterNotifications(ctx: Context, vault: VaultKey, accepted: VaultNotificationsRecord | null): VaultNode {
  const node = afterChange(ctx, vault);
  ctx.loaders.vaultNotifications.prime(vault, accepted);
  return node;
}

// Writes to vaults and their archives. All of them can be repeated without harm: a second time changes nothing.
import { addTagsToVault, tagsPerCall } from '../../aws/glacier/addTagsToVault.ts';
import { createVault } from '../../aws/glacier/createVault.ts';
import { deleteArchive } from '../../aws/glacier/deleteArchive.ts';
import { deleteVault } from '../../aws/glacier/deleteVault.ts';
import { deleteVaultNotifications } from '../../aws/glacier/deleteVaultNotifications.ts';
import { removeTagsFromVault } from '../../aws/glacier/removeTagsFromVault.ts';
import { setVaultNotifications } from '../../aws/glacier/setVaultNotifications.ts';
import type { TagRecord } from '../../aws/tags.ts';
import type { Context } from '../../context.ts';
import { InvalidInputError, LimitExceededError, NotFoundError } from '../../core/errors.ts';
import { type VaultKey, vaultKey } from '../../core/location.ts';
import { targetOf } from '../../watch/watchTarget.ts';
import { builder } from '../kit/builder.ts';
import { checkOpaqueId, checkSnsTopic, checkTags, checkVault } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { mutationErrors } from '../kit/error.ts';
import { vaultId } from '../kit/globalId.ts';
import { vaultFields } from '../kit/locationArguments.ts';
import { inVault, ofNewVault } from '../kit/rules.ts';
import { TagInput } from '../tag.ts';
import { VaultNotificationEvent } from './vault.ts';
import { type VaultNode, vaultNodeOf } from './vaultNode.ts';
import { Vault } from './vaultRef.ts';

const guide = 'https://docs.aws.amazon.com/amazonglacier/latest/dev';

const vaultPayload = (name: string, description: string) =>
  builder.objectRef<{ vault: VaultNode }>(name).implement({
    description,
    fields: (t) => ({ vault: t.expose('vault', { type: Vault, description: 'The vault as it is now.' }) }),
  });

/** What is known of a vault and the jobs under way there is no longer true once the vault was written to. */
function written(ctx: Context, vault: VaultKey): VaultNode {
  ctx.store.runningGlacierJobs.forget(`${vaultKey(vault)} `);
  ctx.loaders.vault.clear(vault);
  ctx.loaders.vaultTags.clear(vault);
  ctx.loaders.vaultNotifications.clear(vault);
  return vaultNodeOf(vault);
}

// ---------------------------------------------------------------- createVault

const CreateVaultInput = builder.inputType('CreateVaultInput', {
  description: 'A vault to create.',
  fields: vaultFields,
});

const CreateVaultPayload = builder.objectRef<{ vault: VaultNode; location: string }>('CreateVaultPayload').implement({
  description: 'The vault exists.',
  fields: (t) => ({
    vault: t.expose('vault', { type: Vault, description: 'The vault.' }),
    location: t.exposeString('location', { description: "The vault's relative address at AWS." }),
  }),
});

builder.mutationField('createVault', (t) =>
  t.field({
    type: CreateVaultPayload,
    errors: mutationErrors('CreateVaultResult', [LimitExceededError]),
    ...ofNewVault,
    description: `Creates a vault; one that exists already stays as it is. ${guide}/api-vault-put.html`,
    args: { input: t.arg({ type: CreateVaultInput, required: true, description: 'Where, and its name.' }) },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, ['input']);
      const location = await createVault(ctx.aws, vault);
      return { vault: written(ctx, vault), location };
    },
  }),
);

// ---------------------------------------------------------------- deleteVault

const DeleteVaultInput = builder.inputType('DeleteVaultInput', {
  description: 'A vault to delete.',
  fields: vaultFields,
});

const DeleteVaultPayload = builder.objectRef<VaultKey>('DeleteVaultPayload').implement({
  description: 'The vault is gone.',
  fields: (t) => ({
    vaultName: t.exposeString('vaultName', { description: 'Its name.' }),
    deletedVaultId: t.id({ description: 'Its id, for stores of clients.', resolve: vaultId }),
  }),
});

builder.mutationField('deleteVault', (t) =>
  t.field({
    type: DeleteVaultPayload,
    errors: mutationErrors('DeleteVaultResult', [NotFoundError]),
    ...inVault('delete'),
    description: `Deletes a vault that was empty at its last inventory and not written to since; AWS refuses any other. ${guide}/api-vault-delete.html`,
    args: { input: t.arg({ type: DeleteVaultInput, required: true, description: 'Which.' }) },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, ['input']);
      await deleteVault(ctx.aws, vault);
      written(ctx, vault);
      ctx.store.finishedGlacierJobs.forget(vaultKey(vault));
      ctx.watches.wake(targetOf({ kind: 'GlacierJob', ...vault }));
      return vault;
    },
  }),
);

// ---------------------------------------------------------------- setVaultTags

const SetVaultTagsInput = builder.inputType('SetVaultTagsInput', {
  description: 'The whole tag set of a vault: what is not named is removed.',
  fields: (t) => ({
    ...vaultFields(t),
    tags: t.field({ type: [TagInput], required: true, description: 'At most 50, each key once.' }),
  }),
});

builder.mutationField('setVaultTags', (t) =>
  t.field({
    type: vaultPayload('SetVaultTagsPayload', 'The vault has these tags and no others.'),
    errors: mutationErrors('SetVaultTagsResult', [NotFoundError, LimitExceededError]),
    ...inVault('manage'),
    description: `Gives a vault a set of tags: reads what it has, then removes and adds what differs, ${tagsPerCall} to a call. ${guide}/api-AddTagsToVault.html ${guide}/api-RemoveTagsFromVault.html`,
    args: { input: t.arg({ type: SetVaultTagsInput, required: true, description: 'Which, and its tags.' }) },
    ...costs({ calls: 11 }),
    resolve: async (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, ['input']);
      const tags = checkTags(input.tags, ['input', 'tags']);
      const present = await ctx.loaders.vaultTags.clear(vault).load(vault);
      if (!present) throw new NotFoundError(`The vault ${vault.vaultName} does not exist.`);
      // Removed first: a vault is never to have more than AWS allows on the way.
      for (const tagsOf of inCalls(removed(present, tags))) {
        await removeTagsFromVault(
          ctx.aws,
          vault,
          tagsOf.map(({ key }) => key),
        );
      }
      for (const tagsOf of inCalls(changed(present, tags))) await addTagsToVault(ctx.aws, vault, tagsOf);
      return { vault: written(ctx, vault) };
    },
  }),
);

const removed = (present: readonly TagRecord[], wanted: readonly TagRecord[]) =>
  present.filter(({ key }) => !wanted.some((tag) => tag.key === key));

const changed = (present: readonly TagRecord[], wanted: readonly TagRecord[]) =>
  wanted.filter(({ key, value }) => !present.some((tag) => tag.key === key && tag.value === value));

const inCalls = (tags: readonly TagRecord[]): TagRecord[][] =>
  Array.from({ length: Math.ceil(tags.length / tagsPerCall) }, (_, call) =>
    tags.slice(call * tagsPerCall, (call + 1) * tagsPerCall),
  );

// ---------------------------------------------------------------- setVaultNotifications

const VaultNotificationsInput = builder.inputType('VaultNotificationsInput', {
  description: 'Where a vault tells of its ended jobs.',
  fields: (t) => ({
    snsTopic: t.field({ type: 'Arn', required: true, description: "An SNS topic of the vault's region." }),
    events: t.field({ type: [VaultNotificationEvent], required: true, description: 'At least one.' }),
  }),
});

const SetVaultNotificationsInput = builder.inputType('SetVaultNotificationsInput', {
  description: "A vault's notifications.",
  fields: (t) => ({
    ...vaultFields(t),
    notifications: t.field({ type: VaultNotificationsInput, description: 'null switches notification off.' }),
  }),
});

builder.mutationField('setVaultNotifications', (t) =>
  t.field({
    type: vaultPayload('SetVaultNotificationsPayload', 'The notifications are set.'),
    errors: mutationErrors('SetVaultNotificationsResult', [NotFoundError]),
    ...inVault('manage'),
    description: `Says where a vault tells of its ended jobs, or switches that off. AWS follows within moments. ${guide}/api-vault-notifications-put.html`,
    args: { input: t.arg({ type: SetVaultNotificationsInput, required: true, description: 'Which, and where.' }) },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, ['input']);
      if (input.notifications === undefined) {
        throw new InvalidInputError(['input', 'notifications'], 'input.notifications: say null to switch them off.');
      }
      if (input.notifications === null) {
        await deleteVaultNotifications(ctx.aws, vault);
        return { vault: written(ctx, vault) };
      }
      const path = ['input', 'notifications'];
      const snsTopic = checkSnsTopic(input.notifications.snsTopic, ctx.backend, vault, [...path, 'snsTopic']) ?? '';
      const { events } = input.notifications;
      if (events.length === 0) {
        throw new InvalidInputError([...path, 'events'], 'input.notifications.events: at least one.');
      }
      await setVaultNotifications(ctx.aws, vault, { snsTopic, events });
      return { vault: written(ctx, vault) };
    },
  }),
);

// ---------------------------------------------------------------- deleteArchive

const DeleteArchiveInput = builder.inputType('DeleteArchiveInput', {
  description: 'An archive to delete.',
  fields: (t) => ({
    ...vaultFields(t),
    archiveId: t.string({ required: true, description: "AWS's id of the archive." }),
  }),
});

const DeleteArchivePayload = builder
  .objectRef<{ archiveId: string; vault: VaultNode }>('DeleteArchivePayload')
  .implement({
    description: 'The archive is gone.',
    fields: (t) => ({
      archiveId: t.exposeString('archiveId', { description: 'Its id.' }),
      vault: t.expose('vault', { type: Vault, description: 'Its vault, whose counts follow with the next inventory.' }),
    }),
  });

builder.mutationField('deleteArchive', (t) =>
  t.field({
    type: DeleteArchivePayload,
    errors: mutationErrors('DeleteArchiveResult', [NotFoundError]),
    ...inVault('delete'),
    description: `Deletes an archive for good. ${guide}/api-archive-delete.html`,
    args: { input: t.arg({ type: DeleteArchiveInput, required: true, description: 'Which.' }) },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, ['input']);
      const archiveId = checkOpaqueId(input.archiveId, ['input', 'archiveId']);
      await deleteArchive(ctx.aws, vault, archiveId);
      return { archiveId, vault: written(ctx, vault) };
    },
  }),
);

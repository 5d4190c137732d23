// The mutations of vaults and their archives. All of them are idempotent.
import type { ListRecords } from '../../aws/client/listRecords.ts';
import { addTagsToVault, tagsPerCall } from '../../aws/glacier/addTagsToVault.ts';
import { createVault } from '../../aws/glacier/createVault.ts';
import { deleteArchive } from '../../aws/glacier/deleteArchive.ts';
import { deleteVault } from '../../aws/glacier/deleteVault.ts';
import { removeTagsFromVault } from '../../aws/glacier/removeTagsFromVault.ts';
import { newVault } from '../../aws/glacier/vaultRecord.ts';
import type { TagRecord } from '../../aws/tags.ts';
import type { Context } from '../../context.ts';
import { GatewayError, NoLongerSupportedError, NotFoundError } from '../../core/errors.ts';
import { type VaultKey, vaultKey, vaultPath } from '../../core/location.ts';
import { noneSkipped } from '../../core/skippedRecords.ts';
import { targetOf } from '../../watch/watchTarget.ts';
import { builder } from '../kit/builder.ts';
import { checkOpaqueId, checkTags } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { vaultId } from '../kit/globalId.ts';
import { resolveVaultAddress, resolveVaultRef, VaultAddress, vaultField } from '../kit/references.ts';
import { allowedForNewVault, allowedInVault } from '../kit/rules.ts';
import { TagInput } from '../kit/tag.ts';
import { mutationErrors } from '../mutationErrors.ts';
import { type VaultNode, vaultNodeOf } from './vaultNode.ts';
import { Vault } from './vaultRef.ts';

export const developerGuide = 'https://docs.aws.amazon.com/amazonglacier/latest/dev';

/** https://docs.aws.amazon.com/amazonglacier/latest/dev/tagging.html */
const tagValueLength = 255;

export const vaultPayload = (name: string, description: string) =>
  builder.objectRef<{ vault: VaultNode }>(name).implement({
    description,
    fields: (t) => ({ vault: t.expose('vault', { type: Vault, description: 'The vault after the change.' }) }),
  });

/** Drops what was cached of a vault and its running jobs, after the vault was changed. */
export function afterChange(ctx: Context, vault: VaultKey): VaultNode {
  ctx.store.runningGlacierJobs.forget(`${vaultKey(vault)} `);
  ctx.loaders.clearVault(vault);
  return vaultNodeOf(vault);
}

// ---------------------------------------------------------------- createVault

const CreateVaultInput = builder.inputType('CreateVaultInput', {
  description: 'The vault to create.',
  fields: (t) => ({
    vault: t.field({
      type: VaultAddress,
      required: true,
      description: 'The account, region and name of the new vault.',
    }),
  }),
});

const CreateVaultPayload = builder.objectRef<{ vault: VaultNode; location: string }>('CreateVaultPayload').implement({
  description: 'The vault, created now or earlier.',
  fields: (t) => ({
    vault: t.expose('vault', { type: Vault, description: 'The created or existing vault.' }),
    location: t.exposeString('location', { description: 'The path of the vault in the AWS API.' }),
  }),
});

builder.mutationField('createVault', (t) =>
  t.field({
    type: CreateVaultPayload,
    errors: mutationErrors('CreateVaultResult', [NoLongerSupportedError]),
    ...allowedForNewVault,
    description: `Creates a vault. An existing vault is not changed. Costs one CreateVault call. ${developerGuide}/api-vault-put.html`,
    args: {
      input: t.arg({ type: CreateVaultInput, required: true, description: 'The location and name of the vault.' }),
    },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const vault = resolveVaultAddress(ctx.backend, input.vault, ['input', 'vault']);
      await createVault(ctx.aws, vault);
      ctx.jobIndex.vaultLists.put(newVault(vault, ctx.backend.clock.now()));
      return { vault: afterChange(ctx, vault), location: vaultPath(vault) };
    },
  }),
);

// ---------------------------------------------------------------- deleteVault

const DeleteVaultInput = builder.inputType('DeleteVaultInput', {
  description: 'The vault to delete.',
  fields: (t) => ({ vault: vaultField(t) }),
});

const DeleteVaultPayload = builder.objectRef<VaultKey>('DeleteVaultPayload').implement({
  description: 'The name and the global ID of the deleted vault.',
  fields: (t) => ({
    vaultName: t.exposeString('vaultName', { description: 'The name of the deleted vault.' }),
    deletedVaultId: t.id({ description: 'The global ID of the deleted vault, for client caches.', resolve: vaultId }),
  }),
});

builder.mutationField('deleteVault', (t) =>
  t.field({
    type: DeleteVaultPayload,
    errors: mutationErrors('DeleteVaultResult', [NotFoundError, NoLongerSupportedError]),
    ...allowedInVault('delete'),
    description: `Deletes a vault. AWS refuses it unless the vault was empty at its last inventory and has not been written to since. Costs one DeleteVault call. ${developerGuide}/api-vault-delete.html`,
    args: { input: t.arg({ type: DeleteVaultInput, required: true, description: 'The vault to delete.' }) },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
      await deleteVault(ctx.aws, vault);
      ctx.jobIndex.vaultLists.remove(vault);
      ctx.jobIndex.forget(vault);
      afterChange(ctx, vault);
      ctx.store.finishedGlacierJobs.forget(vaultKey(vault));
      ctx.watches.wake(targetOf({ kind: 'GlacierJob', ...vault }));
      return vault;
    },
  }),
);

// ---------------------------------------------------------------- setVaultTags

const SetVaultTagsInput = builder.inputType('SetVaultTagsInput', {
  description: 'The vault and its new tag set. Tags that are not in the set are removed.',
  fields: (t) => ({
    vault: vaultField(t),
    tags: t.field({
      type: [TagInput],
      required: true,
      description: 'The complete tag set: at most 50 tags, each key once.',
    }),
  }),
});

builder.mutationField('setVaultTags', (t) =>
  t.field({
    type: vaultPayload('SetVaultTagsPayload', 'The vault, which has exactly the given tags.'),
    errors: mutationErrors('SetVaultTagsResult', [NotFoundError, NoLongerSupportedError]),
    ...allowedInVault('manage'),
    description: `Replaces the tags of a vault. Costs one ListTagsForVault call, and one RemoveTagsFromVault or AddTagsToVault call per ${tagsPerCall} differing tags. ${developerGuide}/api-AddTagsToVault.html ${developerGuide}/api-RemoveTagsFromVault.html`,
    args: { input: t.arg({ type: SetVaultTagsInput, required: true, description: 'The vault and its new tag set.' }) },
    // The tags to remove are not known yet: they count as one call.
    ...costs({ calls: ({ input }) => 2 + Math.ceil(input.tags.length / tagsPerCall) }),
    resolve: async (_, { input }, ctx) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
      const tags = checkTags(input.tags, tagValueLength, ['input', 'tags']);
      const present = await ctx.loaders.vaultTags.clear(vault).load(vault);
      if (!present) throw new NotFoundError(`The vault ${vault.vaultName} does not exist.`);
      // Tags are removed first, so that the vault never exceeds the limit of AWS in between.
      const calls = [
        ...inCalls(removed(withSkipped(present), tags)).map(
          (some) => () => removeTagsFromVault(ctx.aws, vault, keysOf(some)),
        ),
        ...inCalls(changed(present.items, tags)).map((some) => () => addTagsToVault(ctx.aws, vault, some)),
      ];
      for (const [done, call] of calls.entries()) {
        await call().catch((error: unknown) => {
          throw done > 0 && error instanceof GatewayError ? partlyDone(error, done, calls.length) : error;
        });
      }
      const node = afterChange(ctx, vault);
      ctx.loaders.vaultTags.prime(vault, { items: [...tags] });
      return { vault: node };
    },
  }),
);

/** The key of a tag that could not be read is known, and it has no value that is wanted. */
const withSkipped = ({ items, skipped = noneSkipped }: ListRecords<TagRecord>): TagRecord[] => [
  ...items,
  ...skipped.first.flatMap(({ id }) => (id === null ? [] : [{ key: id, value: '' }])),
];

/** The same error with a message that hides nothing: the tags are between the old and the new set. */
function partlyDone(error: GatewayError, done: number, calls: number): GatewayError {
  error.message = `The tags are changed in part: AWS accepted ${done} of ${calls} calls, and then: ${error.message} Send the mutation again to complete it.`;
  return error;
}

const keysOf = (tags: readonly TagRecord[]): string[] => tags.map(({ key }) => key);

const removed = (present: readonly TagRecord[], wanted: readonly TagRecord[]) =>
  present.filter(({ key }) => !wanted.some((tag) => tag.key === key));

const changed = (present: readonly TagRecord[], wanted: readonly TagRecord[]) =>
  wanted.filter(({ key, value }) => !present.some((tag) => tag.key === key && tag.value === value));

const inCalls = (tags: readonly TagRecord[]): TagRecord[][] =>
  Array.from({ length: Math.ceil(tags.length / tagsPerCall) }, (_, call) =>
    tags.slice(call * tagsPerCall, (call + 1) * tagsPerCall),
  );

// ---------------------------------------------------------------- deleteArchive

const DeleteArchiveInput = builder.inputType('DeleteArchiveInput', {
  description: 'The archive to delete.',
  fields: (t) => ({
    vault: vaultField(t),
    archiveId: t.string({ required: true, description: 'The archive ID that AWS assigned.' }),
  }),
});

const DeleteArchivePayload = builder
  .objectRef<{ archiveId: string; vault: VaultNode }>('DeleteArchivePayload')
  .implement({
    description: 'The ID of the deleted archive, and its vault.',
    fields: (t) => ({
      archiveId: t.exposeString('archiveId', { description: 'The ID of the deleted archive.' }),
      vault: t.expose('vault', {
        type: Vault,
        description: 'The vault of the archive. Its counts change with the next inventory.',
      }),
    }),
  });

builder.mutationField('deleteArchive', (t) =>
  t.field({
    type: DeleteArchivePayload,
    errors: mutationErrors('DeleteArchiveResult', [NotFoundError, NoLongerSupportedError]),
    ...allowedInVault('delete'),
    description: `Deletes an archive permanently. Costs one DeleteArchive call. ${developerGuide}/api-archive-delete.html`,
    args: { input: t.arg({ type: DeleteArchiveInput, required: true, description: 'The archive to delete.' }) },
    ...costs({ calls: 1 }),
    resolve: async (_, { input }, ctx) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
      const archiveId = checkOpaqueId(input.archiveId, ['input', 'archiveId']);
      await deleteArchive(ctx.aws, vault, archiveId);
      return { archiveId, vault: afterChange(ctx, vault) };
    },
  }),
);

// Access rules, as options of the fields that read or change AWS. Synchronous: the caller's access is known before any
// call.
import type { Action } from '../../access/access.ts';
import { assertAllowed, assertAllowedInVault, assertAllowedOnBatchJob } from '../../access/assertAllowed.ts';
import { isServed } from '../../aws/backend.ts';
import type { Context } from '../../context.ts';
import type { Location, VaultKey } from '../../core/location.ts';
import { checkLocation, type LocationArguments } from './checks.ts';
import { type GlacierJobRefInput, resolveGlacierJobIds, resolveGlacierJobRef } from './glacierJobRef.ts';
import {
  type BatchJobRefInput,
  type JobIdsInput,
  resolveBatchJobIds,
  resolveBatchJobRef,
  resolveLocation,
  resolveVaultAddress,
  resolveVaultRef,
  type VaultAddressInput,
  type VaultRefInput,
} from './references.ts';

type Scope = Location | VaultKey;

/** Whether the caller may read the location or vault. Nobody may read a location that is not configured. */
export const mayRead = (ctx: Context, scope: Scope): boolean =>
  isServed(ctx.backend, scope) && ctx.caller.access.allows('read', scope);

/** For a field of an object: requires read access to the object's location or vault. */
export const readersOnly = {
  authScopes: (parent: Scope, _: unknown, ctx: Context): boolean => mayRead(ctx, parent),
};

/** For a field whose arguments name a location: requires read access to it. */
export const readersOfLocation = {
  authScopes: (_: unknown, where: LocationArguments, ctx: Context): boolean =>
    assertAllowed(ctx.caller.access, 'read', checkLocation(ctx.backend, where)),
};

/** For a field that spans locations: its resolver omits what the caller may not read. */
export const omitsForbidden = { authScopes: (): boolean => true };

/** For a field that is null, as for a missing object, if the caller may not read it. */
export const nullIfForbidden = { unauthorizedResolver: (): null => null };

interface InputArgument<Input> {
  input: Input;
}

/** For a mutation in a vault. Callers who may not read the vault get NotFoundError. */
export const allowedInVault = (action: Action) => ({
  authScopes: (_: unknown, { input }: InputArgument<{ vault: VaultRefInput }>, ctx: Context): boolean =>
    assertAllowedInVault(ctx.caller.access, action, resolveVaultRef(ctx.backend, input.vault)),
});

/** For a mutation about a Glacier job. Callers who may not read its vault get NotFoundError. */
export const allowedOnGlacierJob = (action: Action) => ({
  authScopes: (_: unknown, { input }: InputArgument<{ job: GlacierJobRefInput }>, ctx: Context): boolean =>
    assertAllowedInVault(ctx.caller.access, action, resolveGlacierJobRef(ctx.backend, input.job)),
});

/** For a mutation about Glacier jobs that are named by their IDs. Those that a filter matches are checked one by one. */
export const allowedOnGlacierJobs = (action: Action) => ({
  authScopes: (_: unknown, { input }: InputArgument<{ jobs: JobIdsInput }>, ctx: Context): boolean =>
    !input.jobs.ids ||
    resolveGlacierJobIds(ctx.backend, input.jobs.ids).every((job) =>
      assertAllowedInVault(ctx.caller.access, action, job),
    ),
});

/** For a mutation of a Batch job. Callers who may not read in its location get NotFoundError. */
export const allowedOnBatchJob = (action: Action) => ({
  authScopes: (_: unknown, { input }: InputArgument<{ job: BatchJobRefInput }>, ctx: Context): boolean =>
    assertAllowedOnBatchJob(ctx.caller.access, action, resolveBatchJobRef(ctx.backend, input.job)),
});

/** For a mutation of Batch jobs that are named by their IDs. Those that a filter matches are checked one by one. */
export const allowedOnBatchJobs = (action: Action) => ({
  authScopes: (_: unknown, { input }: InputArgument<{ jobs: JobIdsInput }>, ctx: Context): boolean =>
    !input.jobs.ids ||
    resolveBatchJobIds(ctx.backend, input.jobs.ids).every((job) =>
      assertAllowedOnBatchJob(ctx.caller.access, action, job),
    ),
});

/** For a mutation in an account and region. */
export const allowedInLocation = (action: Action) => ({
  authScopes: (
    _: unknown,
    { input }: InputArgument<{ location?: LocationArguments | null | undefined }>,
    ctx: Context,
  ): boolean => assertAllowed(ctx.caller.access, action, resolveLocation(ctx.backend, input.location)),
});

/** For the creation of a vault. The refusal does not reveal whether a vault of that name exists. */
export const allowedForNewVault = {
  authScopes: (_: unknown, { input }: InputArgument<{ vault: VaultAddressInput }>, ctx: Context): boolean =>
    assertAllowed(ctx.caller.access, 'manage', resolveVaultAddress(ctx.backend, input.vault, ['input', 'vault'])),
};

// Who may have a field resolved, as options of fields that read AWS or change it. Synchronous: what a caller may do is
// known before anything is asked.
import type { GraphQLResolveInfo } from 'graphql';
import type { Action } from '../../access/access.ts';
import {
  assertAllowed,
  assertAllowedInVault,
  assertAllowedOnBatchJob,
  forbiddenError,
} from '../../access/assertAllowed.ts';
import type { Context } from '../../context.ts';
import type { Location, VaultKey } from '../../core/location.ts';
import { checkLocation, checkVault, isServed, type LocationArguments } from './checks.ts';

type Place = Location | VaultKey;

/** Whether the caller may read what is there; what is not served here, nobody may. */
export const mayRead = (ctx: Context, place: Place): boolean =>
  isServed(ctx.backend, place) && ctx.caller.access.allows('read', place);

/** Of a field of a thing: for those who may read the place that it is in. */
export const forReaders = {
  authScopes: (thing: Place, _: unknown, ctx: Context): boolean => mayRead(ctx, thing),
};

/** Of a field that leads to things of many places, and leaves out those that are not the caller's. */
export const leavesOutForeign = { authScopes: (): boolean => true };

/** What is there instead of something foreign: nothing. */
export const asIfMissing = { unauthorizedResolver: (): null => null };

/** The empty list of a place whose content may not be read, and why it is empty beside it. */
export function reportForbidden<T>(ctx: Context, info: GraphQLResolveInfo, location: Location, empty: T): T {
  ctx.report(forbiddenError(ctx.caller.access, 'read', location), info);
  return empty;
}

interface Writing<Input> {
  input: Input;
}

const path = ['input'];

/** Of a mutation in a vault, which is not there for those who may not read it. */
export const inVault = (action: Action) => ({
  authScopes: (_: unknown, { input }: Writing<LocationArguments & { vaultName: string }>, ctx: Context): boolean =>
    assertAllowedInVault(ctx.caller.access, action, checkVault(ctx.backend, input, path)),
});

/** Of a mutation of a Batch job, the same. */
export const ofBatchJob = (action: Action) => ({
  authScopes: (_: unknown, { input }: Writing<LocationArguments & { jobId: string }>, ctx: Context): boolean =>
    assertAllowedOnBatchJob(ctx.caller.access, action, {
      ...checkLocation(ctx.backend, input, path),
      jobId: input.jobId,
    }),
});

/** Of a mutation in an account and region. */
export const inLocation = (action: Action) => ({
  authScopes: (_: unknown, { input }: Writing<LocationArguments>, ctx: Context): boolean =>
    assertAllowed(ctx.caller.access, action, checkLocation(ctx.backend, input, path)),
});

/** Of the making of a vault: whether there is one of that name already, is not told to anybody who may not. */
export const ofNewVault = {
  authScopes: (_: unknown, { input }: Writing<LocationArguments & { vaultName: string }>, ctx: Context): boolean =>
    assertAllowed(ctx.caller.access, 'manage', checkVault(ctx.backend, input, path)),
};

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-InitiateVaultLock.html
// A lock that is not completed within 24 hours expires without a trace.
import {
  InitiateVaultLock$,
  type InitiateVaultLockCommandInput,
  type InitiateVaultLockCommandOutput,
} from '@aws-sdk/client-glacier';
import { accessDenied } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { checkPolicy } from './rules/checkPolicy.ts';
import { currentLock } from './rules/currentLock.ts';
import { findVault } from './rules/findVault.ts';

export const initiateVaultLock = operation<InitiateVaultLockCommandInput, InitiateVaultLockCommandOutput>(
  InitiateVaultLock$,
  ({ vaultName, policy }, context) => {
    const vault = findVault(context, vaultName);
    const text = checkPolicy(policy?.Policy);
    if (currentLock(vault, context.now))
      throw accessDenied(`A vault lock is in progress or complete for: ${vault.name}`);
    const id = context.world.ids.lock();
    vault.lock = { id, policy: text, createdAt: context.now, lockedAt: undefined };
    return { lockId: id };
  },
);

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-CompleteVaultLock.html
// Completing a lock again with its own id changes nothing.
import {
  CompleteVaultLock$,
  type CompleteVaultLockCommandInput,
  type CompleteVaultLockCommandOutput,
} from '@aws-sdk/client-glacier';
import { accessDenied, invalidParameter, notFound } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { currentLock } from './rules/currentLock.ts';
import { findVault } from './rules/findVault.ts';

export const completeVaultLock = operation<CompleteVaultLockCommandInput, CompleteVaultLockCommandOutput>(
  CompleteVaultLock$,
  ({ vaultName, lockId }, context) => {
    const vault = findVault(context, vaultName);
    const lock = currentLock(vault, context.now);
    if (!lock) throw notFound(`No vault lock policy is set for: ${vault.name}`);
    if (lock.id !== lockId) {
      throw lock.lockedAt === undefined
        ? invalidParameter(`Invalid lock ID: ${lockId}`)
        : accessDenied(`The vault lock is complete for: ${vault.name}`);
    }
    lock.lockedAt ??= context.now;
    return {};
  },
);

// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-AbortVaultLock.html
// Idempotent until the lock is complete; a complete lock cannot be removed.
import {
  AbortVaultLock$,
  type AbortVaultLockCommandInput,
  type AbortVaultLockCommandOutput,
} from '@aws-sdk/client-glacier';
import { accessDenied } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { currentLock } from './rules/currentLock.ts';
import { findVault } from './rules/findVault.ts';

export const abortVaultLock = operation<AbortVaultLockCommandInput, AbortVaultLockCommandOutput>(
  AbortVaultLock$,
  ({ vaultName }, context) => {
    const vault = findVault(context, vaultName);
    if (currentLock(vault, context.now)?.lockedAt !== undefined) {
      throw accessDenied(`The vault lock is complete for: ${vault.name}`);
    }
    vault.lock = undefined;
    return {};
  },
);

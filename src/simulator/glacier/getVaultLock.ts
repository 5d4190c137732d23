// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-GetVaultLock.html
import { GetVaultLock$, type GetVaultLockCommandInput, type GetVaultLockCommandOutput } from '@aws-sdk/client-glacier';
import { notFound } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { milliseconds } from '../world/dates.ts';
import { currentLock, lockExpiry } from './rules/currentLock.ts';
import { findVault } from './rules/findVault.ts';

export const getVaultLock = operation<GetVaultLockCommandInput, GetVaultLockCommandOutput>(
  GetVaultLock$,
  ({ vaultName }, context) => {
    const vault = findVault(context, vaultName);
    const lock = currentLock(vault, context.now);
    if (!lock) throw notFound(`No vault lock policy is set for: ${vault.name}`);
    return {
      Policy: lock.policy,
      State: lock.lockedAt === undefined ? 'InProgress' : 'Locked',
      ExpirationDate: lock.lockedAt === undefined ? milliseconds(lockExpiry(lock)) : null,
      CreationDate: milliseconds(lock.createdAt),
    };
  },
);

// The lock a vault has at a moment: one that is not completed within 24 hours vanishes.
import { DAY } from '../../world/durations.ts';
import type { Vault, VaultLock } from '../../world/records.ts';

export const lockExpiry = ({ createdAt }: VaultLock): number => createdAt + DAY;

export function currentLock({ lock }: Vault, now: number): VaultLock | undefined {
  return lock && (lock.lockedAt !== undefined || now < lockExpiry(lock)) ? lock : undefined;
}

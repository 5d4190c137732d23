// The lock of a vault at a moment. A lock that is not completed within 24 hours expires.
import { DAY } from '../../world/durations.ts';
import type { Vault, VaultLock } from '../../world/records.ts';

export const lockExpiry = ({ createdAt }: VaultLock): number => createdAt + DAY;

export function currentLock({ lock }: Vault, now: number): VaultLock | undefined {
  return lock && (lock.lockedAt !== undefined || now < lockExpiry(lock)) ? lock : undefined;
}

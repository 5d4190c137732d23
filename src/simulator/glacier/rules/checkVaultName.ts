// Validation of vault names: 1 to 255 letters, digits, underscores, hyphens and dots. '.' and '..' are rejected too, since
// clients normalize such URLs.
import { invalidParameter } from '../../http/errors.ts';

export const isVaultName = (name: string): boolean => /^[\w.-]{1,255}$/.test(name) && name !== '.' && name !== '..';

export function checkVaultName(name: string): void {
  if (!isVaultName(name)) throw invalidParameter(`Invalid vault name: ${name}`);
}

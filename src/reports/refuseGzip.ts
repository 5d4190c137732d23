// Compressed files are no CSV: each of their "rows" would be skipped, and none would say why.
import { OutputUnreadableError } from '../core/errors.ts';

/** Takes the first bytes of a file. */
export function refuseGzip(bytes: Buffer): void {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throw new OutputUnreadableError('it is compressed with gzip, and no CSV', 0);
}

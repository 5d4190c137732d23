// The outputs whose bytes did not match their tree hash when they were last read. No part of them can be trusted until they
// are read correctly from start to end.
import type { GlacierJobKey } from '../../core/location.ts';

export interface DamagedOutputs {
  has(job: GlacierJobKey): Promise<boolean>;
  /** The outcome of a comparison. Resolves when all instances that can be reached know it. */
  record(job: GlacierJobKey, isDamaged: boolean): Promise<void>;
}

/** How long it is remembered, in milliseconds. AWS guarantees an output for a day. */
export const damageKeptFor = 7 * 24 * 3_600_000;

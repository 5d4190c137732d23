// Where the retrievals that are kept staged are stored: in memory, in STATE_DIR, or in Redis for all gateways. A store that
// cannot be reached rejects.
import type { GlacierJobKey } from '../core/location.ts';
import type { KeptRetrieval } from './keptRetrieval.ts';

export interface KeptRetrievals {
  all(): Promise<readonly KeptRetrieval[]>;
  /** The record of each job, whether it is its first or a later one; null for a job that is not kept. */
  findMany(jobs: readonly GlacierJobKey[]): Promise<readonly (KeptRetrieval | null)[]>;
  /** Stores a new record, or the next version of one. False, and nothing stored, if another change came first. */
  put(kept: KeptRetrieval): Promise<boolean>;
  /** Removes this version of a record; nothing if another change came first. */
  remove(kept: KeptRetrieval): Promise<void>;
  /** Resolves after the changes that were made. */
  close(): Promise<void>;
}

/** Retrievals that are kept at a time, by all callers together: a few MB. */
export const maxKept = 5_000;

// What instances share of their indexes of jobs, and the time in which they do.
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import type { Clock } from '../core/clock.ts';
import type { JobChange, VaultChange } from '../jobIndex/listChanges.ts';
import type { SharedLists } from '../jobIndex/sharedLists.ts';
import type { JobRecord } from '../jobs/jobState.ts';

export interface SharedIndex {
  /** The same on all instances. */
  time: Pick<Clock, 'now'>;
  jobs: SharedLists<JobRecord, JobChange>;
  vaults: SharedLists<VaultRecord, VaultChange>;
}

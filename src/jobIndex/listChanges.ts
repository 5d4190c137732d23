// What a gateway changes of the items of lists, as data that other instances can get, and what it does to a list. Pure.
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { type BatchJobKey, batchJobKey, glacierJobKey, type VaultKey, vaultKey } from '../core/location.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { changesIn } from '../watch/changes.ts';
import type { JobSnapshot } from '../watch/watchStore.ts';
import type { Write } from './reading.ts';

/** What a change of a Batch job determines. */
export type JobPatch = Partial<Pick<JobRecord & { kind: 'BatchJob' }, 'status' | 'awsStatus' | 'priority'>>;

export type JobChange =
  /** A job that was just started, created or changed, as far as it is known. */
  | { kind: 'put'; job: JobRecord }
  /** A job that was read alone. */
  | { kind: 'seen'; job: JobRecord }
  | { kind: 'patch'; key: BatchJobKey; patch: JobPatch };

export type VaultChange = { kind: 'created'; vault: VaultRecord } | { kind: 'deleted'; vault: VaultKey };

export const keyOf = (job: JobRecord): string => (job.kind === 'BatchJob' ? batchJobKey(job) : glacierJobKey(job));

const snapshotOf = (job: JobRecord): JobSnapshot => ({ jobId: job.jobId, job, details: null });

/** The newer one of two states of a job, of which `seen` was seen last. AWS's lists lag: a job never goes back. */
export const later = (known: JobRecord | undefined, seen: JobRecord): JobRecord =>
  known ? (changesIn(snapshotOf(seen), snapshotOf(known))?.job ?? known) : seen;

export function writeOfJob(change: JobChange): Write<JobRecord> {
  switch (change.kind) {
    case 'put': {
      const { job } = change;
      return {
        key: keyOf(job),
        over: (read) => later(read, job),
        under: (read) => (read ? later(job, read) : job),
      };
    }
    case 'seen':
      return { key: keyOf(change.job), over: (read) => later(read, change.job) };
    case 'patch': {
      const { key, patch } = change;
      return {
        key: batchJobKey(key),
        over: (read) => read && later(read, { ...read, ...patch } as JobRecord),
        under: (read) => read && later({ ...read, ...patch } as JobRecord, read),
      };
    }
  }
}

export function writeOfVault(change: VaultChange): Write<VaultRecord> {
  if (change.kind === 'deleted') return { key: vaultKey(change.vault), over: () => undefined, under: () => undefined };
  // AWS lets a vault be created twice; then the list has more of it.
  const add = (known: VaultRecord | undefined) => known ?? change.vault;
  return { key: vaultKey(change.vault), over: add, under: add };
}

// Targets of watches: the jobs of a vault, or the Batch jobs of an account in a region. One AWS list has all jobs of each. Restores
// are Batch jobs with the objects that they restore.
import { type Location, locationKey, type VaultKey, vaultKey } from '../core/location.ts';
import type { JobRecord } from '../jobs/jobState.ts';

export type WatchTarget = ({ kind: 'Vault' } & VaultKey) | ({ kind: 'Batch' | 'Restores' } & Location);

export const targetKey = (target: WatchTarget): string =>
  target.kind === 'Vault' ? `vault ${vaultKey(target)}` : `${target.kind.toLowerCase()} ${locationKey(target)}`;

/** The kind of the jobs of a target. */
export const kindOfJobs = ({ kind }: WatchTarget): JobRecord['kind'] => (kind === 'Vault' ? 'GlacierJob' : 'BatchJob');

/** The target whose watch sees a job. */
export function targetOf(job: Pick<JobRecord, 'kind'> & Location & { vaultName?: string }): WatchTarget {
  const { accountId, region, vaultName } = job;
  return vaultName === undefined
    ? { kind: 'Batch', accountId, region }
    : { kind: 'Vault', accountId, region, vaultName };
}

// Archive retrievals that need not be started again: another one of the same bytes is in progress, or has succeeded later. Pure.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { glacierJobKey, vaultKey } from '../core/location.ts';
import { outcomeOf, phaseOf } from './jobState.ts';
import { retrievedRange } from './retrievedRange.ts';

/** Among these jobs, which are all that are known of their vaults. */
export function supersededAmong(jobs: readonly GlacierJobRecord[]): (job: GlacierJobRecord) => boolean {
  const newest = new Map<string, GlacierJobRecord>();
  for (const job of jobs) {
    const bytes = bytesOf(job);
    const other = newest.get(bytes);
    if (isReadable(job) && (!other || isNewer(job, other))) newest.set(bytes, job);
  }
  return (job) => {
    const other = newest.get(bytesOf(job));
    return other !== undefined && glacierJobKey(other) !== glacierJobKey(job);
  };
}

function bytesOf(job: GlacierJobRecord): string {
  const range = retrievedRange(job);
  return `${vaultKey(job)} ${job.archiveId} ${range ? `${range.start}-${range.end}` : ''}`;
}

/** Now or later. A job that failed has no output. */
const isReadable = (job: GlacierJobRecord): boolean =>
  job.action === 'ARCHIVE_RETRIEVAL' && (phaseOf(job) !== 'DONE' || outcomeOf(job) === 'SUCCEEDED');

/** AWS guarantees the output from the end of the job on. */
function isNewer(job: GlacierJobRecord, other: GlacierJobRecord): boolean {
  const [end, otherEnd] = [endOf(job), endOf(other)];
  return end === otherEnd ? glacierJobKey(job) > glacierJobKey(other) : end > otherEnd;
}

const endOf = (job: GlacierJobRecord): number =>
  phaseOf(job) === 'DONE' ? (job.completionDate ?? job.creationDate).getTime() : Number.POSITIVE_INFINITY;

// The choice among a vault's inventory jobs for a request with a maximum age. Pure. The age counts from the end of the job,
// because AWS takes the inventory about once a day. From the start, which is hours before the end, a short age could never
// be met, and every call after an end would start another job.
import { type GlacierJobRecord, type InventoryParametersRecord, keptAfterEnd } from '../aws/glacier/glacierJob.ts';
import { outcomeOf, phaseOf } from '../jobs/jobState.ts';
import { formatOf } from './startArguments.ts';

export interface InventoryCriteria {
  format: InventoryParametersRecord['format'];
  maxAgeSeconds: number;
}

export interface ChosenInventory {
  job: GlacierJobRecord;
  source: 'REUSED' | 'JOINED';
}

/**
 * How long a job that has not ended is joined, in milliseconds. AWS takes hours for an inventory. One that takes longer than a
 * day may never end, and the vault would have no inventory as long as it is joined. Another start costs one request.
 */
const joinedFor = 24 * 3_600_000;

/** The id of the latest job of this format. It identifies a state of the vault's inventories. */
export function newestInventory(
  jobs: readonly GlacierJobRecord[],
  { format }: Pick<InventoryCriteria, 'format'>,
): string | null {
  const rank = ({ creationDate, jobId }: GlacierJobRecord) => `${creationDate.toISOString()} ${jobId}`;
  const ofFormat = jobs.filter((job) => formatOf(job) === format);
  return ofFormat.sort((one, other) => (rank(one) < rank(other) ? 1 : -1))[0]?.jobId ?? null;
}

/**
 * Returns the newest ended job that is young enough, else the job in progress that was started first, at most a day ago. Else
 * the newest job of an unknown status of that time, which may be in progress: a second start could not be undone. The jobs list
 * the whole vault. `now` is by AWS's clock.
 */
export function chooseInventory(
  jobs: readonly GlacierJobRecord[],
  { format, maxAgeSeconds }: InventoryCriteria,
  now: number,
): ChosenInventory | null {
  const maxAge = maxAgeSeconds * 1000;
  let reused: { job: GlacierJobRecord; endedAt: number } | null = null;
  let joined: GlacierJobRecord | null = null;
  let unknown: GlacierJobRecord | null = null;
  for (const job of jobs) {
    if (formatOf(job) !== format) continue;
    const phase = phaseOf(job);
    const mayEnd = now - job.creationDate.getTime() <= joinedFor;
    if (phase === 'RUNNING' && mayEnd && (!joined || job.creationDate < joined.creationDate)) joined = job;
    if (phase === 'UNKNOWN' && mayEnd && (!unknown || job.creationDate > unknown.creationDate)) unknown = job;
    if (outcomeOf(job) !== 'SUCCEEDED') continue;
    const endedAt = (job.completionDate ?? job.creationDate).getTime();
    const age = now - endedAt;
    if (age <= maxAge && age < keptAfterEnd && (!reused || endedAt > reused.endedAt)) reused = { job, endedAt };
  }
  if (reused) return { job: reused.job, source: 'REUSED' };
  const unfinished = joined ?? unknown;
  return unfinished && { job: unfinished, source: 'JOINED' };
}

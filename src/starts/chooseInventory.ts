// The choice among a vault's inventory jobs for a request with a maximum age. Pure. The age counts from the end of the job,
// because AWS takes the inventory about once a day. From the start, which is hours before the end, a short age could never
// be met, and every call after an end would start another job.
import { type GlacierJobRecord, type InventoryParametersRecord, keptAfterEnd } from '../aws/glacier/glacierJob.ts';

export interface InventoryCriteria {
  format: InventoryParametersRecord['format'];
  maxAgeSeconds: number;
}

export interface ChosenInventory {
  job: GlacierJobRecord;
  source: 'REUSED' | 'JOINED';
}

/** The id of the latest job of this format. It identifies a state of the vault's inventories. */
export function newestInventory(
  jobs: readonly GlacierJobRecord[],
  { format }: Pick<InventoryCriteria, 'format'>,
): string | null {
  const rank = ({ creationDate, jobId }: GlacierJobRecord) => `${creationDate.toISOString()} ${jobId}`;
  const ofFormat = jobs.filter((job) => job.inventoryRetrievalParameters?.format === format);
  return ofFormat.sort((one, other) => (rank(one) < rank(other) ? 1 : -1))[0]?.jobId ?? null;
}

/**
 * Returns the newest ended job that is young enough, else the job in progress that was started first. The jobs list the
 * whole vault. `now` is by AWS's clock.
 */
export function chooseInventory(
  jobs: readonly GlacierJobRecord[],
  { format, maxAgeSeconds }: InventoryCriteria,
  now: number,
): ChosenInventory | null {
  const maxAge = maxAgeSeconds * 1000;
  let reused: { job: GlacierJobRecord; endedAt: number } | null = null;
  let joined: GlacierJobRecord | null = null;
  for (const job of jobs) {
    if (job.inventoryRetrievalParameters?.format !== format) continue;
    if (!job.completed) {
      if (!joined || job.creationDate < joined.creationDate) joined = job;
      continue;
    }
    if (job.statusCode !== 'SUCCEEDED' || !job.completionDate) continue;
    const endedAt = job.completionDate.getTime();
    const age = now - endedAt;
    if (age <= maxAge && age < keptAfterEnd && (!reused || endedAt > reused.endedAt)) reused = { job, endedAt };
  }
  if (reused) return { job: reused.job, source: 'REUSED' };
  return joined && { job: joined, source: 'JOINED' };
}

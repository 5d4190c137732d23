// Which of a vault's inventory jobs serves who wants an inventory that is not too old. Pure. The age counts from the end
// of the job: AWS makes the list itself about once a day, and were it counted from the start, which lies hours before
// the end, a short age could never be met and every call after an end would start another job.
import type { GlacierJobRecord, InventoryParametersRecord } from '../aws/glacier/glacierJob.ts';

export interface WantedInventory {
  format: InventoryParametersRecord['format'];
  maxAgeSeconds: number;
}

export interface ChosenInventory {
  job: GlacierJobRecord;
  source: 'REUSED' | 'JOINED';
}

/** The job of this format that was started last; what tells one state of the vault's inventories from the next. */
export function newestInventory(
  jobs: readonly GlacierJobRecord[],
  { format }: Pick<WantedInventory, 'format'>,
): string | null {
  const rank = ({ creationDate, jobId }: GlacierJobRecord) => `${creationDate.toISOString()} ${jobId}`;
  const ofFormat = jobs.filter((job) => job.inventoryRetrievalParameters?.format === format);
  return ofFormat.sort((one, other) => (rank(one) < rank(other) ? 1 : -1))[0]?.jobId ?? null;
}

/** AWS keeps an output for so long after completion, in milliseconds; it may keep it for longer. */
const guaranteedFor = 24 * 3_600_000;

/**
 * Of jobs that list the whole vault: the newest ended one that is fit, else the running one that was started first.
 * `now` is in AWS's time.
 */
export function chooseInventory(
  jobs: readonly GlacierJobRecord[],
  { format, maxAgeSeconds }: WantedInventory,
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
    if (age <= maxAge && age < guaranteedFor && (!reused || endedAt > reused.endedAt)) reused = { job, endedAt };
  }
  if (reused) return { job: reused.job, source: 'REUSED' };
  return joined && { job: joined, source: 'JOINED' };
}

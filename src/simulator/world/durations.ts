// Duration of a job: within the range that AWS calls typical, at a point that the job's id decides.
import { fractionOf } from './random.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Up to this size an Expedited retrieval needs no provisioned capacity and takes at most five minutes. */
export const EXPEDITED_SIZE = 250 * 1024 * 1024;

const typical: Record<string, [from: number, to: number]> = {
  Expedited: [MINUTE, 5 * MINUTE],
  Standard: [3 * HOUR, 5 * HOUR],
  Bulk: [5 * HOUR, 12 * HOUR],
};

/** AWS publishes no times for inventory jobs: without a tier they take as long as a Standard retrieval. */
export function durationOf(jobId: string, tier: string | undefined, bytes = 0): number {
  const [from, to] = typical[tier ?? 'Standard'] ?? [3 * HOUR, 5 * HOUR];
  const duration = from + fractionOf(jobId) * (to - from);
  const oversize = tier === 'Expedited' ? Math.max(1, bytes / EXPEDITED_SIZE) : 1;
  return Math.round(duration * oversize);
}

/** A year, so that a fast simulation keeps its jobs. */
export const DEFAULT_JOB_RETENTION_HOURS = (365 * DAY) / HOUR;

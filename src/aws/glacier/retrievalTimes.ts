// Typical durations of retrievals, from Glacier's guide. The Expedited one applies to archives up to 250 MB. AWS publishes
// none for inventories; they are prepared like Standard retrievals.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/downloading-an-archive-two-steps.html
import type { GlacierJobRecord } from './glacierJob.ts';

export interface DurationRange {
  minSeconds: number;
  maxSeconds: number;
}

const hour = 3600;
export const archiveRetrievalTimes = {
  EXPEDITED: { minSeconds: 60, maxSeconds: 300 },
  STANDARD: { minSeconds: 3 * hour, maxSeconds: 5 * hour },
  BULK: { minSeconds: 5 * hour, maxSeconds: 12 * hour },
} as const;

/** Null for a tier or an action that this gateway does not know. */
export function retrievalTime({ action, tier }: Pick<GlacierJobRecord, 'action' | 'tier'>): DurationRange | null {
  if (action === 'INVENTORY_RETRIEVAL') return archiveRetrievalTimes.STANDARD;
  if (action === 'OTHER' || tier === 'OTHER') return null;
  return archiveRetrievalTimes[tier ?? 'STANDARD'];
}

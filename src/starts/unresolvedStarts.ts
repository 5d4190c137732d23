// Starts whose answer was lost, and whose job did not show while their call waited: whoever reads AWS's lists later, for
// whatever reason, may see it there. Of this process alone; on another, the next call with the same key finds it.
import { LRUCache } from 'lru-cache';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { lruCapacity } from '../core/lruCapacity.ts';
import { type Reservations, rememberedFor } from './reservations.ts';
import type { Recognise, Start } from './start.ts';

export interface UnresolvedStarts {
  add(start: Start): void;
  delete(start: Start): void;
  /** Whether a job with this token would close one. */
  isAwaiting(startToken: string | null): boolean;
  /** Closes the case of which this is the job. */
  resolve(job: GlacierJobRecord): void;
}

/** More than that many push out the oldest. */
const mostOpen = 1_000;

export function createUnresolvedStarts(reservations: Reservations): UnresolvedStarts {
  const cases = new LRUCache<string, { id: string; fingerprint: string; recognise: Recognise }>({
    ...lruCapacity(mostOpen),
    ttl: rememberedFor,
  });
  return {
    add: ({ id, fingerprint, recognise }) => {
      if (recognise) cases.set(id + fingerprint, { id, fingerprint, recognise });
    },
    delete: ({ id, fingerprint }) => void cases.delete(id + fingerprint),
    isAwaiting: (startToken) => startToken !== null && cases.has(startToken),
    resolve: (job) => {
      if (job.startToken === null) return;
      const { startToken } = job;
      const open = cases.get(startToken);
      const started = open?.recognise(job);
      if (!open || !started) return;
      cases.delete(startToken);
      // Whoever sees it next may have more luck with the store.
      reservations.finish(open.id, open.fingerprint, started).catch(() => cases.set(startToken, open));
    },
  };
}

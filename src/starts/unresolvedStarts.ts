// Starts whose response was lost and whose job did not appear during their call. Any later read of AWS's lists may show the
// job and resolve them. The memory is this process's own; on another instance, the next call with the same key finds the
// job.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import { type Reservations, rememberedFor } from './reservations.ts';
import type { Recognize, Start } from './start.ts';

export interface UnresolvedStarts {
  add(start: Start): void;
  delete(start: Start): void;
  /** Whether a job with this token would resolve a start. */
  isAwaiting(startToken: string | null): boolean;
  /** Resolves the start to which this job belongs, if any. */
  resolve(job: GlacierJobRecord): void;
}

export function createUnresolvedStarts(reservations: Reservations): UnresolvedStarts {
  const unresolved = new ByteCache<{ id: string; fingerprint: string; recognize: Recognize }>(
    cacheBytes.unresolvedStarts,
    {
      ttl: rememberedFor,
    },
  );
  return {
    add: ({ id, fingerprint, recognize }) => {
      if (recognize) unresolved.set(id + fingerprint, { id, fingerprint, recognize });
    },
    delete: ({ id, fingerprint }) => void unresolved.delete(id + fingerprint),
    isAwaiting: (startToken) => startToken !== null && unresolved.has(startToken),
    resolve: (job) => {
      if (job.startToken === null) return;
      const { startToken } = job;
      const start = unresolved.get(startToken);
      const started = start?.recognize(job);
      if (!start || !started) return;
      unresolved.delete(startToken);
      // If the store fails, the next read of the job tries again.
      reservations.finish(start.id, start.fingerprint, started).catch(() => unresolved.set(startToken, start));
    },
  };
}

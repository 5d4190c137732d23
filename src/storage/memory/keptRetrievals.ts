// Retrievals that are kept staged, of one process. They are lost with it, unless a file keeps them. Changes that come during a
// write wait for it, and are then written together.
import { glacierJobKey } from '../../core/location.ts';
import { jobKeysOf, type KeptRetrieval } from '../../staging/keptRetrieval.ts';
import type { KeptRetrievals } from '../../staging/keptRetrievals.ts';

export interface MemoryKeptRetrievalsOptions {
  /** From an earlier process. */
  earlier?: readonly KeptRetrieval[];
  /** Keeps all records beyond the process. If it rejects, the changes are not made. */
  keep?: (all: readonly KeptRetrieval[]) => Promise<void>;
}

interface Change {
  /** Returns how it is undone; null, and nothing done, if another change came first. */
  make(): (() => void) | null;
  resolve(isMade: boolean): void;
  reject(error: unknown): void;
}

export function createMemoryKeptRetrievals({ earlier = [], keep }: MemoryKeptRetrievalsOptions = {}): KeptRetrievals {
  const records = new Map<string, KeptRetrieval>();
  const idsByJob = new Map<string, string>();
  const set = (kept: KeptRetrieval) => {
    records.set(kept.id, kept);
    for (const key of jobKeysOf(kept)) idsByJob.set(key, kept.id);
  };
  const unset = (kept: KeptRetrieval) => {
    records.delete(kept.id);
    for (const key of jobKeysOf(kept)) if (idsByJob.get(key) === kept.id) idsByJob.delete(key);
  };
  for (const kept of earlier) set(kept);

  let waiting: Change[] = [];
  let working: Promise<void> | undefined;

  const change = (make: Change['make']): Promise<boolean> =>
    new Promise((resolve, reject) => {
      waiting.push({ make, resolve, reject });
      working ??= work();
    });

  const work = async (): Promise<void> => {
    // Those of the same moment are written together.
    await undefined;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await makeAll(batch);
    }
    working = undefined;
  };

  /** Undone, the last one first, if they cannot be kept: what is known is what outlives the process. */
  const makeAll = async (batch: readonly Change[]): Promise<void> => {
    const made = batch.map((each) => ({ ...each, undo: each.make() }));
    try {
      if (made.some(({ undo }) => undo)) await keep?.([...records.values()]);
      for (const { resolve, undo } of made) resolve(undo !== null);
    } catch (error) {
      for (const { undo } of [...made].reverse()) undo?.();
      for (const { reject, undo } of made) if (undo) reject(error);
      // What came first may be what was undone.
      waiting = [...batch.filter((_, index) => made[index]?.undo === null), ...waiting];
    }
  };

  return {
    close: async () => working,
    all: async () => [...records.values()],
    findMany: async (jobs) => jobs.map((job) => records.get(idsByJob.get(glacierJobKey(job)) ?? '') ?? null),
    put: (kept) =>
      change(() => {
        const before = records.get(kept.id);
        if ((before?.version ?? 0) !== kept.version - 1) return null;
        set(kept);
        return () => {
          unset(kept);
          if (before) set(before);
        };
      }),
    remove: async ({ id, version }) => {
      await change(() => {
        const before = records.get(id);
        if (before?.version !== version) return null;
        unset(before);
        return () => set(before);
      });
    },
  };
}

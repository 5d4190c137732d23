// Retrievals that are kept staged, of one process. They are lost with it, unless a file keeps them.
import { glacierJobKey } from '../../core/location.ts';
import { jobKeysOf, type KeptRetrieval } from '../../staging/keptRetrieval.ts';
import type { KeptRetrievals } from '../../staging/keptRetrievals.ts';

export interface MemoryKeptRetrievalsOptions {
  /** From an earlier process. */
  earlier?: readonly KeptRetrieval[];
  /** Keeps all records beyond the process. If it rejects, the change is not made. */
  keep?: (all: readonly KeptRetrieval[]) => Promise<void>;
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
    for (const key of jobKeysOf(kept)) idsByJob.delete(key);
  };
  for (const kept of earlier) set(kept);
  let turn: Promise<unknown> = Promise.resolve();
  /** One after the other: a change that is undone must not take back a later one. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  /** Undone if it cannot be kept, so that what is known is what outlives the process. */
  const change = async (make: () => void, undo: () => void) => {
    make();
    await keep?.([...records.values()]).catch((error: unknown) => {
      undo();
      throw error;
    });
  };
  return {
    close: async () => undefined,
    all: async () => [...records.values()],
    findMany: async (jobs) => jobs.map((job) => records.get(idsByJob.get(glacierJobKey(job)) ?? '') ?? null),
    put: (kept) =>
      inTurn(async () => {
        const before = records.get(kept.id);
        if ((before?.version ?? 0) !== kept.version - 1) return false;
        await change(
          () => set(kept),
          () => {
            unset(kept);
            if (before) set(before);
          },
        );
        return true;
      }),
    remove: ({ id }) =>
      inTurn(async () => {
        const before = records.get(id);
        if (!before) return;
        await change(
          () => unset(before),
          () => set(before),
        );
      }),
  };
}

// Archive retrievals started as one call. Each has its own outcome and its own idempotency key; the caller's limit counts all of
// them at once.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type VaultKey, vaultKey } from '../core/location.ts';
import { bulkInLocations } from './bulkInLocations.ts';
import type { BulkOutcome, BulkStarts } from './bulkStarts.ts';
import type { GlacierStartServices } from './glacierStartServices.ts';
import { requestedJob, type StartParameters } from './requestedJob.ts';
import { afterStart, type StartedGlacierJob } from './startGlacierJob.ts';
import { startOnce } from './startOnce.ts';

export interface StartedRetrieval extends StartedGlacierJob {
  /** Set if the job was not read from AWS. A job that was started just now is in the state that was requested. */
  unread?: 'justStarted' | 'startedBefore';
}

export type RetrievalOutcome = BulkOutcome<StartedRetrieval>;

export interface RequestedRetrieval extends VaultKey {
  parameters: StartParameters;
}

/** Makes one start, with its key, unless it refuses to. */
export type AroundStart = <T>(key: string, start: () => Promise<T>) => Promise<T>;

/** No start was used up: none was sent, or the job existed already. */
const isUnused = (outcome: RetrievalOutcome): boolean =>
  outcome.kind === 'notStarted' || (outcome.kind === 'started' && outcome.started.unread === 'startedBefore');

/** Returns the outcomes by the keys of the retrievals, which identify each one among those of a call. */
export async function startRetrievals(
  services: GlacierStartServices & { bulkStarts: BulkStarts },
  retrievals: ReadonlyMap<string, RequestedRetrieval>,
  by: { operation: string; key: string | null },
  around: AroundStart = (_, start) => start(),
): Promise<ReadonlyMap<string, RetrievalOutcome>> {
  if (retrievals.size === 0) return new Map();
  const { caller, callerLimits, bulkStarts } = services;
  const startedIn = new Map<string, { vault: VaultKey; jobs: GlacierJobRecord[] }>();
  const giveBack = await callerLimits.acquireStarts(caller, retrievals.size);
  try {
    const outcomes = await bulkInLocations<RequestedRetrieval, StartedRetrieval>(bulkStarts, {
      items: retrievals,
      send: async (part, { parameters, ...vault }, until) => {
        const identity = { ...by, part, isCounted: true } as const;
        const { started, isOwn } = await around(part, () => startOnce(services, vault, parameters, identity, until));
        const job = requestedJob(vault, started, parameters);
        if (isOwn) {
          const known = startedIn.get(vaultKey(vault)) ?? { vault, jobs: [] };
          known.jobs.push(job);
          startedIn.set(vaultKey(vault), known);
        }
        return { ...started, job, unread: isOwn ? 'justStarted' : 'startedBefore' };
      },
    });
    giveBack([...outcomes.values()].filter(isUnused).length);
    return outcomes;
  } finally {
    for (const { vault, jobs } of startedIn.values()) afterStart(services, vault, jobs);
  }
}

// Archive retrievals started as one call. Each archive has its own outcome and its own idempotency key; the caller's limit
// counts all of them at once.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { locationKey, type VaultKey } from '../core/location.ts';
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

/** No start was used up: none was sent, or the job existed already. */
const isUnused = (outcome: RetrievalOutcome): boolean =>
  outcome.kind === 'notStarted' || (outcome.kind === 'started' && outcome.started.unread === 'startedBefore');

export async function startArchiveRetrievals(
  services: GlacierStartServices & { bulkStarts: BulkStarts },
  vault: VaultKey,
  archiveIds: readonly string[],
  parameters: StartParameters,
  key: string | null,
): Promise<ReadonlyMap<string, RetrievalOutcome>> {
  const { caller, callerLimits, bulkStarts } = services;
  const startedJobs: GlacierJobRecord[] = [];
  const giveBack = await callerLimits.acquireStarts(caller, new Set(archiveIds).size);
  try {
    const outcomes = await bulkStarts(locationKey(vault), archiveIds, async (archiveId, until) => {
      const identity = { operation: 'initiateArchiveRetrievals', key, part: archiveId, isCounted: true } as const;
      const each = { ...parameters, ArchiveId: archiveId };
      const { started, isOwn } = await startOnce(services, vault, each, identity, until);
      const unread = isOwn ? 'justStarted' : 'startedBefore';
      const job = requestedJob(vault, started, each);
      if (isOwn) startedJobs.push(job);
      return { ...started, job, unread } as const;
    });
    giveBack([...outcomes.values()].filter(isUnused).length);
    return outcomes;
  } finally {
    afterStart(services, vault, startedJobs);
  }
}

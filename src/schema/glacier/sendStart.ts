// A start of a Glacier job as the engine of starts wants it: what it is known by, how it is sent, and how its job is found
// again by the token in its description.
import { randomUUID } from 'node:crypto';
import type { JobParameters } from '@aws-sdk/client-glacier';
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { initiateJob, jobLocation } from '../../aws/glacier/initiateJob.ts';
import { writeStartToken } from '../../aws/glacier/startToken.ts';
import type { Context } from '../../context.ts';
import type { VaultKey } from '../../core/location.ts';
import { idempotencyKeyReused } from '../../starts/createStarts.ts';
import type { StartedJob } from '../../starts/reservations.ts';
import type { Recognise, StartOutcome } from '../../starts/start.ts';
import { fingerprintOf, startId } from '../../starts/startKey.ts';

export type StartParameters = JobParameters & { Type: string };

/** What a start is known by. */
export type StartedBy = {
  /** Among the starts of the caller, by whoever starts many. */
  isCounted?: true;
} /** The caller's key, or one of the call's own; `part` is which of what one call starts. */ & (
  | { operation: string; key: string | null; part?: string }
  /** What is wanted, whoever wants it. `isNew`: what was seen of it is not too old to rely on. */
  | { sameThing: string; isNew: () => boolean }
);

export const actionOf: Record<string, GlacierJobRecord['awsAction']> = {
  'archive-retrieval': 'ArchiveRetrieval',
  'inventory-retrieval': 'InventoryRetrieval',
  select: 'Select',
};

/** Starts the job, once. It is not sent any more once `until` is aborted. */
export async function sendStart(
  ctx: Context,
  vault: VaultKey,
  parameters: StartParameters,
  by: StartedBy,
  until?: AbortSignal,
): Promise<StartOutcome> {
  const giveBack = by.isCounted ? () => undefined : await ctx.callerLimits.starts(ctx.caller, 1);
  const { id, fingerprint } = namesOf(ctx, vault, parameters, by);
  const isSame = 'sameThing' in by;
  const jobParameters = { ...parameters, Description: writeStartToken(parameters.Description, id + fingerprint) };
  const recognise = recognising(id + fingerprint, parameters);
  const outcome = await ctx.starts.start({
    id,
    fingerprint,
    retryMode: isSame ? 'bySame' : by.key === null ? 'never' : 'byKey',
    isNew: isSame ? by.isNew : () => by.key === null,
    find: async (where, onPage) => {
      const jobs = await ctx.loaders.startedJob.find(vault, id, where, onPage);
      for (const job of jobs) {
        const started = recognise(job);
        if (started) return started;
      }
      if (jobs.some(({ startToken }) => startToken !== id + fingerprint)) throw idempotencyKeyReused();
      return null;
    },
    recognise,
    send: async (leave) => ({
      ...(await initiateJob(ctx.aws, vault, jobParameters, leave)),
      startedAt: ctx.backend.clock.now(),
    }),
    affordsRepeat: (error) => ctx.aws.affordsRepeat(vault, error),
    until,
  });
  if (!outcome.isOwn) giveBack(1);
  return outcome;
}

function namesOf({ caller }: Context, vault: VaultKey, parameters: StartParameters, by: StartedBy) {
  if ('sameThing' in by) {
    const operation = 'same thing';
    const id = startId({ callerId: '', operation, location: vault, key: vault.vaultName, part: by.sameThing });
    return { id, fingerprint: fingerprintOf({ Type: parameters.Type }) };
  }
  const { operation, key, part } = by;
  const scope = { callerId: caller.id, operation, location: vault, key: key ?? randomUUID() };
  return {
    id: startId(part === undefined ? scope : { ...scope, part }),
    fingerprint: fingerprintOf({ ...parameters, vaultName: vault.vaultName }),
  };
}

/** Whoever can write descriptions at AWS could write a token of others there: its job still has to do what was asked. */
function recognising(token: string, { Type, ArchiveId }: StartParameters): Recognise {
  const action = actionOf[Type];
  const archiveId = ArchiveId ?? null;
  return (job) => {
    const isIt = job.startToken === token && job.awsAction === action && job.archiveId === archiveId;
    return isIt ? toStarted(job) : null;
  };
}

const toStarted = (job: GlacierJobRecord): StartedJob => ({
  jobId: job.jobId,
  location: jobLocation(job, job.jobId),
  jobOutputPath: job.jobOutputPath,
  startedAt: job.creationDate.getTime(),
});

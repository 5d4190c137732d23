// A start of a Glacier job, sent at most once: its reservation id, how it is sent, and how its job is recognized by the
// token in its description.
import { randomUUID } from 'node:crypto';
import type { JobParameters } from '@aws-sdk/client-glacier';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { initiateJob } from '../aws/glacier/initiateJob.ts';
import { writeStartToken } from '../aws/glacier/startToken.ts';
import { PolicyEnforcedError } from '../core/errors.ts';
import { glacierJobPath, type VaultKey } from '../core/location.ts';
import { idempotencyKeyReused } from './createStarts.ts';
import type { GlacierStartServices } from './glacierStartServices.ts';
import type { StartedJob } from './reservations.ts';
import type { Recognize, StartOutcome } from './start.ts';
import type { StartKeys } from './startKey.ts';

export type StartParameters = JobParameters & { Type: string };

/** A start by a caller. */
interface OwnStart {
  operation: string;
  /** The caller's idempotency key. */
  key: string | null;
  /** Identifies one start among those of one call. */
  part?: string;
}

/** The same start for every caller. */
interface SharedStart {
  sharedRequest: string;
  /** Whether the list that was read is recent enough to rely on. */
  isNew: () => boolean;
}

/** What identifies a start. */
export type StartIdentity = (OwnStart | SharedStart) & {
  /** Whether the caller's limit already counts it. A call that starts many jobs counts them at once. */
  isCounted?: true;
};

export const awsActions: Record<string, string> = {
  'archive-retrieval': 'ArchiveRetrieval',
  'inventory-retrieval': 'InventoryRetrieval',
  select: 'Select',
};

/** Starts the job. It is not sent once `until` is aborted. */
export async function startOnce(
  services: GlacierStartServices,
  vault: VaultKey,
  parameters: StartParameters,
  identity: StartIdentity,
  until?: AbortSignal,
): Promise<StartOutcome> {
  const { caller, callerLimits, starts, startKeys, loaders, aws, backend } = services;
  const giveBack = identity.isCounted ? () => undefined : await callerLimits.acquireStarts(caller, 1);
  const { id, fingerprint } = reservationOf(startKeys, caller.id, vault, parameters, identity);
  const isShared = 'sharedRequest' in identity;
  const jobParameters = { ...parameters, Description: writeStartToken(parameters.Description, id + fingerprint) };
  const recognize = recognizeBy(id + fingerprint, parameters);
  const outcome = await starts.start({
    id,
    fingerprint,
    retryMode: isShared ? 'byRequest' : identity.key === null ? 'never' : 'byKey',
    isNew: isShared ? identity.isNew : () => identity.key === null,
    find: async (scope, onPage) => {
      const jobs = await loaders.startedJob.find(vault, id, scope, onPage);
      for (const job of jobs) {
        const started = recognize(job);
        if (started) return started;
      }
      if (jobs.some(({ startToken }) => startToken !== id + fingerprint)) throw idempotencyKeyReused();
      return null;
    },
    recognize,
    send: async (beforeSend) => ({
      ...(await initiateJob(aws, vault, jobParameters, beforeSend).catch((error: unknown) =>
        rejectWithPolicy(error, vault, loaders),
      )),
      startedAt: backend.clock.now(),
    }),
    spendRetry: (error) => aws.spendRetry(vault, error),
    until,
  });
  if (!outcome.isOwn) giveBack(1);
  return outcome;
}

/** In seconds: the rate of a retrieval counts per hour. */
const policyRetry = 3_600;

/** AWS does not say which policy refused the start. That of bytes per hour allows it once running retrievals have ended. */
async function rejectWithPolicy(
  error: unknown,
  { accountId, region }: VaultKey,
  { dataRetrievalPolicy }: Pick<GlacierStartServices['loaders'], 'dataRetrievalPolicy'>,
): Promise<never> {
  if (!(error instanceof PolicyEnforcedError)) throw error;
  const policy = await dataRetrievalPolicy.load({ accountId, region }).catch(() => null);
  const isByHour = policy?.rules.some(({ strategy }) => strategy === 'BYTES_PER_HOUR') ?? false;
  throw isByHour ? new PolicyEnforcedError(error.message, error, policyRetry) : error;
}

function reservationOf(
  { startId, fingerprintOf }: StartKeys,
  callerId: string,
  vault: VaultKey,
  parameters: StartParameters,
  identity: StartIdentity,
) {
  if ('sharedRequest' in identity) {
    const operation = 'sharedRequest';
    const id = startId({
      callerId: '',
      operation,
      location: vault,
      key: vault.vaultName,
      part: identity.sharedRequest,
    });
    return { id, fingerprint: fingerprintOf(id, { Type: parameters.Type }) };
  }
  const { operation, key, part } = identity;
  const scope = { callerId, operation, location: vault, key: key ?? randomUUID() };
  const id = startId(part === undefined ? scope : { ...scope, part });
  return { id, fingerprint: fingerprintOf(id, { ...parameters, vaultName: vault.vaultName }) };
}

/** Anybody who can write descriptions at AWS can copy a token, so the job must also do what was requested. */
function recognizeBy(token: string, { Type, ArchiveId }: StartParameters): Recognize {
  const action = awsActions[Type];
  const archiveId = ArchiveId ?? null;
  return (job) => {
    const isMatch = job.startToken === token && job.awsAction === action && job.archiveId === archiveId;
    return isMatch ? toStartedJob(job) : null;
  };
}

const toStartedJob = (job: GlacierJobRecord): StartedJob => ({
  jobId: job.jobId,
  location: glacierJobPath(job),
  jobOutputPath: job.jobOutputPath,
  startedAt: job.creationDate.getTime(),
});

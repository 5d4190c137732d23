// A start of a Glacier job, sent at most once: its reservation id, how it is sent, and how its job is recognized by the
// token in its description.
import { randomUUID } from 'node:crypto';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { initiateJob } from '../aws/glacier/initiateJob.ts';
import { writeStartToken } from '../aws/glacier/startToken.ts';
import { IndeterminateError, PolicyEnforcedError } from '../core/errors.ts';
import { glacierJobPath, type VaultKey } from '../core/location.ts';
import type { StartKeys } from './createStartKeys.ts';
import { idempotencyKeyReused } from './createStarts.ts';
import type { GlacierStartServices } from './glacierStartServices.ts';
import type { StartParameters } from './requestedJob.ts';
import type { StartedJob } from './reservations.ts';
import type { Recognize, StartOutcome } from './start.ts';
import { requestedArguments, sharedArguments } from './startArguments.ts';
import { startClaim, type TokenIdentity } from './startClaim.ts';

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
  /** Whether the list that was read is recent enough to rely on, and at most `maxAge` milliseconds old. */
  isNew: (maxAge: number) => boolean;
}

/** What identifies a start. */
export type StartIdentity = (OwnStart | SharedStart) & {
  /** Whether the caller's limit already counts it. A call that starts many jobs counts them at once. */
  isCounted?: true;
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
  const token = tokenOf(startKeys, caller.id, vault, parameters, identity);
  const { id, fingerprint } = token;
  const isShared = 'sharedRequest' in identity;
  const jobParameters = { ...parameters, Description: writeStartToken(parameters.Description, id + fingerprint) };
  const recognize = recognizerOf(startKeys, token);
  const isOwnJob = (job: GlacierJobRecord) => recognize(job) !== null;
  const outcome = await starts.start({
    id,
    fingerprint,
    retryMode: isShared ? 'byRequest' : identity.key === null ? 'never' : 'byKey',
    isNew: isShared ? identity.isNew : () => identity.key === null,
    find: async (scope, onPage, maxAge) => {
      const jobs = await loaders.startedJob.find(vault, { token: id, isWanted: isOwnJob }, scope, onPage, maxAge);
      // A copy is younger than the job that it was copied from.
      const [own] = jobs
        .filter(isOwnJob)
        .sort((one, other) => one.creationDate.getTime() - other.creationDate.getTime());
      if (own) return toStartedJob(own);
      if (jobs.some((job) => startClaim(startKeys, token, job) === 'otherArguments')) throw idempotencyKeyReused();
      if (jobs[0]) throw tokenCopied(jobs[0]);
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

function tokenOf(
  { startId, fingerprintOf }: StartKeys,
  callerId: string,
  vault: VaultKey,
  parameters: StartParameters,
  identity: StartIdentity,
): TokenIdentity {
  const requested = requestedArguments(vault, parameters);
  const marker = parameters.InventoryRetrievalParameters?.Marker ?? null;
  const tokenWith = (id: string, compared: TokenIdentity['compared']) => ({
    id,
    fingerprint: fingerprintOf(id, compared(requested)),
    marker,
    compared,
  });
  if ('sharedRequest' in identity) {
    const scope = { callerId: '', operation: 'sharedRequest', location: vault, key: vault.vaultName };
    return tokenWith(startId({ ...scope, part: identity.sharedRequest }), sharedArguments);
  }
  const { operation, key, part } = identity;
  const scope = { callerId, operation, location: vault, key: key ?? randomUUID() };
  return tokenWith(startId(part === undefined ? scope : { ...scope, part }), allArguments);
}

const allArguments: TokenIdentity['compared'] = (all) => all;

/** Made here because it outlives the call: a function made in `startOnce` would keep the data of the call. */
const recognizerOf =
  (startKeys: StartKeys, token: TokenIdentity): Recognize =>
  (job) =>
    startClaim(startKeys, token, job) === 'own' ? toStartedJob(job) : null;

/** The start of this key may have been executed: its token was in use. */
const tokenCopied = ({ jobId }: GlacierJobRecord) =>
  new IndeterminateError(
    `The job ${jobId} has the start token of this input.idempotencyKey, but other parameters: it was not started by this gateway, and its description is a copy. Nothing was sent, because the job of the key may exist. Look for it in the vault's jobs before you start it with another key.`,
    undefined,
    true,
  );

const toStartedJob = (job: GlacierJobRecord): StartedJob => ({
  jobId: job.jobId,
  location: glacierJobPath(job),
  jobOutputPath: job.jobOutputPath,
  startedAt: job.creationDate.getTime(),
});

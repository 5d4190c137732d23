// A start of a Glacier job together with the job as AWS describes it. A start that AWS has accepted is reported even if
// reading the job fails.
import { type GlacierJobRecord, keptAfterEnd } from '../aws/glacier/glacierJob.ts';
import { GatewayError, NotFoundError } from '../core/errors.ts';
import type { VaultKey } from '../core/location.ts';
import type { GlacierStartServices } from './glacierStartServices.ts';
import { requestedJob, type StartParameters } from './requestedJob.ts';
import type { StartedJob } from './reservations.ts';
import { type StartIdentity, startOnce } from './startOnce.ts';

export interface StartedGlacierJob extends StartedJob {
  job: GlacierJobRecord;
}

/** Starts the job once and reads it. If the read fails, returns the job as it was requested. */
export async function startGlacierJob(
  services: GlacierStartServices,
  vault: VaultKey,
  parameters: StartParameters,
  identity: StartIdentity,
): Promise<StartedGlacierJob> {
  const { started, isOwn } = await startOnce(services, vault, parameters, identity);
  const requested = requestedJob(vault, started, parameters);
  if (isOwn) afterStart(services, vault, [requested]);
  return { ...started, job: await readStartedJob(services, requested) };
}

/** Lists show the jobs, pages of the vault's jobs that were read before are discarded, and the vault's watch is woken. */
export function afterStart(
  { loaders, watches, jobIndex }: GlacierStartServices,
  vault: VaultKey,
  jobs: Iterable<GlacierJobRecord>,
): void {
  for (const job of jobs) jobIndex.put(job);
  loaders.glacierJob.clearPages();
  watches.wake({ kind: 'Vault', ...vault });
}

/** Returns the job as AWS describes it, or as requested if it cannot be read: it has been started in any case. */
export async function readStartedJob(
  { loaders, backend }: Pick<GlacierStartServices, 'loaders' | 'backend'>,
  requested: GlacierJobRecord,
): Promise<GlacierJobRecord> {
  try {
    const job = await loaders.glacierJob.load(requested);
    if (job) return job;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { ...requested, readFailure: error };
  }
  // AWS may not know a job of a moment ago yet. An old one may have ended long ago, so it is not reported as running.
  if (backend.clock.now() - requested.creationDate.getTime() < keptAfterEnd) {
    return { ...requested, readFailure: new NotFoundError(`AWS does not show the job ${requested.jobId} yet.`) };
  }
  throw new NotFoundError(
    `This request already started job ${requested.jobId} on ${requested.creationDate.toISOString()}, and AWS no longer keeps that job. To start another job, use another input.idempotencyKey.`,
  );
}

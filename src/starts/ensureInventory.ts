// Find or start: an inventory job of a vault that is not too old. Of all callers that see the same list of jobs, one
// starts a job: the reservation is named after the newest job of that list.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { steadyClock } from '../core/clock.ts';
import { NotFoundError, ServiceUnavailableError } from '../core/errors.ts';
import { glacierJobPath, type VaultKey } from '../core/location.ts';
import { noneSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { type ChosenInventory, chooseInventory, type InventoryCriteria, newestInventory } from './chooseInventory.ts';
import type { GlacierStartServices } from './glacierStartServices.ts';
import { requestedJob, type StartParameters } from './requestedJob.ts';
import { afterStart, readStartedJob } from './startGlacierJob.ts';
import { startOnce } from './startOnce.ts';

export interface EnsuredInventory {
  job: ChosenInventory['job'];
  source: ChosenInventory['source'] | 'STARTED';
  /** Jobs of the vault that could not be read: the choice was made among the others. */
  skipped: SkippedRecords;
}

export interface InventoryRequest extends InventoryCriteria {
  /** How a job is started if none fits. */
  parameters: StartParameters & { Format: string };
}

/** How long the list is relied on, in milliseconds. A start of another caller in that time is still reserved. */
const listValidFor = 5_000;

/** Returns a job that fits, and starts one if there is none. The same key returns the same job again. */
export const ensureInventory = (
  services: GlacierStartServices,
  vault: VaultKey,
  request: InventoryRequest,
  key: string | null,
): Promise<EnsuredInventory> =>
  key === null ? findOrStart(services, vault, request) : findOrStartByKey(services, vault, request, key);

async function findOrStart(
  services: GlacierStartServices,
  vault: VaultKey,
  { parameters, ...criteria }: InventoryRequest,
): Promise<EnsuredInventory> {
  const choose = (jobs: readonly GlacierJobRecord[]) => chooseInventory(jobs, criteria, services.backend.clock.now());
  const readAt = steadyClock.now();
  const isNew = (maxAge: number) => steadyClock.now() - readAt < Math.min(listValidFor, maxAge);
  const { jobs, skipped } = await services.loaders.wholeInventories(vault);
  const found = choose(jobs);
  if (found) return { ...found, skipped };
  const passed = new Set<string>();
  for (let newest = newestInventory(jobs, criteria) ?? 'none'; !passed.has(newest); ) {
    passed.add(newest);
    const sharedRequest = `${parameters.Format} inventory after ${newest}`;
    const { started, isOwn } = await startOnce(services, vault, parameters, { sharedRequest, isNew });
    const requested = requestedJob(vault, started, parameters);
    if (isOwn) {
      afterStart(services, vault, [requested]);
      return { source: 'STARTED', skipped, job: await readStartedJob(services, requested) };
    }
    // Another caller started it, a moment or days ago. A list that lags omits it, and so does one that AWS has pruned.
    const job = await readStartedJob(services, requested).catch(nullIfNotFound);
    const chosen = job && choose([job]);
    if (chosen) return { ...chosen, skipped };
    newest = started.jobId;
  }
  // A job that AWS returns for a later start must be another one. Waiting for that would have no end.
  throw new ServiceUnavailableError('AWS returned the same job for different starts: none of them can be relied on.');
}

function nullIfNotFound(error: unknown): null {
  if (error instanceof NotFoundError) return null;
  throw error;
}

/** Reserves the key and remembers the job that the first call with it found or started. */
async function findOrStartByKey(
  services: GlacierStartServices,
  vault: VaultKey,
  request: InventoryRequest,
  key: string,
): Promise<EnsuredInventory> {
  const { parameters, ...criteria } = request;
  let ensured: EnsuredInventory | undefined;
  const id = services.startKeys.startId({
    callerId: services.caller.id,
    operation: 'ensureInventory',
    location: vault,
    key,
  });
  const { started, isOwn } = await services.starts.start({
    id,
    fingerprint: services.startKeys.fingerprintOf(id, { ...parameters, ...criteria, vaultName: vault.vaultName }),
    retryMode: 'byKey',
    // The start that is sent, and may be lost, has a reservation of its own, which all callers share.
    isNew: () => true,
    find: async () => null,
    spendRetry: () => false,
    isFinal: true,
    send: async () => {
      ensured = await findOrStart(services, vault, request);
      const { job } = ensured;
      return {
        jobId: job.jobId,
        location: glacierJobPath(job),
        jobOutputPath: null,
        startedAt: job.creationDate.getTime(),
      };
    },
  });
  if (isOwn && ensured) return ensured;
  const job = await readStartedJob(services, requestedJob(vault, started, parameters));
  return { job, source: job.completed ? 'REUSED' : 'JOINED', skipped: noneSkipped };
}

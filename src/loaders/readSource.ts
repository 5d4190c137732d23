// Reading of a whole source: all jobs of all vaults of a location, or all its Batch jobs. AWS publishes the order of
// neither list, so no part represents the whole. A source is read to its end, or to a limit that is then reported.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { listJobsLimit as glacierPage } from '../aws/glacier/listJobs.ts';
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { listJobsLimit as batchPage } from '../aws/s3control/listJobs.ts';
import { ForbiddenError, GatewayError, NoLongerSupportedError, NotFoundError, ThrottledError } from '../core/errors.ts';
import type { VaultKey } from '../core/location.ts';
import type { Page, PageRequest } from '../core/page.ts';
import { readPages } from '../core/readPages.ts';
import type { BatchJobLoader } from './batchJobLoader.ts';
import type { GlacierJobLoader } from './glacierJobLoader.ts';
import type { JobSource } from './planJobSources.ts';
import type { VaultLoader } from './vaultLoader.ts';

export type SourceStatus = 'OK' | 'THROTTLED' | 'DENIED' | 'CLOSED_TO_ACCOUNT' | 'UNREACHABLE';

export interface SourceReading {
  source: JobSource;
  jobs: (GlacierJobRecord | BatchJobRecord)[];
  status: SourceStatus;
  /** Whether there may be more jobs. */
  truncated: boolean;
  message: string | null;
}

export interface SourceLoaders {
  readonly vault: VaultLoader;
  readonly glacierJob: GlacierJobLoader;
  readonly batchJob: BatchJobLoader;
}

/** Never rejects: the result reports an error. */
export async function readSource(loaders: SourceLoaders, source: JobSource, limit: number): Promise<SourceReading> {
  const jobs: SourceReading['jobs'] = [];
  const room = () => limit - jobs.length;
  const take = (items: readonly (GlacierJobRecord | BatchJobRecord)[]) => {
    jobs.push(...items.slice(0, room()));
  };
  try {
    const whole =
      source.service === 'GLACIER'
        ? await readVaults(loaders, source, take, room)
        : await readList(
            (request) => loaders.batchJob.page(source.location, source.statuses, request),
            batchPage,
            take,
            room,
          );
    return { source, jobs, status: 'OK', truncated: !whole, message: null };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    // The jobs read before the error remain in the result.
    return { source, jobs, status: statusOf(error), truncated: jobs.length > 0, message: error.message };
  }
}

export function statusOf(error: GatewayError): SourceStatus {
  if (error instanceof NoLongerSupportedError) return 'CLOSED_TO_ACCOUNT';
  if (error instanceof ForbiddenError) return 'DENIED';
  if (error instanceof ThrottledError) return 'THROTTLED';
  return 'UNREACHABLE';
}

async function readVaults(
  { vault, glacierJob }: SourceLoaders,
  { location, filter, vaultNames }: Extract<JobSource, { service: 'GLACIER' }>,
  take: (items: readonly GlacierJobRecord[]) => void,
  room: () => number,
): Promise<boolean> {
  const readings: Promise<boolean>[] = [];
  const read = (vaults: readonly VaultKey[]) => {
    for (const each of vaults) {
      const reading = readList((request) => glacierJob.page(each, filter, request), glacierPage, take, room).catch(
        (error: unknown) => {
          // The vault was deleted meanwhile, or no vault of this location has the name.
          if (error instanceof NotFoundError) return true;
          throw error;
        },
      );
      // Awaited below. Until then, an unhandled rejection would end the process.
      reading.catch(() => undefined);
      readings.push(reading);
    }
  };
  const names = vaultNames
    ? Promise.resolve(read(vaultNames.map((vaultName) => ({ ...location, vaultName })))).then(() => true)
    : readList((request) => vault.page(location, request), listVaultsLimit, read, room);
  // Vaults are read while the next ones are listed.
  await Promise.allSettled([names]);
  await Promise.allSettled(readings);
  return (await Promise.all([names, ...readings])).every(Boolean);
}

/** True if the list was read to its end. */
async function readList<T>(
  page: (request: PageRequest) => Promise<Page<T>>,
  limit: number,
  take: (items: readonly T[]) => void,
  room: () => number,
): Promise<boolean> {
  if (room() <= 0) return false;
  for await (const { items, marker } of readPages((at) => page({ limit, marker: at }))) {
    const fits = items.length <= room();
    take(items);
    if (!fits) return false;
    if (marker !== null && room() <= 0) return false;
  }
  return true;
}

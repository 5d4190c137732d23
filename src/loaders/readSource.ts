// Reads a whole source: all jobs of all vaults of a place, or all Batch jobs of it. AWS publishes the order of neither
// list, so no part of a source can stand for it; a source is read to its end, or to a limit that is then told.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { listJobsLimit as glacierPage } from '../aws/glacier/listJobs.ts';
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { listJobsLimit as batchPage } from '../aws/s3control/listJobs.ts';
import { ForbiddenError, GatewayError, NoLongerSupportedError, NotFoundError, ThrottledError } from '../core/errors.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { BatchJobLoader } from './batchJob.ts';
import type { GlacierJobLoader } from './glacierJob.ts';
import type { JobSource } from './jobSources.ts';
import type { VaultLoader } from './vault.ts';

export type SourceStatus = 'OK' | 'THROTTLED' | 'DENIED' | 'CLOSED_TO_ACCOUNT' | 'UNREACHABLE';

export interface SourceReading {
  source: JobSource;
  jobs: (GlacierJobRecord | BatchJobRecord)[];
  status: SourceStatus;
  /** Whether there may be more than was read. */
  truncated: boolean;
  message: string | null;
}

export interface Reads {
  vault: VaultLoader;
  glacierJob: GlacierJobLoader;
  batchJob: BatchJobLoader;
}

/** Never fails: what goes wrong is told by the reading. */
export async function readSource(reads: Reads, source: JobSource, limit: number): Promise<SourceReading> {
  const jobs: SourceReading['jobs'] = [];
  const room = () => limit - jobs.length;
  const take = (items: readonly (GlacierJobRecord | BatchJobRecord)[]) => {
    jobs.push(...items.slice(0, room()));
  };
  try {
    const whole =
      source.service === 'GLACIER'
        ? await readVaults(reads, source, take, room)
        : await readPages(
            (request) => reads.batchJob.page(source.location, source.statuses, request),
            batchPage,
            take,
            room,
          );
    return { source, jobs, status: 'OK', truncated: !whole, message: null };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    // What was read stands.
    return { source, jobs, status: statusOf(error), truncated: jobs.length > 0, message: error.message };
  }
}

function statusOf(error: GatewayError): SourceStatus {
  if (error instanceof NoLongerSupportedError) return 'CLOSED_TO_ACCOUNT';
  if (error instanceof ForbiddenError) return 'DENIED';
  if (error instanceof ThrottledError) return 'THROTTLED';
  return 'UNREACHABLE';
}

async function readVaults(
  { vault, glacierJob }: Reads,
  { location, filter }: Extract<JobSource, { service: 'GLACIER' }>,
  take: (items: readonly GlacierJobRecord[]) => void,
  room: () => number,
): Promise<boolean> {
  const readings: Promise<boolean>[] = [];
  const names = readPages(
    (request) => vault.page(location, request),
    listVaultsLimit,
    (vaults) => {
      for (const each of vaults) {
        const reading = readPages((request) => glacierJob.page(each, filter, request), glacierPage, take, room).catch(
          (error: unknown) => {
            // A vault that was deleted meanwhile has no jobs.
            if (error instanceof NotFoundError) return true;
            throw error;
          },
        );
        // A failure is met below; until then it is not one that nobody awaits, which would end the process.
        reading.catch(() => undefined);
        readings.push(reading);
      }
    },
    room,
  );
  // Vaults are read while the rest of them is listed.
  await Promise.allSettled([names]);
  await Promise.allSettled(readings);
  return (await Promise.all([names, ...readings])).every(Boolean);
}

/** Whether the list was read to its end. */
async function readPages<T>(
  page: (request: PageRequest) => Promise<Page<T>>,
  limit: number,
  take: (items: readonly T[]) => void,
  room: () => number,
): Promise<boolean> {
  let marker: string | null = null;
  do {
    if (room() <= 0) return false;
    const { items, marker: next }: Page<T> = await page({ limit, marker });
    const fits = items.length <= room();
    take(items);
    if (!fits) return false;
    marker = next;
  } while (marker !== null);
  return true;
}

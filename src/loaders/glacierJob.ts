// Glacier jobs by id, and pages of the list of a vault's jobs. Jobs that have ended, and jobs read by id that
// cannot have ended yet, are remembered beyond the request.
import DataLoader from 'dataloader';
import type { AwsSession } from '../aws/client/session.ts';
import { describeJob } from '../aws/glacier/describeJob.ts';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type ListJobsFilter, listJobs, listJobsLimit } from '../aws/glacier/listJobs.ts';
import { findMany } from '../aws/lookup/findMany.ts';
import { type GlacierJobKey, glacierJobKey, type VaultKey, vaultKey } from '../core/location.ts';
import type { Page, PageRequest } from '../core/page.ts';
import { unchangedUntil } from '../jobs/pace.ts';
import { cachedFirst } from './askFirst.ts';
import { byPlace } from './byPlace.ts';
import type { LoaderServices } from './loaderServices.ts';

export interface GlacierJobLoader {
  /** Null for a job that does not exist, or no longer. */
  load(job: GlacierJobKey): Promise<GlacierJobRecord | null>;
  /** A page of a vault's jobs, read once in a request. */
  page(vault: VaultKey, filter: ListJobsFilter, request: PageRequest): Promise<Page<GlacierJobRecord>>;
  /** Forgets the pages: a job was started. */
  clearPages(): void;
}

interface PageKey {
  vault: VaultKey;
  filter: ListJobsFilter;
  request: PageRequest;
}

const pageKey = ({ vault, filter: { statusCode, completed }, request: { limit, marker } }: PageKey): string =>
  `${vaultKey(vault)} ${statusCode} ${completed} ${limit} ${marker}`;

export function createGlacierJobLoader(
  aws: AwsSession,
  { backend: { clock }, store, pace }: Pick<LoaderServices, 'backend' | 'store' | 'pace'>,
): GlacierJobLoader {
  const { access } = aws.caller;
  const { finishedGlacierJobs: ended, runningGlacierJobs: running } = store;
  const remember = (job: GlacierJobRecord) => {
    ended.put(job);
    loader.prime(job, job);
    return job;
  };
  const keepRunning = (job: GlacierJobRecord, edition: number) => {
    const until = unchangedUntil(job, clock.now(), pace);
    if (until !== null) running.put(job, until, edition);
  };
  const readPage = async ({ vault, filter, request }: PageKey) => {
    const answer = await listJobs(aws, vault, filter, request);
    answer.items.forEach(remember);
    return answer;
  };
  const pages = new DataLoader<PageKey, Page<GlacierJobRecord>, string>(
    (keys) => Promise.all(keys.map((key) => readPage(key).catch((error: Error) => error))),
    { cacheKeyFn: pageKey, batch: false },
  );
  const page: GlacierJobLoader['page'] = (vault, filter, request) => pages.load({ vault, filter, request });

  const read = byPlace<GlacierJobKey, GlacierJobRecord>(vaultKey, glacierJobKey, async (vault, jobs) => {
    const { edition } = running;
    const found = await findMany<GlacierJobRecord>({
      keys: [...jobs.keys()],
      page: (marker) => page(vault, {}, { limit: listJobsLimit, marker }),
      keyOf: glacierJobKey,
      describe: async (key) => remember(await describeJob(aws, jobs.get(key) as GlacierJobKey)),
    });
    for (const job of found.values()) if (job && !(job instanceof Error)) keepRunning(job, edition);
    return found;
  });
  const loader = new DataLoader<GlacierJobKey, GlacierJobRecord | null, string>(cachedFirst(ended, aws, read), {
    cacheKeyFn: glacierJobKey,
  });

  return {
    load: (job) => {
      // What is remembered, was perhaps read for somebody else.
      if (!access.allows('read', job)) return Promise.resolve(null);
      const known = ended.get(job) ?? running.get(job, clock.now());
      if (!known) return loader.load(job);
      aws.usage.cached += 1;
      return Promise.resolve(known);
    },
    page,
    clearPages: () => pages.clearAll(),
  };
}

// Glacier jobs by id, and pages of the list of a vault's jobs. Finished jobs, and running jobs that cannot have finished
// yet, are cached beyond the request.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { describeJob, describeJobOperation } from '../aws/glacier/describeJob.ts';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type ListJobsFilter, listJobs, listJobsLimit, listJobsOperation } from '../aws/glacier/listJobs.ts';
import { createOutlook } from '../aws/lookup/createOutlook.ts';
import { findMany } from '../aws/lookup/findMany.ts';
import { type GlacierJobKey, glacierJobKey, isSameVault, type VaultKey, vaultKey } from '../core/location.ts';
import type { Page, PageRequest } from '../core/page.ts';
import { unchangedUntil } from '../jobs/pace.ts';
import { batchByGroup, type Grouping } from './batchByGroup.ts';
import { cachedFirst } from './cachedFirst.ts';
import { LazyDataLoader } from './lazyDataLoader.ts';
import type { LoaderServices } from './loaderServices.ts';
import type { PageLimit } from './pageLimit.ts';
import { createSharedPages } from './sharedPages.ts';

export interface GlacierJobLoader {
  /** Null for a job that does not exist or no longer exists. At once if this instance has it. */
  load(job: GlacierJobKey): GlacierJobRecord | null | Promise<GlacierJobRecord | null>;
  /** A page of a vault's jobs, read once per request. It can have more jobs than its limit. */
  page(vault: VaultKey, filter: ListJobsFilter, request: PageRequest): Promise<Page<GlacierJobRecord>>;
  /** Forgets the pages: a job was started. */
  clearPages(): void;
}

interface JobList {
  vault: VaultKey;
  filter: ListJobsFilter;
}

const listKey = ({ vault, filter: { statusCode, completed } }: JobList): string =>
  `${vaultKey(vault)} ${statusCode} ${completed}`;

const byVault: Grouping<GlacierJobKey> = { groupOf: vaultKey, isSameGroup: isSameVault, nameOf: ({ jobId }) => jobId };

export function createGlacierJobLoader(
  aws: AwsSession,
  { backend: { clock }, store, paces }: Pick<LoaderServices, 'backend' | 'store' | 'paces'>,
  pageLimit: PageLimit,
): GlacierJobLoader {
  const { access } = aws.caller;
  const { finishedGlacierJobs: finished, runningGlacierJobs: running } = store;
  const cache = (jobs: readonly GlacierJobRecord[]) => {
    for (const job of jobs) finished.put(job);
    loader.primeAll(jobs);
  };
  const cacheRunning = (job: GlacierJobRecord, edition: number) => {
    const until = unchangedUntil(job, clock.now(), paces.GlacierJob);
    if (until !== null) running.put(job, until, edition);
  };
  const pages = createSharedPages<JobList, GlacierJobRecord>(listKey, async ({ vault, filter }, request) => {
    pageLimit.take();
    const listed = await listJobs(aws, vault, filter, request);
    cache(listed.items);
    return listed;
  });
  const page: GlacierJobLoader['page'] = (vault, filter, request) => pages.page({ vault, filter }, request);

  const read = batchByGroup<GlacierJobKey, GlacierJobRecord>(byVault, async (vault, jobs) => {
    const { edition } = running;
    const found = await findMany<GlacierJobRecord>({
      keys: [...jobs.keys()],
      page: (marker) => page(vault, {}, { limit: listJobsLimit, marker }),
      keyOf: byVault.nameOf,
      describe: async (jobId) => {
        const job = await describeJob(aws, jobs.get(jobId) as GlacierJobKey);
        cache([job]);
        return job;
      },
      outlook: createOutlook(aws, vault, { list: listJobsOperation, describe: describeJobOperation }),
    });
    for (const job of found.values()) if (job && !(job instanceof Error)) cacheRunning(job, edition);
    return found;
  });
  const loader = new LazyDataLoader<GlacierJobKey, GlacierJobRecord | null>(cachedFirst(finished, aws, read), {
    cacheKeyFn: glacierJobKey,
  });

  return {
    load: (job) => {
      // A cached job may have been read for another caller.
      if (!access.allows('read', job)) return null;
      const known = finished.get(job) ?? running.get(job, clock.now());
      if (!known) return loader.load(job);
      aws.usage.cached += 1;
      return known;
    },
    page,
    clearPages: pages.clear,
  };
}

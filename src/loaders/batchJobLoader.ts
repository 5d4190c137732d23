// S3 Batch Operations jobs by id: the part that ListJobs returns, and the part that only DescribeJob returns. DescribeJob
// fills both.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { createOutlook } from '../aws/lookup/createOutlook.ts';
import { findMany, nullOrError } from '../aws/lookup/findMany.ts';
import type { BatchJobDetails, BatchJobRecord, KnownBatchJobStatus } from '../aws/s3control/batchJob.ts';
import { type DescribedBatchJob, describeJob, describeJobOperation } from '../aws/s3control/describeJob.ts';
import { listJobs, listJobsLimit, listJobsOperation } from '../aws/s3control/listJobs.ts';
import { sleep } from '../core/clock.ts';
import { NotFoundError } from '../core/errors.ts';
import { type BatchJobKey, batchJobKey, isSameLocation, type Location, locationKey } from '../core/location.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { Storage } from '../storage/createStorage.ts';
import { batchByGroup, type Grouping } from './batchByGroup.ts';
import { cachedFirst } from './cachedFirst.ts';
import { LazyDataLoader } from './lazyDataLoader.ts';
import type { PageLimit } from './pageLimit.ts';

export interface BatchJobLoader {
  /** Null for a job that does not exist or no longer exists. At once if this instance has it. */
  load(job: BatchJobKey): BatchJobRecord | null | Promise<BatchJobRecord | null>;
  details(job: BatchJobKey): BatchJobDetails | null | Promise<BatchJobDetails | null>;
  page(
    location: Location,
    statuses: readonly KnownBatchJobStatus[] | null,
    request: PageRequest,
  ): Promise<Page<BatchJobRecord>>;
  /** Adds details that were read elsewhere. */
  prime(details: BatchJobDetails): void;
  /** Discards a job that was just changed. */
  clear(job: BatchJobKey): void;
}

/** Milliseconds between reads of a job that AWS has created but does not return yet. */
const delays = [50, 100, 200, 400, 800, 1600];

const byLocation: Grouping<BatchJobKey> = {
  groupOf: locationKey,
  isSameGroup: isSameLocation,
  nameOf: ({ jobId }) => jobId,
};

export function createBatchJobLoader(aws: AwsSession, store: Storage, pageLimit: PageLimit): BatchJobLoader {
  const cache = (listed: readonly BatchJobRecord[]) => {
    for (const job of listed) store.finishedBatchJobs.put(job);
    jobs.primeAll(listed);
  };
  const cacheDescribed = ({ job, details: described }: DescribedBatchJob) => {
    cache([job]);
    store.finishedBatchJobDetails.put(described);
    details.primeAll([described]);
  };
  const page: BatchJobLoader['page'] = async (location, statuses, request) => {
    pageLimit.take();
    const listed = await listJobs(aws, location, statuses, request);
    cache(listed.items);
    return listed;
  };
  const describe = async (key: BatchJobKey): Promise<DescribedBatchJob> => {
    for (const delay of delays) {
      try {
        return await describeJob(aws, key);
      } catch (error) {
        if (!(error instanceof NotFoundError) || !(await store.createdBatchJobs.has(key))) throw error;
        await sleep(delay);
      }
    }
    return describeJob(aws, key);
  };

  const readJobs = batchByGroup<BatchJobKey, BatchJobRecord>(byLocation, (location, keys) =>
    findMany<BatchJobRecord>({
      keys: [...keys.keys()],
      page: (marker) => page(location, null, { limit: listJobsLimit, marker }),
      keyOf: byLocation.nameOf,
      describe: async (jobId) => {
        const described = await describe(keys.get(jobId) as BatchJobKey);
        cacheDescribed(described);
        return described.job;
      },
      outlook: createOutlook(aws, location, { list: listJobsOperation, describe: describeJobOperation }),
    }),
  );
  const jobs = new LazyDataLoader<BatchJobKey, BatchJobRecord | null>(
    cachedFirst(store.finishedBatchJobs, aws, readJobs),
    { cacheKeyFn: batchJobKey },
  );

  const readDetails = (keys: readonly BatchJobKey[]) =>
    Promise.all(
      keys.map(async (key): Promise<BatchJobDetails | null | Error> => {
        const described = await describe(key).catch(nullOrError);
        if (!described || described instanceof Error) return described;
        cacheDescribed(described);
        return described.details;
      }),
    );
  const details = new LazyDataLoader<BatchJobKey, BatchJobDetails | null>(
    cachedFirst(store.finishedBatchJobDetails, aws, readDetails),
    { cacheKeyFn: batchJobKey },
  );

  const { access } = aws.caller;
  const cachedOr = <T>(
    key: BatchJobKey,
    cached: T | undefined,
    load: () => Promise<T | null>,
  ): T | null | Promise<T | null> => {
    // A cached job may have been read for another caller.
    if (!access.allows('read', key)) return null;
    if (!cached) return load();
    aws.usage.cached += 1;
    return cached;
  };

  return {
    load: (key) => cachedOr(key, store.finishedBatchJobs.get(key), () => jobs.load(key)),
    details: (key) => cachedOr(key, store.finishedBatchJobDetails.get(key), () => details.load(key)),
    page,
    prime: (known) => details.primeAll([known]),
    clear: (key) => {
      jobs.clear(key);
      details.clear(key);
    },
  };
}

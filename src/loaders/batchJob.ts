// S3 Batch Operations jobs by id: what a list carries, and what only a description does. A description brings both.
import DataLoader from 'dataloader';
import type { AwsSession } from '../aws/client/session.ts';
import { findMany, nullOrError } from '../aws/lookup/findMany.ts';
import type { BatchJobDetails, BatchJobRecord, BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { type DescribedBatchJob, describeJob } from '../aws/s3control/describeJob.ts';
import { listJobs, listJobsLimit } from '../aws/s3control/listJobs.ts';
import { sleep } from '../core/clock.ts';
import { NotFoundError } from '../core/errors.ts';
import { type BatchJobKey, batchJobKey, type Location, locationKey } from '../core/location.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { Storage } from '../storage/createStorage.ts';
import { cachedFirst } from './askFirst.ts';
import { byPlace } from './byPlace.ts';

export interface BatchJobLoader {
  /** Null for a job that does not exist, or no longer. */
  load(job: BatchJobKey): Promise<BatchJobRecord | null>;
  details(job: BatchJobKey): Promise<BatchJobDetails | null>;
  page(
    location: Location,
    statuses: readonly BatchJobStatus[] | null,
    request: PageRequest,
  ): Promise<Page<BatchJobRecord>>;
  /** Takes details that were read elsewhere. */
  prime(details: BatchJobDetails): void;
  /** Forgets a job that was just written to. */
  clear(job: BatchJobKey): void;
}

/** Milliseconds between looks at a job that AWS has created and does not know yet. */
const pauses = [50, 100, 200, 400, 800, 1600];

export function createBatchJobLoader(aws: AwsSession, store: Storage): BatchJobLoader {
  const remember = (job: BatchJobRecord) => {
    store.finishedBatchJobs.put(job);
    jobs.prime(job, job);
  };
  const rememberAll = ({ job, details: more }: DescribedBatchJob) => {
    remember(job);
    store.finishedBatchJobDetails.put(more);
    details.prime(more, more);
  };
  const page: BatchJobLoader['page'] = async (location, statuses, request) => {
    const answer = await listJobs(aws, location, statuses, request);
    answer.items.forEach(remember);
    return answer;
  };
  const describe = async (key: BatchJobKey): Promise<DescribedBatchJob> => {
    for (const pause of pauses) {
      try {
        return await describeJob(aws, key);
      } catch (error) {
        if (!(error instanceof NotFoundError) || !(await store.createdBatchJobs.has(key))) throw error;
        await sleep(pause);
      }
    }
    return describeJob(aws, key);
  };

  const readJobs = byPlace<BatchJobKey, BatchJobRecord>(locationKey, batchJobKey, (location, keys) =>
    findMany<BatchJobRecord>({
      keys: [...keys.keys()],
      page: (marker) => page(location, null, { limit: listJobsLimit, marker }),
      keyOf: batchJobKey,
      describe: async (key) => {
        const described = await describe(keys.get(key) as BatchJobKey);
        rememberAll(described);
        return described.job;
      },
    }),
  );
  const jobs = new DataLoader<BatchJobKey, BatchJobRecord | null, string>(
    cachedFirst(store.finishedBatchJobs, aws, readJobs),
    { cacheKeyFn: batchJobKey },
  );

  const readDetails = (keys: readonly BatchJobKey[]) =>
    Promise.all(
      keys.map(async (key): Promise<BatchJobDetails | null | Error> => {
        const described = await describe(key).catch(nullOrError);
        if (!described || described instanceof Error) return described;
        rememberAll(described);
        return described.details;
      }),
    );
  const details = new DataLoader<BatchJobKey, BatchJobDetails | null, string>(
    cachedFirst(store.finishedBatchJobDetails, aws, readDetails),
    { cacheKeyFn: batchJobKey },
  );

  const { access } = aws.caller;
  const endedOr = <T>(key: BatchJobKey, ended: T | undefined, load: () => Promise<T | null>): Promise<T | null> => {
    // What is remembered, was perhaps read for somebody else.
    if (!access.allows('read', key)) return Promise.resolve(null);
    if (!ended) return load();
    aws.usage.cached += 1;
    return Promise.resolve(ended);
  };

  return {
    load: (key) => endedOr(key, store.finishedBatchJobs.get(key), () => jobs.load(key)),
    details: (key) => endedOr(key, store.finishedBatchJobDetails.get(key), () => details.load(key)),
    page,
    prime: (known) => void details.prime(known, known),
    clear: (key) => {
      jobs.clear(key);
      details.clear(key);
    },
  };
}

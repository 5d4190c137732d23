// The tags of Batch jobs. AWS returns them for one job at a time. Within a request they are read once.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { nullOrError } from '../aws/lookup/findMany.ts';
import { getJobTagging } from '../aws/s3control/getJobTagging.ts';
import type { TagRecord } from '../aws/tags.ts';
import { type BatchJobKey, batchJobKey } from '../core/location.ts';
import type { Storage } from '../storage/createStorage.ts';
import { LazyDataLoader } from './lazyDataLoader.ts';

type Tags = readonly TagRecord[];

export interface BatchJobTagLoader {
  /** Null for a job that does not exist. Tags that were read within `maxAge` milliseconds are not read again. */
  load(job: BatchJobKey, maxAge?: number): Promise<Tags | null>;
  /** Discards the tags of a job that were just changed. */
  clear(job: BatchJobKey): void;
}

export function createBatchJobTagLoader(aws: AwsSession, { tagSets }: Storage): BatchJobTagLoader {
  const read = async (job: BatchJobKey): Promise<Tags> => {
    const { edition } = tagSets;
    const tags = await getJobTagging(aws, job);
    tagSets.put(job, tags, edition);
    return tags;
  };
  const tags = new LazyDataLoader<BatchJobKey, Tags | null>(
    (jobs) => Promise.all(jobs.map((job): Promise<Tags | null | Error> => read(job).catch(nullOrError))),
    { cacheKeyFn: batchJobKey },
  );
  return {
    load: (job, maxAge = 0) => {
      const known = tagSets.get(job, maxAge);
      if (!known) return tags.load(job);
      aws.usage.cached += 1;
      tags.prime(job, known);
      return Promise.resolve(known);
    },
    clear: (job) => {
      tagSets.forget(job);
      tags.clear(job);
    },
  };
}

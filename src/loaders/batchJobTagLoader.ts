// The tags of Batch jobs. AWS returns them for one job at a time. Within a request they are read once.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { ListRecords } from '../aws/client/listRecords.ts';
import { nullOrError } from '../aws/lookup/findMany.ts';
import { getJobTagging } from '../aws/s3control/getJobTagging.ts';
import type { TagRecord } from '../aws/tags.ts';
import { type BatchJobKey, batchJobKey } from '../core/location.ts';
import type { Storage } from '../storage/createStorage.ts';
import { LazyDataLoader } from './lazyDataLoader.ts';

type Tags = ListRecords<TagRecord>;

export interface BatchJobTagLoader {
  /** Null for a job that does not exist. Tags that were read at `notBefore` or later, in real milliseconds, may be cached. */
  load(job: BatchJobKey, notBefore?: number): Promise<Tags | null>;
  /** The tags that AWS has just accepted: a reading may not show them yet. */
  put(job: BatchJobKey, accepted: readonly TagRecord[]): void;
}

export function createBatchJobTagLoader(aws: AwsSession, { tagSets }: Storage): BatchJobTagLoader {
  const read = async (job: BatchJobKey): Promise<Tags> => {
    const keep = tagSets.startReading(job);
    const tags = await getJobTagging(aws, job);
    if (!tags.skipped) keep(tags.items);
    return tags;
  };
  const tags = new LazyDataLoader<BatchJobKey, Tags | null>(
    (jobs) => Promise.all(jobs.map((job): Promise<Tags | null | Error> => read(job).catch(nullOrError))),
    { cacheKeyFn: batchJobKey },
  );
  return {
    load: (job, notBefore = Number.POSITIVE_INFINITY) => {
      const known = tagSets.get(job, notBefore);
      if (!known) return tags.load(job);
      aws.usage.cached += 1;
      const read = { items: [...known] };
      tags.prime(job, read);
      return Promise.resolve(read);
    },
    put: (job, accepted) => {
      tagSets.forget(job);
      tags.clear(job);
      tags.prime(job, { items: [...accepted] });
    },
  };
}

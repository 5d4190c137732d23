// The restores that one request reads. What several fields ask for is read once.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { FoundStatus } from '../aws/lookup/readStatuses.ts';
import { mayReadBucket } from '../aws/s3/mayReadBucket.ts';
import type { RestoreProgress } from '../aws/s3control/restoreProgress.ts';
import { batchJobKey, type Location } from '../core/location.ts';
import { manifestAddress } from '../manifests/manifestAddress.ts';
import { bucketOf, isRestore, type NamedObject, type RestoreJob, statusesOf } from './jobObjects.ts';
import { type ReadingOptions, readProgress } from './readProgress.ts';
import type { StateContext } from './restoreState.ts';

export interface RequestRestores {
  /** Null for a job that restores nothing, and if the policy hides one of its buckets. */
  progress(of: RestoreJob): Promise<RestoreProgress | null>;
  /** What S3 reports of the objects, in their order. */
  statuses(location: Location, objects: readonly NamedObject[]): Promise<FoundStatus[]>;
  /** What the states of objects are decided by, now. */
  context(): StateContext;
}

export function createRequestRestores(
  aws: AwsSession,
  { restoreReading }: { restoreReading: ReadingOptions },
): RequestRestores {
  const jobs = new Map<string, Promise<RestoreProgress>>();
  const known = new Map<string, FoundStatus>();

  const statuses = async (location: Location, objects: readonly NamedObject[]): Promise<FoundStatus[]> => {
    const nameOf = (object: NamedObject) =>
      `${location.accountId} ${bucketOf(object)} ${object.versionId ?? ''} ${object.key}`;
    const unknown = objects.filter((object) => !known.has(nameOf(object)));
    const found = await statusesOf(aws, location, unknown);
    for (const [index, object] of unknown.entries()) known.set(nameOf(object), found[index] ?? null);
    return objects.map((object) => known.get(nameOf(object)) ?? null);
  };

  return {
    statuses,
    progress: async (of) => {
      const mayRead = (bucketName: string) => mayReadBucket(aws, { location: of.job, bucketName });
      const manifest = manifestAddress(of.details);
      if (!isRestore(of.job) || (manifest && !mayRead(manifest.bucketName))) return null;
      const key = batchJobKey(of.job);
      // A watch that follows the job has read it already.
      const { restores } = of.job;
      const read =
        jobs.get(key) ?? (restores ? Promise.resolve(restores) : readProgress(aws, of, restoreReading, statuses));
      jobs.set(key, read);
      const progress = await read;
      return progress.buckets.every(mayRead) ? progress : null;
    },
    context: () => ({ now: restoreReading.clock.now(), lead: restoreReading.lead }),
  };
}

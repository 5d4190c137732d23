// What the watch of restore jobs polls: a job, and once it has ended, its objects. They are read at a pace of their own, so most
// polls cost no call.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { BatchJobDetails } from '../aws/s3control/batchJob.ts';
import type { Clock } from '../core/clock.ts';
import { batchPhaseOf } from '../jobs/batchJobState.ts';
import { type JobRecord, phaseOf } from '../jobs/jobState.ts';
import type { JobSource } from '../watch/awsJobSource.ts';
import type { JobSnapshot } from '../watch/watchStore.ts';
import { FollowedRestores, type FollowOptions } from './followedRestores.ts';
import { isRestore } from './jobObjects.ts';
import { pacedCall } from './pacedCall.ts';
import { decodeEvent } from './restoreEvent.ts';
import type { RestoreFigures } from './restoreFigures.ts';
import { type SampleSize, sampleSize } from './sampleManifest.ts';

/** The messages about a bucket that reach all gateways. */
export interface BucketMessages {
  listen(bucketName: string, onMessage: (text: string) => void): () => void;
}

export interface RestoreSourceOptions extends FollowOptions {
  aws: AwsSession;
  /** Of the jobs themselves. */
  jobs: JobSource;
  messages: BucketMessages;
  figures: RestoreFigures;
  /** AWS's clock. */
  clock: Clock;
  /** The shortest time between two polls, in seconds of AWS's clock. */
  minSeconds: number;
  /** Makes the watch poll. */
  wake(): void;
  /** Ends with the watch. */
  signal: AbortSignal;
}

/** In memory, an object takes about 500 bytes. So 50,000 objects of these jobs, and 50 of each further one, are known. */
const fullyFollowed = 50;
const smallSample: SampleSize = { whole: 50, block: 5 };

/** In real milliseconds, however fast the clock runs. */
const shortestPause = 250;

export function restoreSource(options: RestoreSourceOptions): JobSource {
  const { aws, jobs, messages, clock, minSeconds, signal } = options;
  // While another job of the watch runs, each poll costs calls.
  const pause = Math.max(minSeconds * 1000, shortestPause * clock.speed);
  const wake = pacedCall(options.wake, pause, clock, signal);
  const followed = new Map<string, FollowedRestores>();
  const running = new Map<string, BatchJobDetails>();
  const listening = new Map<string, () => void>();
  signal.addEventListener('abort', () => {
    for (const stop of listening.values()) stop();
    listening.clear();
    for (const restores of followed.values()) restores.close();
    followed.clear();
  });

  const listenTo = (bucketName: string): void => {
    if (signal.aborted || listening.has(bucketName)) return;
    const onMessage = (text: string) => {
      const event = decodeEvent(text);
      if (!event) return;
      const changed = [...followed.values()].filter((each) => each.take(event));
      if (changed.length > 0) wake();
    };
    listening.set(bucketName, messages.listen(bucketName, onMessage));
  };

  const forget = (jobIds: readonly string[]): void => {
    for (const jobId of jobIds) {
      followed.get(jobId)?.close();
      followed.delete(jobId);
      running.delete(jobId);
    }
    const buckets = new Set([...followed.values()].flatMap((restores) => [...restores.buckets]));
    for (const [bucketName, stop] of listening) {
      if (buckets.has(bucketName)) continue;
      stop();
      listening.delete(bucketName);
    }
  };

  const withRestores = async (snapshot: JobSnapshot): Promise<JobSnapshot> => {
    const { jobId, job, details } = snapshot;
    if (job?.kind !== 'BatchJob' || !isRestore(job)) return snapshot;
    if (!details) return snapshot;
    if (batchPhaseOf(job) === 'DONE') running.delete(jobId);
    else running.set(jobId, details);
    const size = followed.size < fullyFollowed ? sampleSize : smallSample;
    const restores = followed.get(jobId) ?? new FollowedRestores(aws, options, size);
    followed.set(jobId, restores);
    const progress = await restores.progress({ job, details });
    options.figures.note(job, progress, options.clock.now());
    // Nothing of it is needed any more.
    if (progress.isSettled) forget([jobId]);
    else for (const bucketName of restores.buckets) listenTo(bucketName);
    return { ...snapshot, job: { ...job, restores: progress } };
  };

  const ofRunning = async (job: JobRecord): Promise<JobRecord> => {
    const { jobId } = job;
    const details = running.get(jobId);
    return details ? ((await withRestores({ jobId, job, details })).job ?? job) : job;
  };

  return {
    forget,
    describe: async (jobId) => withRestores(await jobs.describe(jobId)),
    // No list has the manifests of the jobs, so each is described. A list has the progress of those that still run.
    list: async (which, marker) => {
      if (which === 'all' || running.size === 0) return { items: [], marker: null };
      const page = await jobs.list(which, marker);
      const items = page.items.filter((job) => phaseOf(job) !== 'DONE');
      return { ...page, items: await Promise.all(items.map(ofRunning)) };
    },
  };
}

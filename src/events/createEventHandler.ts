// What an event changes: the watch concerned polls the job, and a list or a start that waits for the job reads it. The event
// itself is no proof: everyone with write access to the topic or queue can have written it. Nothing of it is shown, except the
// restores of objects: their counts follow the events until S3 is read again.
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { type BatchJobKey, type GlacierJobKey, glacierJobKey, type Location } from '../core/location.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { JobHint } from '../watch/jobHint.ts';
import { targetOf, type WatchTarget } from '../watch/watchTarget.ts';
import type { AwsEvent, BatchJobChanged, GlacierJobEnded, ObjectRestoreChanged } from './awsEvent.ts';
import { type EventObserver, type EventOutcome, kindOf } from './eventObserver.ts';

export interface EventServices {
  /** True for the first call with this id within `seconds`, across all instances. */
  once(id: string, seconds: number): Promise<boolean>;
  /** Whether the gateway is configured for the account and region. */
  serves(location: Location): boolean;
  /** The cache of running jobs. */
  runningJobs: { forget(key: string): void };
  watches: { wake(target: WatchTarget, hint: JobHint): void };
  unresolvedStarts: { isAwaiting(startToken: string | null): boolean };
  /** What lists of jobs show. */
  jobIndex: {
    showsBefore(job: GlacierJobKey | BatchJobKey, status: BatchJobStatus | null): boolean;
    put(job: JobRecord): void;
  };
  /** Reads a job from AWS; null if it does not exist. The start that it belongs to is resolved as soon as AWS shows it. */
  describeGlacierJob(job: GlacierJobKey): Promise<JobRecord | null>;
  describeBatchJob(job: BatchJobKey): Promise<JobRecord | null>;
  /** What follows the copies of restored objects. */
  restores: { observed(event: ObjectRestoreChanged): void };
  /** Counts the events. */
  observe?: EventObserver | undefined;
}

export interface EventHandler {
  /** `id` is the same for each delivery of the events. Returns why nothing was done, in words for the log; null otherwise. */
  handle(id: string, events: readonly AwsEvent[]): Promise<string | null>;
}

/** In seconds; longer than SNS and EventBridge deliver a message again, except after an outage. */
const deduplicationSeconds = 2 * 3600;

export function createEventHandler(services: EventServices): EventHandler {
  const { runningJobs, watches, unresolvedStarts, jobIndex } = services;

  /** A list that was read, or an unresolved start, may wait for the job while no watch polls it. */
  const readFor = (describe: () => Promise<JobRecord | null>): void => {
    describe()
      .then((job) => job && jobIndex.put(job))
      .catch(() => undefined);
  };

  const onGlacierJob = ({ job, startToken, at }: GlacierJobEnded): void => {
    runningJobs.forget(glacierJobKey(job));
    watches.wake(targetOf({ kind: 'GlacierJob', ...job }), {
      jobId: job.jobId,
      status: null,
      at: at?.getTime() ?? null,
    });
    if (unresolvedStarts.isAwaiting(startToken) || jobIndex.showsBefore(job, null)) {
      readFor(() => services.describeGlacierJob(job));
    }
  };

  const onBatchJob = ({ job, status, at }: BatchJobChanged): void => {
    const { jobId, ...location } = job;
    for (const kind of ['Batch', 'Restores'] as const) {
      watches.wake({ kind, ...location }, { jobId, status, at: at.getTime() });
    }
    if (jobIndex.showsBefore(job, status)) readFor(() => services.describeBatchJob(job));
  };

  const isOfUse = (event: AwsEvent): boolean => event.kind === 'ObjectRestoreChanged' || services.serves(event.job);

  const act = (event: AwsEvent): void => {
    switch (event.kind) {
      case 'GlacierJobEnded':
        onGlacierJob(event);
        return;
      case 'BatchJobChanged':
        onBatchJob(event);
        return;
      case 'ObjectRestoreChanged':
        services.restores.observed(event);
    }
  };

  return {
    handle: async (id, events) => {
      const count = (counted: readonly AwsEvent[], outcome: EventOutcome) => {
        for (const event of counted) services.observe?.(kindOf(event), outcome);
      };
      const useful = events.filter(isOfUse);
      count(
        events.filter((event) => !useful.includes(event)),
        'not_served',
      );
      if (useful.length === 0) return 'not about a job of a configured location';
      // A second wake is harmless; a missing one delays what subscribers see.
      const isFirst = await services.once(`event ${id}`, deduplicationSeconds).catch(() => true);
      count(useful, isFirst ? 'handled' : 'duplicate');
      if (!isFirst) return 'already handled';
      for (const event of useful) act(event);
      return null;
    },
  };
}

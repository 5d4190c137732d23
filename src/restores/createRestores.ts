// The restores of all jobs that somebody follows: what gateways share, and the seams for events of S3 and for notifications.
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import type { RestoreProgress } from '../aws/s3control/restoreProgress.ts';
import type { BatchJobKey } from '../core/location.ts';
import type { Watches } from '../watch/createWatches.ts';
import type { BucketChannel } from './createBucketMessages.ts';
import { encodeEvent, type RestoreEvent } from './restoreEvent.ts';

export interface FollowedRestore {
  job: BatchJobRecord;
  /** Null while the job runs, and for a job that restores nothing. */
  restores: RestoreProgress | null;
}

export interface Restores {
  /** An event of S3. It costs no call, and changes nothing unless a gateway follows a job that restores the object. */
  observed(event: RestoreEvent): void;
  /**
   * Calls back with the present state of the job and of its objects, and at each change, until no object can become readable any
   * more. Returns a function that ends it. All who follow the job, and all subscriptions, share one reading.
   */
  follow(job: BatchJobKey, listener: (followed: FollowedRestore) => void): () => void;
}

export interface RestoreServices {
  messages: Pick<BucketChannel, 'send'>;
  watches: Pick<Watches, 'restores'>;
}

export const createRestores = ({ messages, watches }: RestoreServices): Restores => ({
  observed: (event) => messages.send(event.bucket, encodeEvent(event)),
  follow: ({ accountId, region, jobId }, listener) => {
    const feed = watches.restores([{ kind: 'BatchJob', accountId, region, jobId }], { absent: [], detailed: false });
    const events = feed[Symbol.asyncIterator]();
    const run = async () => {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        const { job } = next.value;
        if (job?.kind === 'BatchJob') listener({ job, restores: job.restores ?? null });
      }
    };
    // A watch that fails ends it; whoever needs the job to its end follows it again.
    run().catch(() => undefined);
    return () => void events.return?.();
  },
});

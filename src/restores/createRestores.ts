// The restores of all jobs that somebody follows: what gateways share, and the seams for events of S3 and for notifications.
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import type { RestoreProgress, RestoreState } from '../aws/s3control/restoreProgress.ts';
import { GatewayError } from '../core/errors.ts';
import type { BatchJobKey } from '../core/location.ts';
import type { Watches } from '../watch/createWatches.ts';
import type { FeedEvent } from '../watch/feedEvent.ts';
import type { BucketChannel } from './createBucketMessages.ts';
import { encodeEvent, type RestoreEvent } from './restoreEvent.ts';
import type { RestoreFigures } from './restoreFigures.ts';

export interface FollowedRestore {
  job: BatchJobRecord;
  /** Null while the job runs, and for a job that restores nothing. */
  restores: RestoreProgress | null;
}

export interface RestoreListener {
  onChange(followed: FollowedRestore): void;
  /** Nothing more is reported. A failure: the job cannot be read now, so whoever needs it to its end must follow it again. */
  onEnd(failure: Pick<GatewayError, 'code' | 'message'> | null): void;
}

export interface Restores {
  /** An event of S3. It costs no call, and changes nothing unless a gateway follows a job that restores the object. */
  observed(event: RestoreEvent): void;
  /**
   * Reports the present state of the job and of its objects, and each change, until no object can become readable any more. Returns
   * a function that ends it. All who follow the job, and all subscriptions, share one reading.
   */
  follow(job: BatchJobKey, listener: RestoreListener): () => void;
  /** Objects by state, of the jobs that were read lately. It makes no call. */
  figures(): Readonly<Record<RestoreState, number>>;
}

export interface RestoreServices {
  messages: Pick<BucketChannel, 'send'>;
  watches: Pick<Watches, 'restores'>;
  figures: RestoreFigures;
  /** AWS's clock. */
  clock: { now(): number };
}

export const createRestores = ({ messages, watches, figures, clock }: RestoreServices): Restores => ({
  observed: (event) => messages.send(event.bucket, encodeEvent(event)),
  figures: () => figures.counts(clock.now()),
  follow: ({ accountId, region, jobId }, { onChange, onEnd }) => {
    const feed = watches.restores([{ kind: 'BatchJob', accountId, region, jobId }], { absent: [], detailed: false });
    const events = feed[Symbol.asyncIterator]();
    let isStopped = false;
    const run = async () => {
      let failure: FeedEvent['error'] = null;
      try {
        for (let next = await events.next(); !next.done; next = await events.next()) {
          const { job, error } = next.value;
          failure = error;
          if (job?.kind === 'BatchJob') onChange({ job, restores: job.restores ?? null });
        }
      } finally {
        // Also if the listener has thrown: the watch would poll for nobody.
        await events.return?.();
      }
      return failure;
    };
    void run()
      .catch((error: unknown) => failureOf(error))
      .then((failure) => {
        if (!isStopped) onEnd(failure);
      });
    return () => {
      isStopped = true;
      void events.return?.();
    };
  },
});

const failureOf = (error: unknown): Pick<GatewayError, 'code' | 'message'> =>
  error instanceof GatewayError
    ? error
    : { code: 'INTERNAL_SERVER_ERROR', message: 'Following the restores failed with an internal error.' };

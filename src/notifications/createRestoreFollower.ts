// Follows restore jobs of one route after their end, and puts into the outbox that their objects are readable, each once. The jobs
// are kept in the outbox meanwhile: a restore can take longer than the lists of ended jobs have its job, or than a process lives.
import type { Logger } from 'pino';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { backoff, equalJitter } from '../core/backoff.ts';
import type { Clock } from '../core/clock.ts';
import { jobMatcher } from '../jobs/jobFilter.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { FollowedRestore, Restores } from '../restores/createRestores.ts';
import { describeJob } from './describeJob.ts';
import { notificationId } from './notificationId.ts';
import { type AwaitedRestore, awaitedFor, type Outbox } from './outbox.ts';
import type { Route } from './route.ts';

export interface RestoreFollowerServices {
  outbox: Outbox;
  restores: Pick<Restores, 'follow'>;
  /** AWS's clock. */
  awsClock: Clock;
  /** Real time, with the date. */
  clock: Clock;
  random: () => number;
  idOf(job: JobRecord): string;
  /** Something was added to the outbox. */
  onAdded(): void;
  log: Logger;
}

export interface RestoreFollower {
  /** Goes on with the jobs that are kept. */
  resume(): Promise<void>;
  /**
   * Follows an ended job. Unless it is news, objects that are all readable at first sight are not announced. False: too many are
   * followed, so it must be tried again.
   */
  follow(job: BatchJobRecord, isNews: boolean): Promise<boolean>;
  close(): void;
}

/** A job that is followed. */
interface Following extends AwaitedRestore {
  /** Whether the route announces it: it is news, or its objects were seen before they were readable. */
  isNews: boolean;
  /** What is known of its objects; null before they were read. */
  last: FollowedRestore | null;
  /** Failures in a row. */
  failures: number;
  /** Ends what is in progress: the watch, or a pause. */
  stop(): void;
  cancelDeadline(): void;
  /** Whether its objects need no further look. */
  isSettled: boolean;
}

/** After a watch or an outbox that failed, in real milliseconds. */
const pauses = { first: 10_000, longest: 3_600_000 };

export function createRestoreFollower(route: Route, services: RestoreFollowerServices): RestoreFollower {
  const { outbox, restores, awsClock, clock, random, idOf, onAdded, log } = services;
  /** By the ids of their notifications. */
  const all = new Map<string, Following>();
  let isClosed = false;

  const isOver = (each: Following): boolean => isClosed || all.get(each.id) !== each;
  const fieldsOf = ({ job }: Following) => ({ route: route.name, ...job });

  const pause = (each: Following, then: () => void): void => {
    each.failures += 1;
    each.stop = clock.after(equalJitter(backoff(each.failures, pauses), random), then);
  };

  const end = (each: Following): void => {
    each.stop();
    each.cancelDeadline();
    all.delete(each.id);
  };

  const watch = (each: Following): void => {
    if (isOver(each)) return;
    each.stop = restores.follow(each.job, {
      onChange: (followed) => {
        if (followed.restores?.asOf) take(each, followed);
      },
      onEnd: (failure) => {
        if (isOver(each)) return;
        if (each.last?.restores?.isSettled || failure?.code === 'NOT_FOUND') return settle(each);
        log.debug({ ...fieldsOf(each), reason: failure?.message }, 'a restore job cannot be followed now');
        pause(each, () => watch(each));
      },
    });
  };

  const take = (each: Following, followed: FollowedRestore): void => {
    each.last = followed;
    each.failures = 0;
    if (each.isNews || followed.restores?.isSettled) return;
    each.isNews = true;
    // If that fails, a restart within a day of the end finds the job as this one did.
    keep(each).catch(() => undefined);
  };

  const keep = ({ id, job, endedAt }: AwaitedRestore) => outbox.keepRestore(route.name, { id, job, endedAt });

  const settle = (each: Following): void => {
    if (isOver(each) || each.isSettled) return;
    each.isSettled = true;
    each.stop();
    each.cancelDeadline();
    report(each);
  };

  const report = (each: Following): void => {
    announce(each).catch((error: Error) => {
      log.debug({ ...fieldsOf(each), reason: error.message }, 'the outbox did not answer');
      if (!isOver(each)) pause(each, () => report(each));
    });
  };

  const announce = async (each: Following): Promise<void> => {
    const { id, isNews, last } = each;
    const known = last?.restores;
    const isReadable = last !== null && known != null && known.counts.READABLE > 0;
    if (isReadable && isNews && jobMatcher(route.filter, awsClock.now())(last.job)) {
      const job = { ...last.job, restores: known };
      const described = describeJob(job, idOf(job), null, awsClock.now());
      const at = known.asOf?.getTime() ?? awsClock.now();
      const answer = await outbox.offer(route.name, { id, event: 'READABLE', at, job: described }, clock.now());
      if (answer === 'full') return isOver(each) ? undefined : pause(each, () => report(each));
      if (answer === 'added') onAdded();
    } else if (!isReadable) {
      log.warn({ ...fieldsOf(each), reason: known?.failure?.message }, 'no object of a restore job became readable');
    }
    await outbox.dropRestore(route.name, id);
    if (!isOver(each)) end(each);
  };

  const begin = (restore: AwaitedRestore, isNews: boolean): void => {
    const idle = () => {};
    const each: Following = {
      ...restore,
      isNews,
      last: null,
      failures: 0,
      stop: idle,
      cancelDeadline: idle,
      isSettled: false,
    };
    all.set(each.id, each);
    const left = Math.max(0, each.endedAt + awaitedFor - awsClock.now());
    each.cancelDeadline = awsClock.after(left, () => settle(each));
    watch(each);
  };

  return {
    resume: async () => {
      for (const restore of await outbox.keptRestores(route.name)) {
        if (isClosed || all.has(restore.id)) continue;
        // An instance can have died between the notification and the end of this.
        if ((await keep(restore)) === 'known') await outbox.dropRestore(route.name, restore.id);
        else begin(restore, true);
      }
    },
    follow: async (job, isNews) => {
      const { accountId, region, jobId } = job;
      const id = notificationId(route.name, idOf(job), 'READABLE');
      if (all.has(id)) return true;
      const endedAt = job.completionDate?.getTime() ?? awsClock.now();
      const restore: AwaitedRestore = { id, job: { accountId, region, jobId }, endedAt };
      const answer = isNews ? await keep(restore) : 'kept';
      if (answer === 'kept' && !isClosed) begin(restore, isNews);
      return answer !== 'full';
    },
    close: () => {
      isClosed = true;
      for (const each of [...all.values()]) end(each);
    },
  };
}

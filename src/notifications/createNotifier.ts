// Watches the jobs of one route and puts their events into the outbox, each once. It polls nothing itself: its feed joins the
// watches that subscribers share. Time alone brings some events, so it has an alarm for the next one.
import type { Logger } from 'pino';
import type { BatchJobDetails, BatchJobRecord } from '../aws/s3control/batchJob.ts';
import type { Clock } from '../core/clock.ts';
import { createOutageLog } from '../core/createOutageLog.ts';
import { needsReasons } from '../diagnosis/diagnoseBatchJob.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { Feed } from '../watch/feed.ts';
import type { FeedEntry } from '../watch/feedLog.ts';
import { awaitsObjects } from './awaitsObjects.ts';
import type { DeliveryResult } from './createDeliverer.ts';
import type { RestoreFollower } from './createRestoreFollower.ts';
import { describeJob } from './describeJob.ts';
import { eventsOf, type JobEvent } from './eventsOf.ts';
import type { NotificationEvent } from './notification.ts';
import { notificationId } from './notificationId.ts';
import type { Outbox } from './outbox.ts';
import type { Route } from './route.ts';

export interface NotifierServices {
  outbox: Outbox;
  /** The jobs of the route. */
  feed: Feed;
  /** AWS's clock. */
  awsClock: Clock;
  /** Real time, with the date. */
  clock: Clock;
  /** How long before the end of its guarantee an output expires soon. */
  soonSeconds: number;
  idOf(job: JobRecord): string;
  /** Reads the reasons of a failed Batch job, which AWS's lists do not have. */
  detailsOf(job: BatchJobRecord): Promise<BatchJobDetails | null>;
  /** Null if the route does not announce restores. */
  follower: RestoreFollower | null;
  /** Something was added to the outbox. */
  onAdded(): void;
  /** Counts jobs that are given up. */
  observe(route: string, result: DeliveryResult): void;
  log: Logger;
}

export interface Notifier {
  close(): void;
}

/** What is known of a job of the feed. */
interface KnownJob {
  entry: FeedEntry;
  /** The events that need no further offer. */
  settled: Set<NotificationEvent>;
  nextAt: number | null;
}

/** After an outbox that did not answer, or is full, in real milliseconds. */
const retryPause = 10_000;

/** For old ends, in milliseconds of AWS's clock. */
const cleanupInterval = 3_600_000;

export function createNotifier(route: Route, services: NotifierServices): Notifier {
  const { outbox, feed, awsClock, clock, soonSeconds, idOf, detailsOf, follower, onAdded, observe, log } = services;
  const jobs = new Map<string, KnownJob>();
  /** The keys of jobs whose events must be looked at. */
  const pending = new Set<string>();
  /** The keys of those whose events did not fit into the outbox. */
  const deferred = new Set<string>();
  const fullness = createOutageLog(
    { warn: log.warn.bind(log), info: log.info.bind(log) },
    { failed: 'the outbox of a route is full: its events wait', recovered: 'the outbox of a route has room again' },
    clock,
  );
  let position = 0;
  let since: number | null = null;
  let hasResumed = false;
  let isClosed = false;
  let isWorking = false;
  let cleanedAt = awsClock.now();
  let cancelAlarm = () => {};
  let cancelRetry = () => {};

  const takeEntries = (): void => {
    for (const entry of open.after(position)) {
      position = entry.position;
      const known = jobs.get(entry.key);
      if (entry.job === null || entry.phase === null) {
        // The job is gone, or the route does not announce it any more: nothing of it is due, whatever the time.
        if (known) known.nextAt = null;
        pending.delete(entry.key);
        deferred.delete(entry.key);
        continue;
      }
      jobs.set(entry.key, { settled: known?.settled ?? new Set(), nextAt: null, entry });
      pending.add(entry.key);
    }
    if (awsClock.now() - cleanedAt < cleanupInterval) return;
    cleanedAt = awsClock.now();
    for (const { key } of open.dropOldEnds()) {
      const known = jobs.get(key);
      jobs.delete(key);
      pending.delete(key);
      if (deferred.delete(key)) giveUp(known);
    }
  };

  /** The job ended a day ago, and there was no room for its events since. */
  const giveUp = (known: KnownJob | undefined): void => {
    observe(route.name, 'GIVEN_UP');
    const jobId = known?.entry.job?.jobId;
    log.error({ route: route.name, job: jobId }, 'a job was not announced: the outbox was full for a day');
  };

  const takeDue = (): void => {
    const now = awsClock.now();
    for (const [key, { nextAt }] of jobs) if (nextAt !== null && nextAt <= now) pending.add(key);
  };

  const arm = (): void => {
    cancelAlarm();
    let next = Number.POSITIVE_INFINITY;
    for (const { nextAt } of jobs.values()) next = Math.min(next, nextAt ?? next);
    if (!isClosed && Number.isFinite(next)) cancelAlarm = awsClock.after(Math.max(0, next - awsClock.now()), wake);
  };

  /** What ended before the route was first begun is no news. A confirmation is still needed. */
  const isNews = ({ event, at }: JobEvent, begun: number): boolean => event === 'AWAITING_CONFIRMATION' || at >= begun;

  /** False if an event must be offered again later. */
  const offer = async (known: KnownJob, job: JobRecord, { event, at }: JobEvent): Promise<boolean> => {
    const isWanted = route.events.has(event);
    if (isWanted) {
      const id = idOf(job);
      const details = await reasonsOf(known.entry, job);
      const described = describe(job, id, details);
      if (!described) return true;
      const notification = { id: notificationId(route.name, id, event), event, at, job: described };
      const answer = await outbox.offer(route.name, notification, clock.now());
      if (answer === 'full') return false;
      if (answer === 'added') onAdded();
    }
    known.settled.add(event);
    return true;
  };

  /** Null for a job that cannot be described: it must not hold up the others. */
  const describe = (job: JobRecord, id: string, details: BatchJobDetails | null) => {
    try {
      return describeJob(job, id, details, awsClock.now());
    } catch (error) {
      log.error({ route: route.name, jobId: job.jobId, err: error }, 'a job cannot be announced');
      return null;
    }
  };

  const reasonsOf = async ({ snapshot }: FeedEntry, job: JobRecord): Promise<BatchJobDetails | null> => {
    if (job.kind !== 'BatchJob' || snapshot.details || !needsReasons(job)) return snapshot.details;
    // The notification matters more than the reasons.
    return detailsOf(job).catch(() => null);
  };

  /** What is full, so that the job must be looked at again: the outbox, or the follower of restores. Null if neither is. */
  const examine = async (known: KnownJob, begun: number): Promise<'outbox' | 'follower' | null> => {
    const { entry, settled } = known;
    if (!entry.job) return null;
    const seenAt = entry.snapshot.observation.at;
    const { events, nextAt } = eventsOf(entry.job, { now: awsClock.now(), seenAt, soonSeconds });
    known.nextAt = nextAt;
    for (const event of events) {
      if (settled.has(event.event) || !isNews(event, begun)) continue;
      if (!(await offer(known, entry.job, event))) return 'outbox';
    }
    return (await followObjects(known, entry.job, begun)) ? null : 'follower';
  };

  /** Their READABLE comes from the follower, after the end of the job was announced. */
  const followObjects = async ({ settled }: KnownJob, job: JobRecord, begun: number): Promise<boolean> => {
    if (!follower || settled.has('READABLE') || !awaitsObjects(job)) return true;
    const isNews = (job.completionDate?.getTime() ?? begun) >= begun;
    if (!(await follower.follow(job, isNews))) return false;
    settled.add('READABLE');
    return true;
  };

  const work = async (): Promise<void> => {
    since ??= await outbox.begin(route.name, awsClock.now());
    if (!hasResumed) await follower?.resume();
    hasResumed = true;
    takeEntries();
    takeDue();
    for (const key of pending) {
      const known = jobs.get(key);
      if (isClosed) return;
      const full = known ? await examine(known, since) : null;
      if (full === 'outbox') {
        for (const each of pending) deferred.add(each);
        break;
      }
      // Restores take days. Meanwhile, the events of other jobs are sent.
      if (full === 'follower') {
        deferred.add(key);
        continue;
      }
      pending.delete(key);
      deferred.delete(key);
    }
    if (pending.size > 0) {
      fullness.failed({ route: route.name, jobs: pending.size });
      return retryLater();
    }
    if (deferred.size === 0) fullness.recovered({ route: route.name });
  };

  const retryLater = (): void => {
    cancelRetry();
    if (!isClosed) cancelRetry = clock.after(retryPause, wake);
  };

  let mustWorkAgain = false;
  const wake = (): void => {
    if (isClosed) return;
    mustWorkAgain = true;
    if (!isWorking) void workAll();
  };

  const workAll = async (): Promise<void> => {
    isWorking = true;
    while (mustWorkAgain && !isClosed) {
      mustWorkAgain = false;
      try {
        await work();
      } catch (error) {
        log.debug({ route: route.name, reason: (error as Error).message }, 'the outbox did not answer');
        retryLater();
      }
    }
    isWorking = false;
    arm();
  };

  const open = feed.open(() => wake());
  wake();
  return {
    close: () => {
      isClosed = true;
      cancelAlarm();
      cancelRetry();
      open.close();
      follower?.close();
    },
  };
}

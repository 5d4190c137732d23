// Sends what is waiting in one route: a few jobs at a time, each notification of a job after the one before. Routes know nothing of
// each other, so a receiver that does not answer delays no other.
import type { Logger } from 'pino';
import type { Clock } from '../core/clock.ts';
import { createOutageLog } from '../core/createOutageLog.ts';
import { createRecorder, outboxRetry } from './createRecorder.ts';
import { nextAttempt } from './nextAttempt.ts';
import type { Outbox, WaitingNotification } from './outbox.ts';
import type { Route } from './route.ts';
import { type Attempt, attemptTimeout, type Sender, sendNotification } from './sendNotification.ts';

/** What became of an attempt or of a notification. */
export type DeliveryResult = 'SENT' | 'FAILED' | 'GIVEN_UP';

export interface Deliverer {
  /** Looks for what is due now. */
  wake(): void;
  /** How many notifications were waiting when that was last known. */
  readonly waiting: number;
  /** Whether the receiver has said that it wants nothing more. */
  readonly isGone: boolean;
  /** Begins no attempt any more, and waits a little for those that have begun. */
  close(): Promise<void>;
}

export interface DelivererServices extends Sender {
  outbox: Outbox;
  /** Real time, with the date. */
  clock: Clock;
  random: () => number;
  log: Logger;
  observe(route: string, result: DeliveryResult): void;
}

const maxParallel = 4;

/** Nobody else sends what an instance has taken for so long: well beyond the longest attempt. In milliseconds. */
const leaseTime = 4 * attemptTimeout;

/**
 * After an outbox that did not answer, nothing is taken for so long: first, all instances record what they have sent meanwhile. In
 * milliseconds.
 */
const othersRecord = 2 * outboxRetry;

/** For the attempts in flight at the end, in milliseconds: a third of the default SHUTDOWN_GRACE_SECONDS. */
const graceTime = 5_000;

export function createDeliverer(route: Route, services: DelivererServices): Deliverer {
  const { outbox, clock, random, log, observe } = services;
  const fields = { route: route.name };
  const outage = createOutageLog(
    { warn: log.warn.bind(log), info: log.info.bind(log) },
    { failed: 'notifications of a route cannot be sent', recovered: 'notifications of a route are sent again' },
    clock,
  );
  /** No attempt begins any more. */
  const closing = new AbortController();
  /** Those that have begun are cut off. */
  const ending = new AbortController();
  const record = createRecorder(route, { clock, log, signal: closing.signal });
  /** By the ids of the notifications. */
  const inFlight = new Map<string, Promise<void>>();
  let cancelTimer = () => {};
  let waiting = 0;
  let isGone = false;
  /** While the outbox is asked. */
  let taking: Promise<void> | null = null;
  let mustTakeAgain = false;
  let isOutboxAway = false;
  /** Nothing is taken before. */
  let takesAt = 0;
  /** One attempt at a time while the receiver fails. */
  let isFailing = false;

  const isEnded = () => closing.signal.aborted || isGone;
  /** Ends its lease. */
  const release = (taken: WaitingNotification) => record(() => outbox.postpone(route.name, taken, clock.now()));

  const settle = async (taken: WaitingNotification, attempt: Attempt, attemptedAt: number): Promise<void> => {
    const { notification } = taken;
    const now = clock.now();
    if (attempt.result === 'unreadable') {
      observe(route.name, 'GIVEN_UP');
      log.error({ ...fields, id: notification.id }, 'a notification was given up: its record in Redis cannot be read');
      return record(() => outbox.remove(route.name, notification, now));
    }
    isFailing = attempt.result !== 'sent';
    if (attempt.result === 'sent') {
      outage.recovered(fields);
      observe(route.name, 'SENT');
      return record(() => outbox.remove(route.name, notification, now));
    }
    if (attempt.result === 'gone') {
      isGone = true;
      log.error(
        fields,
        'the receiver of a route answered 410: the route is off until the gateway restarts or the routes change',
      );
      return release(taken);
    }
    const { reason, pause } = attempt;
    observe(route.name, 'FAILED');
    outage.failed({ ...fields, reason });
    if (pause !== null) await record(() => outbox.pause(route.name, now + pause, now));
    const firstTriedAt = taken.firstTriedAt ?? attemptedAt;
    const attempts = taken.attempts + 1;
    const dueAt = nextAttempt({ attempts, firstTriedAt, now, pause, random });
    const tried = { notification, attempts, firstTriedAt };
    if (dueAt !== null) return record(() => outbox.postpone(route.name, tried, dueAt));
    observe(route.name, 'GIVEN_UP');
    const { id, event, job } = notification;
    log.error({ ...fields, id, event, job: job.jobId, attempts, reason }, 'a notification was given up after a day');
    return record(() => outbox.remove(route.name, notification, now));
  };

  const deliver = async (taken: WaitingNotification): Promise<void> => {
    const now = clock.now();
    const attempt = await sendNotification(services, route, taken.notification, { now, signal: ending.signal });
    // An attempt that the end has cut off has not failed.
    if (ending.signal.aborted && attempt.result !== 'sent') return release(taken);
    return settle(taken, attempt, now);
  };

  const begin = (taken: WaitingNotification): void => {
    const { id } = taken.notification;
    // The process was paused for longer than the lease.
    if (inFlight.has(id)) return;
    const delivery = deliver(taken).finally(() => {
      inFlight.delete(id);
      wake();
    });
    inFlight.set(id, delivery);
  };

  const arm = (at: number | null): void => {
    cancelTimer();
    const { pollInterval } = outbox;
    const now = clock.now();
    const wakeAt = Math.max(
      takesAt,
      Math.min(at ?? Number.POSITIVE_INFINITY, now + (pollInterval ?? Number.POSITIVE_INFINITY)),
    );
    if (Number.isFinite(wakeAt) && !isEnded()) cancelTimer = clock.after(Math.max(1, wakeAt - now), wake);
  };

  const take = async (): Promise<void> => {
    const now = clock.now();
    const mayTake = !isOutboxAway && now >= takesAt;
    const free = mayTake ? Math.max(0, (isFailing ? 1 : maxParallel) - inFlight.size) : 0;
    const taken = await outbox.take(route.name, { now, leaseUntil: now + leaseTime, limit: free });
    if (isOutboxAway) takesAt = clock.now() + othersRecord;
    isOutboxAway = false;
    waiting = taken.waiting;
    if (isEnded()) return void (await Promise.all(taken.due.map(release)));
    for (const each of taken.due) begin(each);
    // Without room, the end of an attempt wakes it.
    arm(free === 0 && inFlight.size > 0 ? null : taken.nextAt);
  };

  const wake = (): void => {
    if (isEnded()) return;
    mustTakeAgain = true;
    taking ??= takeAll();
  };

  const takeAll = async (): Promise<void> => {
    while (mustTakeAgain && !isEnded()) {
      mustTakeAgain = false;
      try {
        await take();
      } catch (error) {
        log.debug({ ...fields, reason: (error as Error).message }, 'the outbox did not answer');
        isOutboxAway = true;
        arm(clock.now() + outboxRetry);
      }
    }
    taking = null;
  };

  wake();
  return {
    wake,
    get waiting() {
      return waiting;
    },
    get isGone() {
      return isGone;
    },
    close: async () => {
      closing.abort();
      cancelTimer();
      const cancel = clock.after(graceTime, () => ending.abort(new Error('the gateway ends')));
      await Promise.all([taking, ...inFlight.values()]);
      cancel();
    },
  };
}

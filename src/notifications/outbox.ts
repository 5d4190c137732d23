// What is waiting to be sent, by route. Instances that share a Redis share it: each notification enters once, and one instance
// at a time sends it. The notifications of a job are sent in their order, each after the one before.
import type { BatchJobKey } from '../core/location.ts';
import type { Notification } from './notification.ts';

/** A restore job whose objects are not readable yet. */
export interface AwaitedRestore {
  /** Of the notification that its objects are readable. */
  readonly id: string;
  readonly job: BatchJobKey;
  /** When the job ended, in milliseconds of AWS's clock. */
  readonly endedAt: number;
}

export interface Outbox {
  /** How often an instance looks for what others leave to it, in real milliseconds; null if there are no others. */
  readonly pollInterval: number | null;
  /** When the route was first begun, by AWS's clock; `now` if that was never, or is forgotten. */
  begin(route: string, now: number): Promise<number>;
  /**
   * Adds a notification behind those of the same job. `known`: it was added before, by any instance. `full`: too many are
   * waiting, so it must be offered again. `now` is in real milliseconds, as all times below.
   */
  offer(route: string, notification: Notification, now: number): Promise<'added' | 'known' | 'full'>;
  /** Takes what is due, the first one of each job. Nobody else gets it until `leaseUntil`. */
  take(route: string, request: TakeRequest): Promise<Taken>;
  /** It was sent, or given up: the next one of the job is due. */
  remove(route: string, notification: Notification, now: number): Promise<void>;
  /** An attempt failed, which `tried` counts already: it is due again at that time. */
  postpone(route: string, tried: WaitingNotification, dueAt: number): Promise<void>;
  /** Nothing of the route is taken before `until`, by any instance: its receiver asked for that. */
  pause(route: string, until: number, now: number): Promise<void>;
  /**
   * Keeps a restore job for whoever serves the route later. `known`: its notification was added before, by any instance. `full`:
   * too many are kept, so it must be tried again.
   */
  keepRestore(route: string, restore: AwaitedRestore): Promise<'kept' | 'known' | 'full'>;
  /** The restore jobs that are kept. */
  keptRestores(route: string): Promise<AwaitedRestore[]>;
  /** Nobody awaits it any more. */
  dropRestore(route: string, id: string): Promise<void>;
}

export interface TakeRequest {
  now: number;
  leaseUntil: number;
  limit: number;
}

export interface Taken {
  readonly due: readonly WaitingNotification[];
  /** When the next one can be taken; null if none is waiting. */
  readonly nextAt: number | null;
  /** How many are waiting, those that are taken included. */
  readonly waiting: number;
}

export interface WaitingNotification {
  readonly notification: Notification;
  /** Failed attempts. */
  readonly attempts: number;
  /** The time of the first one that failed; null if none did. */
  readonly firstTriedAt: number | null;
}

const hour = 3_600_000;
const day = 24 * hour;

/**
 * What waits in one route at most. What is not added is offered again, so that nothing is lost: the list of ended jobs, which
 * the gateway has anyway, holds the rest.
 */
export const maxWaiting = 10_000;

/** What is kept of a route without a gateway that serves it, in milliseconds. */
export const keptWaiting = 7 * day;

/** The restore jobs that are kept in one route at most. */
export const maxRestores = 1_000;

/** The objects of a job are awaited for so long after its end, by AWS's clock: S3 takes up to two days. In milliseconds. */
export const awaitedFor = 7 * day;

/** Restore jobs are kept for so long after the last one was added, in milliseconds. */
export const keptRestoresFor = 14 * day;

/** That a route has begun is known for so long after the last gateway that served it. A later one begins it anew. */
export const keptBeginning = 30 * day;

/**
 * That a notification was added is known for so long, so that it is not added again. Jobs that ended are looked at for a day;
 * a job that waits for confirmation or is overdue can stay so for as long as S3 keeps jobs. Restore jobs are kept for weeks.
 */
export const keptClaim = ({ event }: Pick<Notification, 'event'>): number => (longClaims.has(event) ? 90 : 3) * day;

const longClaims: ReadonlySet<string> = new Set(['AWAITING_CONFIRMATION', 'OVERDUE', 'READABLE']);

/** The job of a notification, as a key. */
export const jobKeyOf = ({ job }: Notification): string => job.id;

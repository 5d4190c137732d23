// What a notification is: an event of a job, and the job as it was when the event was noticed.
import type { JobDescription } from './describeJob.ts';

/** In the order in which a job can have them. */
export const notificationEvents = [
  'AWAITING_CONFIRMATION',
  'OVERDUE',
  'DONE',
  'COMPLETED_WITH_FAILURES',
  'FAILED',
  'READABLE',
  'EXPIRING_SOON',
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

export interface Notification {
  /** The webhook-id. It follows from route, job and event, so it is the same in every process. */
  readonly id: string;
  readonly event: NotificationEvent;
  /** When the event occurred, in milliseconds of AWS's clock. */
  readonly at: number;
  readonly job: JobDescription;
}

/** The event as the `type` of a payload: job.done for DONE. */
export const typeOf = (event: NotificationEvent): string => `job.${event.toLowerCase()}`;

// The webhook-id of a notification: a digest of route, job and event. So it is known without memory, and the same on every
// gateway and after every restart. It contains no dot, as the signature requires.
import { createHash } from 'node:crypto';
import type { NotificationEvent } from './notification.ts';

/** `job` is the key of the job. */
export function notificationId(route: string, job: string, event: NotificationEvent): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([route, job, event]))
    .digest('base64url');
  return `msg_${digest.slice(0, 32)}`;
}

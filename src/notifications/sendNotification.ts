// One attempt to send a notification.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#delivery-success-and-failure
import type { Clock } from '../core/clock.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { version } from '../core/version.ts';
import type { Egress } from '../egress/createEgress.ts';
import type { AddressRules } from '../egress/guardedLookup.ts';
import { type PostRequest, post } from '../egress/post.ts';
import { bodyOf } from './bodyOf.ts';
import type { Notification } from './notification.ts';
import type { Route } from './route.ts';
import { signedHeaders } from './signedHeaders.ts';

export type Attempt =
  | { result: 'sent' }
  /** The receiver wants nothing more. */
  | { result: 'gone' }
  /** It cannot be written, whatever the receiver does: a gateway of another version has stored it, or somebody else. */
  | { result: 'unreadable' }
  /** `pause`: for how long the receiver wants nothing, in milliseconds; null if it does not say. */
  | { result: 'failed'; reason: string; pause: number | null };

export interface Sender {
  egress: Egress;
  rules: AddressRules;
  /** Of the timeout of an attempt; real time if omitted. */
  attemptClock?: Pick<Clock, 'after'> | undefined;
}

/** In milliseconds. The specification recommends 15 to 30 seconds. */
export const attemptTimeout = 15_000;

/** A receiver that asks for more is asked again after an hour. In milliseconds. */
const longestPause = 3_600_000;

type Written = Pick<PostRequest, 'headers' | 'body'>;

function write({ format }: Pick<Route, 'format'>, notification: Notification, attemptedAt: number): Written | null {
  try {
    const body = bodyOf(notification, format);
    const signed =
      format.kind === 'slack' ? {} : signedHeaders({ id: notification.id, attemptedAt, body }, format.secrets);
    const userAgent = `glacier-graphql/${version}`;
    return { body, headers: { 'content-type': 'application/json', 'user-agent': userAgent, ...signed } };
  } catch {
    return null;
  }
}

/** Never rejects. */
export async function sendNotification(
  { egress, rules, attemptClock }: Sender,
  route: Pick<Route, 'address' | 'format'>,
  notification: Notification,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Attempt> {
  const written = write(route, notification, now);
  if (!written) return { result: 'unreadable' };
  try {
    const { status, retryAfter } = await post(egress, {
      url: route.address,
      ...written,
      timeout: attemptTimeout,
      clock: attemptClock,
      rules,
      signal,
    });
    if (status >= 200 && status < 300) return { result: 'sent' };
    if (status === 410) return { result: 'gone' };
    return { result: 'failed', reason: `HTTP ${status}`, pause: pauseOf(retryAfter, now) };
  } catch (error) {
    return { result: 'failed', reason: reasonOf(error), pause: null };
  }
}

/** Of the header Retry-After: seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
export function pauseOf(retryAfter: string | undefined, now: number): number | null {
  if (retryAfter === undefined) return null;
  const pause = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isNaN(pause) ? null : Math.min(longestPause, Math.max(0, pause));
}

// One attempt to send a notification.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#delivery-success-and-failure
import type { Clock } from '../core/clock.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { version } from '../core/version.ts';
import type { Egress } from '../egress/createEgress.ts';
import type { AddressRules } from '../egress/guardedLookup.ts';
import { post } from '../egress/post.ts';
import { bodyOf } from './bodyOf.ts';
import type { Notification } from './notification.ts';
import type { Route } from './route.ts';
import { signedHeaders } from './signedHeaders.ts';

export type Attempt =
  | { result: 'sent' }
  /** The receiver wants nothing more. */
  | { result: 'gone' }
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

/** Never rejects. */
export async function sendNotification(
  { egress, rules, attemptClock }: Sender,
  { address, format }: Pick<Route, 'address' | 'format'>,
  notification: Notification,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<Attempt> {
  const body = bodyOf(notification, format);
  const headers = {
    'content-type': 'application/json',
    'user-agent': `glacier-graphql/${version}`,
    ...(format.kind === 'slack' ? {} : signedHeaders({ id: notification.id, attemptedAt: now, body }, format.secrets)),
  };
  try {
    const { status, retryAfter } = await post(egress, {
      url: address,
      headers,
      body,
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

// When a notification is sent again after a failed attempt. Pure.
import { backoff, equalJitter } from '../core/backoff.ts';

/** In milliseconds. */
const pauses = { first: 5_000, longest: 3_600_000 };

/** From the first failed attempt to the last one, in milliseconds. */
export const retriedFor = 24 * 3_600_000;

export interface FailedAttempts {
  /** Failed attempts, at least one. */
  attempts: number;
  firstTriedAt: number;
  now: number;
  /** What the receiver asked for. */
  pause: number | null;
  random: () => number;
}

/** Null if the day is over: the notification is given up. */
export function nextAttempt({ attempts, firstTriedAt, now, pause, random }: FailedAttempts): number | null {
  const last = firstTriedAt + retriedFor;
  if (now >= last) return null;
  const chosen = equalJitter(backoff(attempts, pauses), random);
  return Math.min(last, Math.round(now + Math.max(chosen, pause ?? 0)));
}

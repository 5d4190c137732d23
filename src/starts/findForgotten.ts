// The search before a start is sent for the first time: somebody may have sent it before, and the reservations may have
// forgotten that. Once AWS's list certainly shows every job of the forgotten time, a list without the job proves that there
// is none. Until then nothing is sent.
import type { Clock } from '../core/clock.ts';
import { IndeterminateError } from '../core/errors.ts';
import type { StartedJob } from './reservations.ts';
import type { Start } from './start.ts';

export interface ForgottenSearch {
  /** When the reservations began to remember the start, by the clock. */
  rememberedSince: number;
  /** AWS's list shows a job at most so many milliseconds after it can have been sent. */
  settledAfter: number;
  /** When the call gives up, by the clock. */
  giveUpAt: number;
  clock: Clock;
  /** Searches in a list that is at most `maxAge` milliseconds old. */
  find(maxAge: number): Promise<StartedJob | null>;
  /** Waits, and keeps the lease meanwhile. */
  pause(milliseconds: number): Promise<void>;
}

/** The longest pause, in milliseconds: the lease is renewed after each. */
const longestPause = 1_000;

/** Whether another call can have sent the same start: not without a key, and not if sending it sends nothing by itself. */
const canBeForgotten = ({ retryMode, isFinal }: Start): boolean => retryMode !== 'never' && !isFinal;

/** Returns the job of the start. Returns null if it was certainly not sent before. */
export async function findForgotten(
  start: Start,
  { rememberedSince, settledAfter, giveUpAt, clock, find, pause }: ForgottenSearch,
): Promise<StartedJob | null> {
  const completeAt = canBeForgotten(start) ? rememberedSince + settledAfter : Number.NEGATIVE_INFINITY;
  for (let isFirst = true; ; isFirst = false) {
    const now = clock.now();
    const isComplete = now >= completeAt;
    if (isComplete || isFirst) {
      // A list that was read before the end of the forgotten time is incomplete.
      const maxAge = isComplete ? now - completeAt : Number.POSITIVE_INFINITY;
      if (isComplete && start.isNew(maxAge)) return null;
      const found = await find(maxAge);
      if (found || isComplete) return found;
    }
    if (completeAt > giveUpAt) throw mayBeForgotten(start, now - rememberedSince, completeAt - now);
    await pause(Math.min(longestPause, completeAt - now));
  }
}

function mayBeForgotten({ retryMode }: Start, memoryAge: number, left: number): IndeterminateError {
  const retryAfterSeconds = Math.ceil(left / 1000);
  const same = retryMode === 'byKey' ? 'the same call with the same idempotencyKey' : 'the same call';
  return new IndeterminateError(
    `Nothing was started by this call. The same start may have been sent before: the gateway remembers starts only since ${Math.floor(memoryAge / 1000)} s ago, and AWS's list may not show an earlier job yet. Send ${same} again in ${retryAfterSeconds} s: it finds the job, or starts it.`,
    undefined,
    true,
    retryAfterSeconds,
  );
}

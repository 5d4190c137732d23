// Many starts as one call, in the order given. Few are in flight at a time, so that other calls still reach AWS. Throttled
// starts wait and are sent again until the call times out. Each key is started at most once.
import { randomUUID } from 'node:crypto';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Logger } from 'pino';
import { backoff } from '../core/backoff.ts';
import { type Clock, deadline, sleep, steadyClock } from '../core/clock.ts';
import { ForbiddenError, GatewayError, NoLongerSupportedError, ThrottledError } from '../core/errors.ts';

export type BulkOutcome<T> =
  | { kind: 'started'; started: T }
  /** AWS refused it, or the response is lost. */
  | { kind: 'failed'; error: GatewayError }
  /** It was not sent, or every try was throttled. */
  | { kind: 'notStarted'; error: GatewayError };

/**
 * `location` is where the keys are started. `start` sends one, unless `until` is aborted. After an error that applies to all of
 * them, or an internal one, nothing more is sent. It does not reject.
 */
export type BulkStarts = <T>(
  location: string,
  keys: readonly string[],
  start: (key: string, until: AbortSignal) => Promise<T>,
  appliesToAll?: (error: GatewayError) => boolean,
) => Promise<Map<string, BulkOutcome<T>>>;

/** Starts in flight per location, over all such calls: a fifth of what may be in flight to Glacier there. */
const concurrency = 8;

/** In milliseconds. */
const pauses = { first: 250, longest: 5_000 };

const timedOut = () => new ThrottledError('Not sent: the whole call timed out. Repeat the call for what is missing.');

/** Whether AWS got it is unknown, and not every call has an idempotencyKey that makes a repeat safe. */
function internalError(errorId: string): GatewayError {
  const error = new GatewayError(
    'INTERNAL_SERVER_ERROR',
    `The gateway failed. Its log has the reason under the errorId ${errorId}. AWS may have carried this out: look at the job before you send it again without an idempotencyKey.`,
  );
  error.extensions['errorId'] = errorId;
  return error;
}

const notSent = () =>
  new GatewayError('INTERNAL_SERVER_ERROR', 'Not sent: the gateway failed at another item of the same call.');

/** Errors that AWS would return for every start of Glacier jobs. */
const appliesToAllStarts = (error: GatewayError) =>
  error instanceof ForbiddenError || error instanceof NoLongerSupportedError || error.code === 'GATEWAY_CREDENTIALS';

/** A call times out after real milliseconds. Its pauses are in the time of the clock. */
export function createBulkStarts({
  milliseconds,
  clock = steadyClock,
  log,
}: {
  milliseconds: number;
  clock?: Clock | undefined;
  log: Logger;
}): BulkStarts {
  const slots = new Map<string, LimitFunction>();
  const slotsAt = (location: string) => {
    const existing = slots.get(location) ?? pLimit(concurrency);
    slots.set(location, existing);
    return existing;
  };

  return async <T>(
    location: string,
    keys: readonly string[],
    start: (key: string, until: AbortSignal) => Promise<T>,
    appliesToAll: (error: GatewayError) => boolean = appliesToAllStarts,
  ) => {
    const until = deadline(milliseconds);
    const slot = slotsAt(location);
    const throttle = createThrottle(clock);
    const waiting = [...new Set(keys)];
    const outcomes = new Map<string, BulkOutcome<T>>();
    let refusal: GatewayError | undefined;

    const attempt = async (key: string) => {
      try {
        outcomes.set(key, { kind: 'started', started: await slot(() => start(key, until)) });
        throttle.reset();
      } catch (error) {
        if (error instanceof ThrottledError) {
          waiting.unshift(key);
          throttle.slowDown(error.retryAfterSeconds);
          return;
        }
        if (error === until.reason) throw error;
        if (error instanceof GatewayError) {
          outcomes.set(key, { kind: 'failed', error });
          if (appliesToAll(error)) refusal = error;
          return;
        }
        // The call does not reject: the jobs that were started are reported.
        const errorId = randomUUID();
        log.error({ err: error, errorId, location }, 'an item of a bulk call failed with an internal error');
        outcomes.set(key, { kind: 'failed', error: internalError(errorId) });
        refusal = notSent();
      }
    };
    const work = async () => {
      try {
        for (;;) {
          await throttle.ended(until);
          const key = refusal ? undefined : waiting.shift();
          if (key === undefined) return;
          await attempt(key);
        }
      } catch (error) {
        waiting.length = 0;
        if (error !== until.reason) throw error;
      }
    };

    await Promise.all(Array.from({ length: concurrency }, work));
    const rest = refusal ?? timedOut();
    for (const key of keys) if (!outcomes.has(key)) outcomes.set(key, { kind: 'notStarted', error: rest });
    return outcomes;
  };
}

/** One pause for all starts of a call. It doubles while every start is throttled. */
function createThrottle(clock: Clock) {
  let throttles = 1;
  let pausedUntil = 0;
  return {
    slowDown: (retryAfterSeconds: number | null) => {
      const now = clock.now();
      const resumeAt = now + Math.max(backoff(throttles, pauses), (retryAfterSeconds ?? 0) * 1000);
      // Starts that were in flight together are throttled together: that is one reason to wait, not several.
      if (now >= pausedUntil) throttles += 1;
      pausedUntil = Math.max(pausedUntil, resumeAt);
    },
    reset: () => {
      throttles = 1;
    },
    ended: async (signal: AbortSignal) => {
      signal.throwIfAborted();
      while (clock.now() < pausedUntil) await sleep((pausedUntil - clock.now()) / (clock.speed || 1), signal);
    },
  };
}

// Many starts as one call: in the order given, a few at a time, so that they leave the way to AWS open for others; what
// is throttled waits and is sent again while the call's time lasts. Each key is started at most once.
import pLimit, { type LimitFunction } from 'p-limit';
import { type Clock, deadline, sleep, systemClock } from '../core/clock.ts';
import { ForbiddenError, GatewayError, NoLongerSupportedError, ThrottledError } from '../core/errors.ts';

export type BulkOutcome<T> =
  | { kind: 'started'; started: T }
  /** AWS refused it, or its answer is lost. */
  | { kind: 'failed'; error: GatewayError }
  /** It was not sent, or was only ever throttled. */
  | { kind: 'notStarted'; error: GatewayError };

/** `place` is where the keys are started; `start` sends one, but not any more once the signal is aborted. */
export type BulkStarts = <T>(
  place: string,
  keys: readonly string[],
  start: (key: string, until: AbortSignal) => Promise<T>,
) => Promise<Map<string, BulkOutcome<T>>>;

/** Under way at once in a place, over all such calls: a fifth of what may be under way at Glacier there. */
const concurrency = 8;

/** In milliseconds. */
const firstPause = 250;
const longestPause = 5_000;

const timeIsOver = () =>
  new ThrottledError('Not started: the time of the whole call was over. Ask again for this archive.');

/** What AWS says to one it says to all. */
const concernsAll = (error: GatewayError) => error instanceof ForbiddenError || error instanceof NoLongerSupportedError;

export function createBulkStarts({ milliseconds }: { milliseconds: number }): BulkStarts {
  const slots = new Map<string, LimitFunction>();
  const slotsAt = (place: string) => {
    const known = slots.get(place) ?? pLimit(concurrency);
    slots.set(place, known);
    return known;
  };

  return async <T>(place: string, keys: readonly string[], start: (key: string, until: AbortSignal) => Promise<T>) => {
    const until = deadline(milliseconds);
    const slot = slotsAt(place);
    const throttle = createThrottle(systemClock);
    const waiting = [...new Set(keys)];
    const outcomes = new Map<string, BulkOutcome<T>>();
    let refusal: GatewayError | undefined;

    const attempt = async (key: string) => {
      try {
        outcomes.set(key, { kind: 'started', started: await slot(() => start(key, until)) });
        throttle.calm();
      } catch (error) {
        if (error instanceof ThrottledError) {
          waiting.unshift(key);
          throttle.slow(error.retryAfterSeconds);
          return;
        }
        if (!(error instanceof GatewayError)) throw error;
        outcomes.set(key, { kind: 'failed', error });
        if (concernsAll(error)) refusal = error;
      }
    };
    const work = async () => {
      try {
        for (;;) {
          await throttle.over(until);
          const key = refusal ? undefined : waiting.shift();
          if (key === undefined) return;
          await attempt(key);
        }
      } catch (error) {
        waiting.length = 0;
        if (error !== until.reason) throw error;
      }
    };

    const ends = await Promise.allSettled(Array.from({ length: concurrency }, work));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    const rest = refusal ?? timeIsOver();
    for (const key of keys) if (!outcomes.has(key)) outcomes.set(key, { kind: 'notStarted', error: rest });
    return outcomes;
  };
}

/** A pause for all, that grows as long as nothing comes through. */
function createThrottle(clock: Clock) {
  let pause = firstPause;
  let pausedUntil = 0;
  return {
    slow: (retryAfterSeconds: number | null) => {
      const now = clock.now();
      const wanted = now + Math.max(pause, (retryAfterSeconds ?? 0) * 1000);
      // Those who were under way together are throttled together: that is one reason to wait, not several.
      if (now >= pausedUntil) pause = Math.min(longestPause, pause * 2);
      pausedUntil = Math.max(pausedUntil, wanted);
    },
    calm: () => {
      pause = firstPause;
    },
    over: async (signal: AbortSignal) => {
      signal.throwIfAborted();
      while (clock.now() < pausedUntil) await sleep(pausedUntil - clock.now(), signal);
    },
  };
}

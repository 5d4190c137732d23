// Time and timers. No other file reads the machine's time or sets a timer. Code that depends on time takes a Clock, so
// that a test can stop it and the simulator can speed it up.
import { performance as processPerformance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch, in this clock's time. */
  now(): number;
  /** Seconds of this clock in one real second; 0 for a clock that only moves by hand. */
  readonly speed: number;
  /** Calls back once, after milliseconds of this clock. Returns a function that cancels the call. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The longest delay of Node's timers, in milliseconds. */
const longest = 2 ** 31 - 1;

/**
 * A timer in real time. It does not keep the process alive. After a pause of the process, timers come before the input that
 * arrived meanwhile. The callback waits for that input: it may be what a timeout waits for.
 */
function timer(milliseconds: number, callback: () => void): () => void {
  let immediate: NodeJS.Immediate | undefined;
  let timeout: NodeJS.Timeout | undefined;
  /** A longer time takes several timers of Node, one after the other. */
  const arm = (left: number): void => {
    const part = Math.min(longest, Math.max(0, left));
    timeout = setTimeout(() => {
      if (left > part) arm(left - part);
      // With unref(), it would wait for any other event of the process.
      else immediate = setImmediate(callback);
    }, part).unref();
  };
  arm(milliseconds);
  return () => {
    clearTimeout(timeout);
    clearImmediate(immediate);
  };
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now(), speed: 1, after: timer };

/** Monotonic time: nothing sets it, and it has no date. */
export const steadyClock: Clock = { now: () => performance.now(), speed: 1, after: timer };

/** Milliseconds in which the event loop had nothing to do. */
export const idleClock: Pick<Clock, 'now'> = { now: () => processPerformance.eventLoopUtilization().idle };

/** A call that waits for a time of an adjustable clock. */
interface Alarm {
  due: number;
  callback: () => void;
  disarm: () => void;
}

/** A clock that can be moved forward; it never goes back. */
export interface AdjustableClock extends Clock {
  /** Moves the clock forward. */
  advance(milliseconds: number): void;
}

/**
 * A clock that starts at `startAt` (by default now) and runs `speed` times as fast as `base`.
 * With speed 0 it only moves when it is advanced.
 */
export function createClock({
  speed,
  startAt,
  base = systemClock,
}: {
  speed: number;
  startAt?: number;
  base?: Clock;
}): AdjustableClock {
  const started = base.now();
  let offset = startAt ?? started;
  const now = () => offset + Math.floor((base.now() - started) * speed);
  const alarms = new Set<Alarm>();
  const arm = (alarm: Alarm) => {
    const wait = alarm.due - now();
    // With speed 0, an alarm that is due already must still ring.
    if (speed > 0 || wait <= 0) alarm.disarm = base.after(Math.max(1, wait / (speed || 1)), () => ring(alarm));
  };
  const ring = (alarm: Alarm) => {
    // Rounding can wake it too early.
    if (now() < alarm.due) return arm(alarm);
    alarms.delete(alarm);
    alarm.callback();
  };
  return {
    speed,
    now,
    after: (milliseconds, callback) => {
      const alarm: Alarm = { due: now() + milliseconds, callback, disarm: () => undefined };
      alarms.add(alarm);
      arm(alarm);
      return () => {
        alarm.disarm();
        alarms.delete(alarm);
      };
    },
    advance: (milliseconds) => {
      if (!(milliseconds >= 0)) throw new RangeError(`a clock only moves forward, not by ${milliseconds} ms`);
      offset += milliseconds;
      for (const alarm of [...alarms].sort((a, b) => a.due - b.due)) {
        if (!alarms.has(alarm)) continue;
        alarm.disarm();
        ring(alarm);
      }
    },
  };
}

/** Resolves after real milliseconds. Rejects with the signal's reason if the signal aborts first. */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    const options = signal ? { signal } : {};
    let left = milliseconds;
    for (; left > longest; left -= longest) await wait(longest, undefined, options);
    await wait(left, undefined, options);
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}

const timeoutError = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');

/** A signal that aborts after real milliseconds. It does not keep the process alive. */
export function deadline(milliseconds: number): AbortSignal {
  const ending = new AbortController();
  timer(milliseconds, () => ending.abort(timeoutError()));
  return ending.signal;
}

export interface Within {
  /** Aborts with the other signal, or after milliseconds of the clock. */
  signal: AbortSignal;
  /** Ends the wait; the signal no longer aborts. */
  done(): void;
}

/** Not AbortSignal.any: Node references its timeout so weakly that it never aborts after a garbage collection. */
export function within(milliseconds: number, other: AbortSignal, clock: Pick<Clock, 'after'> = systemClock): Within {
  const ending = new AbortController();
  const leave = () => ending.abort(other.reason);
  if (other.aborted) leave();
  other.addEventListener('abort', leave, { once: true });
  const disarm = clock.after(milliseconds, () => ending.abort(timeoutError()));
  return {
    signal: ending.signal,
    done: () => {
      disarm();
      other.removeEventListener('abort', leave);
    },
  };
}

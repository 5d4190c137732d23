// The only file that reads the machine's time or arms a timer: whatever depends on time takes a Clock, so that a test
// can hold it still and local mode can run it fast.
import { setTimeout as wait } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since the epoch, in this clock's time. */
  now(): number;
  /** How many of this clock's seconds pass in one real second; 0 for a clock that only moves by hand. */
  readonly speed: number;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => Date.now(), speed: 1 };

/** A clock that can be pushed forward; it never goes back. */
export interface AdjustableClock extends Clock {
  /** Moves the clock forward. */
  advance(milliseconds: number): void;
}

/**
 * A clock that starts at `startAt` (now, unless given) and runs `speed` times as fast as `base`.
 * With speed 0 it stands still until it is advanced.
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
  return {
    speed,
    now: () => offset + Math.floor((base.now() - started) * speed),
    advance: (milliseconds) => {
      if (!(milliseconds >= 0)) throw new RangeError(`a clock only moves forward, not by ${milliseconds} ms`);
      offset += milliseconds;
    },
  };
}

/** Resolves after real milliseconds, or rejects with the signal's reason when it is aborted before. */
export async function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await wait(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  }
}

/** A signal that aborts after real milliseconds; it keeps no process alive. */
export const deadline = (milliseconds: number): AbortSignal => AbortSignal.timeout(milliseconds);

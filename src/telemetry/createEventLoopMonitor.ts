// The delay of the event loop, the first sign of an overloaded process. A timer measures it in short windows, so that the
// figure falls soon after the load does. Node's own histogram misses the delay right after each reading: of a loop that is
// delayed in every turn it records every second turn, or none.
import { systemClock } from '../core/clock.ts';

/** In milliseconds; 0 for a loop without delay. */
export interface EventLoopDelay {
  mean: number;
  max: number;
}

export interface EventLoopMonitor {
  /** Of the last complete window. */
  delay(): EventLoopDelay;
  close(): void;
}

/** In milliseconds. */
const interval = 25;
const window = 250;

export function createEventLoopMonitor(onWindow: (delay: EventLoopDelay) => void = () => {}): EventLoopMonitor {
  let delay: EventLoopDelay = { mean: 0, max: 0 };
  let startedAt = performance.now();
  let last = startedAt;
  let ticks = 0;
  let sum = 0;
  let max = 0;
  let cancel = () => {};
  const measure = () => {
    const now = performance.now();
    const late = Math.max(0, now - last - interval);
    last = now;
    ticks += 1;
    sum += late;
    max = Math.max(max, late);
    if (now - startedAt >= window) {
      delay = { mean: sum / ticks, max };
      startedAt = now;
      ticks = 0;
      sum = 0;
      max = 0;
      onWindow(delay);
    }
    cancel = systemClock.after(interval, measure);
  };
  cancel = systemClock.after(interval, measure);
  return { delay: () => delay, close: () => cancel() };
}

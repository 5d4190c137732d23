// How late the event loop is: the first that tells of a process with more to do than it can. Measured by a timer, in short
// windows, so that it is over soon after it is over. (Node's own histogram leaves out what comes right after it was read:
// of a loop that is late in every turn it sees every second one, or none.)
import { systemClock } from '../core/clock.ts';

/** In milliseconds; 0 for a loop that is in time. */
export interface EventLoopDelay {
  mean: number;
  max: number;
}

export interface EventLoopMonitor {
  /** Of the last whole window. */
  delay(): EventLoopDelay;
  close(): void;
}

const tick = 25;
const window = 250;

export function createEventLoopMonitor(onWindow: (delay: EventLoopDelay) => void = () => {}): EventLoopMonitor {
  let delay: EventLoopDelay = { mean: 0, max: 0 };
  let began = performance.now();
  let last = began;
  let ticks = 0;
  let sum = 0;
  let max = 0;
  let cancel = () => {};
  const look = () => {
    const now = performance.now();
    const late = Math.max(0, now - last - tick);
    last = now;
    ticks += 1;
    sum += late;
    max = Math.max(max, late);
    if (now - began >= window) {
      delay = { mean: sum / ticks, max };
      began = now;
      ticks = 0;
      sum = 0;
      max = 0;
      onWindow(delay);
    }
    cancel = systemClock.after(tick, look);
  };
  cancel = systemClock.after(tick, look);
  return { delay: () => delay, close: () => cancel() };
}

// How late the event loop is: the first that tells of a process with more to do than it can. By Node's own histogram, in
// short windows, so that it is over soon after it is over.
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { systemClock } from '../clock.ts';

/** In milliseconds; 0 for a loop that is in time. */
export interface LoopDelay {
  p50: number;
  p99: number;
  max: number;
}

export interface LoopMonitor {
  /** Of the last whole window. */
  delay(): LoopDelay;
  close(): void;
}

/** The histogram measures the time between ticks, of which this is meant to be. */
const resolution = 10;
const window = 250;

export function createLoopMonitor(onWindow: (delay: LoopDelay) => void = () => {}): LoopMonitor {
  const histogram: IntervalHistogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  const late = (nanoseconds: number) =>
    Math.max(0, (Number.isFinite(nanoseconds) ? nanoseconds : 0) / 1e6 - resolution);
  let delay: LoopDelay = { p50: 0, p99: 0, max: 0 };
  let cancel = () => {};
  const look = () => {
    delay = { p50: late(histogram.percentile(50)), p99: late(histogram.percentile(99)), max: late(histogram.max) };
    histogram.reset();
    onWindow(delay);
    cancel = systemClock.after(window, look);
  };
  cancel = systemClock.after(window, look);
  return {
    delay: () => delay,
    close: () => {
      cancel();
      histogram.disable();
    },
  };
}

// The delay of the event loop, the first sign of an overloaded process. A timer measures it in short windows, so that the
// figure falls soon after the load does. Node's own histogram misses the delay right after each reading: of a loop that is
// delayed in every turn it records every second turn, or none.
//
// A loop is also late when other processes use the CPU, or when the process was stopped. That is not the gateway's work, and
// rejecting requests would not help. So the delay is compared with the CPU time that the process used meanwhile.
import { type Clock, steadyClock } from '../core/clock.ts';

/** In milliseconds; 0 for a loop without delay. */
export interface EventLoopDelay {
  mean: number;
  max: number;
  /** The longest delay that the process caused itself: no longer than the CPU time that it used in it. */
  own: number;
}

export interface EventLoopMonitor {
  /** Of the last complete window. */
  delay(): EventLoopDelay;
  close(): void;
}

/** Where the figures come from. */
export interface LoopReadings {
  clock: Pick<Clock, 'now' | 'after'>;
  /** The CPU time of the process so far, in milliseconds. */
  cpuTime(): number;
}

/** All threads count, because Node 20 reports no others. A helper thread can thus only confirm a delay, not cause one. */
export const processReadings: LoopReadings = {
  clock: steadyClock,
  cpuTime: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** In milliseconds. */
const interval = 25;
const window = 250;

/** `onInterval` receives the CPU time of the process since the last interval, in milliseconds. */
export function createEventLoopMonitor(
  onWindow: (delay: EventLoopDelay) => void = () => {},
  { clock, cpuTime }: LoopReadings = processReadings,
  onInterval: (cpu: number) => void = () => {},
): EventLoopMonitor {
  let delay: EventLoopDelay = { mean: 0, max: 0, own: 0 };
  let startedAt = clock.now();
  let last = startedAt;
  let lastCpu = cpuTime();
  let ticks = 0;
  let sum = 0;
  let max = 0;
  let own = 0;
  let cancel = () => {};
  const measure = () => {
    const now = clock.now();
    const cpu = cpuTime();
    const late = Math.max(0, now - last - interval);
    ticks += 1;
    sum += late;
    max = Math.max(max, late);
    own = Math.max(own, Math.min(late, cpu - lastCpu));
    onInterval(cpu - lastCpu);
    last = now;
    lastCpu = cpu;
    if (now - startedAt >= window) {
      delay = { mean: sum / ticks, max, own };
      startedAt = now;
      ticks = 0;
      sum = 0;
      max = 0;
      own = 0;
      onWindow(delay);
    }
    cancel = clock.after(interval, measure);
  };
  cancel = clock.after(interval, measure);
  return { delay: () => delay, close: () => cancel() };
}

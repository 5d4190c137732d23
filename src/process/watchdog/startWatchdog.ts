// The watchdog: a thread that ends the process when the main thread hangs. Without it, a hung gateway would answer neither
// requests nor SIGTERM until somebody notices.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { systemClock } from '../../core/clock.ts';

export interface WatchdogSettings {
  /** One number, which changes with the turns of the event loop. */
  turns: Int32Array<SharedArrayBuffer>;
  limitSeconds: number;
  /** Milliseconds between two checks of the thread. */
  interval: number;
  writesLog: boolean;
  /** Whether stacks have the positions of the sources. */
  mapsStacks: boolean;
}

/** In milliseconds. */
const longestInterval = 1_000;

/** In MB. The thread needs little memory, until it reads a stack. */
const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 2 };

/** The process need not wait for it, and nothing has to close it. With a limit of 0 seconds there is no watchdog. */
export function startWatchdog(limitSeconds: number, log: Logger): void {
  if (limitSeconds === 0) return;
  const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const interval = Math.min(longestInterval, (limitSeconds * 1000) / 10);
  const turn = () => {
    Atomics.add(turns, 0, 1);
    systemClock.after(interval, turn);
  };
  turn();
  const isOff = (err: unknown) => log.warn({ err }, 'watchdog not running: a process that hangs is not ended');
  const workerData: WatchdogSettings = {
    turns,
    limitSeconds,
    interval,
    writesLog: log.isLevelEnabled('fatal'),
    mapsStacks: process.sourceMapsEnabled,
  };
  try {
    // Neither the flags nor the environment of the process: what they load, such as a profiler, is for the main thread.
    const options = { workerData, resourceLimits, execArgv: [], env: {} };
    new Worker(join(import.meta.dirname, 'watchdog.cjs'), options).on('error', isOff).unref();
  } catch (error) {
    isOff(error);
  }
}

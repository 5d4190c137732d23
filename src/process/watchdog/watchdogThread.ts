// The thread of the watchdog, a bundle of its own. It checks the main thread at intervals. If that hangs, it writes a line
// to the log and ends the process with SIGKILL: no other signal reaches a process whose event loop does not turn.
import { writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../core/clock.ts';
import { sourceFrames } from '../../telemetry/sourceFrames.ts';
import { createHangDetector } from './createHangDetector.ts';
import { mainThreadCpuSeconds } from './mainThreadCpuSeconds.ts';
import { mainThreadStack } from './mainThreadStack.ts';
import type { WatchdogSettings } from './startWatchdog.ts';

/** The longest wait for the stack, in milliseconds. */
const patience = 5_000;
const standardError = 2;

const { turns, limitSeconds, interval, writesLog, mapsStacks } = workerData as WatchdogSettings;
const hangs = createHangDetector(limitSeconds);

async function endProcess(): Promise<void> {
  const stack = await mainThreadStack(patience);
  if (writesLog) writeLine(stack !== null && mapsStacks ? sourceFrames(stack) : stack);
  process.kill(process.pid, 'SIGKILL');
}

/** In the form of the log. The logger itself belongs to the main thread. */
function writeLine(stack: string | null): void {
  const line = {
    level: 60,
    time: systemClock.now(),
    pid: process.pid,
    hostname: hostname(),
    name: 'glacier-graphql',
    stack,
    msg: `event loop blocked: no turn in ${limitSeconds} s of CPU time (WATCHDOG_SECONDS); ending the process`,
  };
  try {
    writeSync(standardError, `${JSON.stringify(line)}\n`);
  } catch {
    // Nobody reads the log. The process must end anyway.
  }
}

const check = () => {
  if (hangs(Atomics.load(turns, 0), mainThreadCpuSeconds)) void endProcess();
  else systemClock.after(interval, check);
};
check();

// Timers do not keep the thread alive. This does, and the thread does not keep the process alive.
parentPort?.on('message', () => undefined);

// Graceful shutdown of the process. A signal: close in order, exit code 0. A failure: close as far as possible, exit
// code 1. A second signal, or the end of the grace period: exit at once, code 1.
import type { Logger } from 'pino';
import { systemClock } from '../core/clock.ts';

export interface Shutdown {
  /** Shuts down because the process cannot go on. The caller has logged why. */
  fail(): void;
}

const shutdownSignals = ['SIGINT', 'SIGTERM', 'SIGQUIT'];

/** After a failure nothing is reliable, so the grace period is shorter; in milliseconds. */
const graceAfterFailure = 5_000;

/** As a shell expects it. Node's own exit hangs in one of three processes whose terminal is gone (20.20.2). */
function endBySignal(signal: 'SIGHUP'): void {
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** `inTerminal`: SIGHUP, which says that the terminal was closed, is one of the signals. */
export function shutdownOnSignal(
  close: () => Promise<void>,
  { graceSeconds, inTerminal }: { graceSeconds: number; inTerminal: boolean },
  log: Logger,
): Shutdown {
  let isShuttingDown = false;
  const shutDown = (grace: number, end: () => void) => {
    if (isShuttingDown) process.exit(1);
    isShuttingDown = true;
    systemClock.after(grace, () => {
      log.error('shutdown: requests were still in flight at the end of the grace period');
      process.exit(1);
    });
    close().then(end, (error: unknown) => {
      log.error({ err: error }, 'shutdown failed');
      process.exit(1);
    });
  };
  const fail = () => shutDown(Math.min(graceAfterFailure, graceSeconds * 1000), () => process.exit(1));
  for (const signal of [...shutdownSignals, ...(inTerminal ? ['SIGHUP'] : [])]) {
    process.on(signal, () => {
      if (!isShuttingDown) log.info({ signal }, 'shutting down');
      shutDown(graceSeconds * 1000, () => (signal === 'SIGHUP' ? endBySignal(signal) : process.exit(0)));
    });
  }
  // Unhandled rejections arrive here too.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unhandled error');
    fail();
  });
  return { fail };
}

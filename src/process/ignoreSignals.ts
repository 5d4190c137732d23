// The signals that neither end the gateway nor change anything.
import type { Logger } from 'pino';

/** Why a signal has no effect. */
const reasons = {
  SIGHUP: 'the gateway reads its files and options at the start alone: restart it',
  SIGUSR1: 'the debugger of Node.js, which this signal opens elsewhere, would be a way into the process',
  SIGUSR2: 'it has no meaning here',
} as const;

/**
 * Keeps these signals from their defaults: SIGHUP and SIGUSR2 would end the process without a drain, and SIGUSR1 would make
 * Node.js listen for a debugger. In a terminal, SIGHUP is not ignored: it says that the terminal was closed.
 */
export function ignoreSignals(log: Logger, inTerminal: boolean): void {
  for (const [signal, reason] of Object.entries(reasons)) {
    if (signal === 'SIGHUP' && inTerminal) continue;
    process.on(signal, () => log.warn({ signal }, `signal ignored: ${reason}`));
  }
}

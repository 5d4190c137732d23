// The signals that neither end the gateway nor change anything.
import type { Logger } from 'pino';

/** Why a signal has no effect. */
const reasons = {
  SIGUSR1: 'the debugger of Node.js, which this signal opens elsewhere, would be a way into the process',
  SIGUSR2: 'it has no meaning here',
} as const;

/**
 * Keeps these signals from their defaults: SIGUSR2 would end the process without a drain, and SIGUSR1 would make Node.js listen
 * for a debugger.
 */
export function ignoreSignals(log: Logger): void {
  for (const [signal, reason] of Object.entries(reasons)) {
    process.on(signal, () => log.warn({ signal }, `signal ignored: ${reason}`));
  }
}

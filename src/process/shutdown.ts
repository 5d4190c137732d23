// How the process ends: in order, with 0, when it is told to; in order as far as that goes, with 1, when it cannot go on;
// and at once, with 1, when it is told again or takes too long.
import type { Logger } from 'pino';
import { systemClock } from '../core/clock.ts';

export interface End {
  /** The process cannot go on; why, is logged. */
  fail(): void;
}

/** After a failure nothing can be relied on, so that less is waited for; in milliseconds. */
const patienceAfterFailure = 5_000;

export function endInOrder(close: () => Promise<void>, seconds: number, log: Logger): End {
  let isEnding = false;
  const end = (code: number, patience: number) => {
    if (isEnding) process.exit(1);
    isEnding = true;
    systemClock.after(patience, () => {
      log.error('not everything could be answered in time');
      process.exit(1);
    });
    close().then(
      () => process.exit(code),
      (error: unknown) => {
        log.error({ err: error }, 'could not end in order');
        process.exit(1);
      },
    );
  };
  const fail = () => end(1, Math.min(patienceAfterFailure, seconds * 1000));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!isEnding) log.info({ signal }, 'ending');
      end(0, seconds * 1000);
    });
  }
  // A rejection that nobody handles comes here too.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error that nobody handled');
    fail();
  });
  return { fail };
}

// The log lines of an outage: one when it begins, one a minute while it lasts, and one when it ends.
import type { Logger } from 'pino';
import { type Clock, steadyClock } from './clock.ts';

export type OutageLogger = Pick<Logger, 'info' | 'warn'>;

export interface OutageLog {
  failed(fields: object): void;
  recovered(fields?: object): void;
}

/** In milliseconds. */
const repeatAfter = 60_000;

export function createOutageLog(
  log: OutageLogger,
  messages: { failed: string; recovered: string },
  clock: Pick<Clock, 'now'> = steadyClock,
): OutageLog {
  let loggedAt: number | undefined;
  return {
    failed: (fields) => {
      const now = clock.now();
      if (loggedAt !== undefined && now - loggedAt < repeatAfter) return;
      loggedAt = now;
      log.warn(fields, messages.failed);
    },
    recovered: (fields = {}) => {
      if (loggedAt === undefined) return;
      loggedAt = undefined;
      log.info(fields, messages.recovered);
    },
  };
}

// Records in the outbox what became of a notification. An outbox that does not answer is asked again until it does: otherwise what
// was sent would be sent again when its lease has ended.
import type { Logger } from 'pino';
import type { Clock } from '../core/clock.ts';
import { createOutageLog } from '../core/createOutageLog.ts';
import type { Route } from './route.ts';

/** After an outbox that did not answer, in milliseconds. */
export const outboxRetry = 5_000;

export interface RecorderOptions {
  clock: Clock;
  log: Logger;
  /** After it, each change is tried once more. What is not recorded then is due again when its lease has ended. */
  signal: AbortSignal;
}

/** The function that makes a change of the outbox. It never rejects. */
export function createRecorder(
  { name: route }: Pick<Route, 'name'>,
  { clock, log, signal }: RecorderOptions,
): (change: () => Promise<void>) => Promise<void> {
  const outage = createOutageLog(
    { warn: log.warn.bind(log), info: log.info.bind(log) },
    {
      failed: 'the outbox of a route does not answer: what was sent is recorded later',
      recovered: 'what was sent of a route is recorded again',
    },
    clock,
  );
  const pause = () =>
    new Promise<void>((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = clock.after(outboxRetry, end);
      signal.addEventListener('abort', end);
    });

  return async (change) => {
    for (;;) {
      const isLast = signal.aborted;
      try {
        await change();
        return outage.recovered({ route });
      } catch (error) {
        outage.failed({ route, reason: (error as Error).message });
        if (isLast) return;
        await pause();
      }
    }
  };
}

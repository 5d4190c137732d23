// Probes: `/healthz` reports whether the process is alive, `/readyz` whether it should receive requests. Responses name a
// failing dependency and no details. A probe makes no AWS call, except while AWS fails: see createAwsHealth.ts.
import type { ServerResponse } from 'node:http';
import { sendJson } from '../sendJson.ts';

export const probePaths = ['/healthz', '/readyz'];

interface Dependencies {
  /** Null without a configured Redis. */
  pingRedis(): Promise<boolean | null>;
  isAwsFailing(): boolean;
  isMemoryLow(): boolean;
  isBudgetFull(): boolean;
}

export interface Health {
  /** From now on `/readyz` fails and new requests are rejected. */
  startShutdown(): void;
  readonly isShuttingDown: boolean;
  /** False if the path is not one of the probes. */
  handle(path: string | undefined, response: ServerResponse): boolean;
}

export function createHealth({ pingRedis, isAwsFailing, isMemoryLow, isBudgetFull }: Dependencies): Health {
  let isShuttingDown = false;
  let pinging: Promise<boolean | null> | undefined;
  /** One ping at a time, however many probes wait for it. */
  const pingOnce = () => {
    pinging ??= pingRedis().finally(() => {
      pinging = undefined;
    });
    return pinging;
  };

  const failures = async (): Promise<string[]> => {
    if (isShuttingDown) return ['shutdown'];
    return [
      ...((await pingOnce()) === false ? ['redis'] : []),
      ...(isAwsFailing() ? ['aws'] : []),
      ...(isMemoryLow() ? ['memory'] : []),
      ...(isBudgetFull() ? ['buffers'] : []),
    ];
  };
  const answerReady = async (response: ServerResponse) => {
    const reasons = await failures();
    if (reasons.length === 0) sendJson(response, 200, { status: 'ok' });
    else sendJson(response, 503, { status: 'unavailable', reasons });
  };

  return {
    startShutdown: () => {
      isShuttingDown = true;
    },
    get isShuttingDown() {
      return isShuttingDown;
    },
    handle: (path, response) => {
      if (path === '/healthz') sendJson(response, 200, { status: 'ok' });
      else if (path === '/readyz') void answerReady(response);
      else return false;
      return true;
    },
  };
}

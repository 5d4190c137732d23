// How the gateway is, for those who probe it: `/healthz` tells of the process alone, `/readyz` whether to send requests.
// Words only: of what is behind the gateway no more than that it fails. No probe makes a call of AWS.
import type { ServerResponse } from 'node:http';
import { sendJson } from '../sendJson.ts';

export const probePaths = ['/healthz', '/readyz'];

/** What the gateway cannot do without. */
export interface Dependencies {
  /** Null where none is configured. */
  pingRedis(): Promise<boolean | null>;
  isAwsFailing(): boolean;
  isMemoryLow(): boolean;
}

export interface Health {
  /** From now on nothing new is taken. */
  startShutdown(): void;
  readonly isShuttingDown: boolean;
  /** False where the path is none of its own. */
  handle(path: string | undefined, response: ServerResponse): boolean;
}

export function createHealth({
  pingRedis: redis,
  isAwsFailing: awsFails,
  isMemoryLow: isShortOfMemory,
}: Dependencies): Health {
  let isEnding = false;
  let asked: Promise<boolean | null> | undefined;
  /** However many ask, Redis is asked once at a time. */
  const askRedis = () => {
    asked ??= redis().finally(() => {
      asked = undefined;
    });
    return asked;
  };

  const reasons = async (): Promise<string[]> => {
    if (isEnding) return ['ending'];
    return [
      ...((await askRedis()) === false ? ['redis'] : []),
      ...(awsFails() ? ['aws'] : []),
      ...(isShortOfMemory() ? ['memory'] : []),
    ];
  };
  const answerReady = async (response: ServerResponse) => {
    const all = await reasons();
    if (all.length === 0) sendJson(response, 200, { status: 'ok' });
    else sendJson(response, 503, { status: 'unavailable', reasons: all });
  };

  return {
    startShutdown: () => {
      isEnding = true;
    },
    get isShuttingDown() {
      return isEnding;
    },
    handle: (path, response) => {
      if (path === '/healthz') sendJson(response, 200, { status: 'ok' });
      else if (path === '/readyz') void answerReady(response);
      else return false;
      return true;
    },
  };
}

// How the gateway is, for those who probe it: `/healthz` tells of the process alone, `/readyz` whether to send requests.
// Words only: of what is behind the gateway no more than that it fails. No probe makes a call of AWS.
import type { ServerResponse } from 'node:http';
import { answerJson } from '../answerJson.ts';

export const probePaths = ['/healthz', '/readyz'];

/** What the gateway cannot do without. */
export interface Dependencies {
  /** Null where none is configured. */
  redis(): Promise<boolean | null>;
  awsFails(): boolean;
  isShortOfMemory(): boolean;
}

export interface Health {
  /** From now on nothing new is taken. */
  end(): void;
  readonly isEnding: boolean;
  /** False where the path is none of its own. */
  answer(path: string | undefined, response: ServerResponse): boolean;
}

export function createHealth({ redis, awsFails, isShortOfMemory }: Dependencies): Health {
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
    if (all.length === 0) answerJson(response, 200, { status: 'ok' });
    else answerJson(response, 503, { status: 'unavailable', reasons: all });
  };

  return {
    end: () => {
      isEnding = true;
    },
    get isEnding() {
      return isEnding;
    },
    answer: (path, response) => {
      if (path === '/healthz') answerJson(response, 200, { status: 'ok' });
      else if (path === '/readyz') void answerReady(response);
      else return false;
      return true;
    },
  };
}

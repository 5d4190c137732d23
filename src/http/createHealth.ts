// How the gateway is, for those who probe it: `/healthz` tells of the process alone, `/readyz` whether to send requests.
// Words only: of what is behind the gateway no more than that it fails.
import type { ServerResponse } from 'node:http';
import { answerJson } from './answerJson.ts';

export interface Health {
  /** From now on nothing new is taken. */
  end(): void;
  readonly isEnding: boolean;
  /** False where the path is none of its own. */
  answer(path: string | undefined, response: ServerResponse): boolean;
}

export function createHealth(): Health {
  let isEnding = false;
  return {
    end: () => {
      isEnding = true;
    },
    get isEnding() {
      return isEnding;
    },
    answer: (path, response) => {
      if (path === '/healthz') answerJson(response, 200, { status: 'ok' });
      else if (path === '/readyz' && !isEnding) answerJson(response, 200, { status: 'ok' });
      else if (path === '/readyz') answerJson(response, 503, { status: 'unavailable', reasons: ['ending'] });
      else return false;
      return true;
    },
  };
}

// The rate limit of a caller, checked before the body is read.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { RateLimitedError } from '../../core/errors.ts';
import { andThen, type MaybePromise, recover } from '../../core/maybePromise.ts';
import type { Limits } from '../../limits/createLimits.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { sendRateLimited } from '../sendJson.ts';
import { setRateLimitHeaders } from '../setRateLimitHeaders.ts';

/** False if the request was rejected with 429. */
export const enforceRateLimit = (
  limits: Limits,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
): MaybePromise<boolean> =>
  recover(
    () => {
      const { clientAddress } = requestScope.getStore() ?? {};
      return andThen(
        limits.enforceRequestRate(caller, clientAddress, (use) => setRateLimitHeaders(response, use)),
        () => true,
      );
    },
    (error) => {
      if (!(error instanceof RateLimitedError)) throw error;
      request.resume();
      sendRateLimited(response, error);
      return false;
    },
  );

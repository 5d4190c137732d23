// Counts a request to whoever sends it, before anything of it is read; one too many is told so, and nothing else.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { RateLimitedError } from '../../core/errors.ts';
import type { Limits } from '../../limits/createLimits.ts';
import { sendRateLimited } from '../sendJson.ts';

/** False where the answer is given already. */
export async function enforceRateLimit(
  limits: Limits,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  try {
    await limits.enforceRequestRate(caller);
    return true;
  } catch (error) {
    if (!(error instanceof RateLimitedError)) throw error;
    request.resume();
    sendRateLimited(response, error);
    return false;
  }
}

// The response to a request that the byte budget has no room for.
import type { ServerResponse } from 'node:http';
import { sendError } from './sendJson.ts';

export const budgetFull = 'The gateway has no memory for further requests at the moment. Retry later.';

export function sendBudgetFull(response: ServerResponse): void {
  response.setHeader('retry-after', '1');
  sendError(response, 503, 'SERVICE_UNAVAILABLE', budgetFull);
}

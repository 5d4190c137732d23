// The byte budget of a request: its connection counts for its caller. While the budget is full, a caller that fills it gets no
// further work; everybody else is served.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { holderOf } from '../lifecycle/followConnections.ts';
import { sendServiceUnavailable } from '../sendJson.ts';

export const budgetFull =
  'The gateway holds too much data of yours at the moment. Read your responses, and retry later.';

/** False if the request was rejected. */
export function admitToBudget(owner: string, request: IncomingMessage, response: ServerResponse): boolean {
  const holder = holderOf(request.socket);
  holder?.moveTo(owner);
  if (!holder?.isRefused) return true;
  request.resume();
  response.setHeader('connection', 'close');
  sendServiceUnavailable(response, budgetFull, 1);
  return false;
}

// The turn of a request to be executed. While the event loop is late because of its caller, the request is refused.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { RateLimitedError } from '../../core/errors.ts';
import { clientKey } from '../../limits/clientKey.ts';
import type { Execution, ExecutionTurns } from '../../limits/executionTurns.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { sendRateLimited } from '../sendJson.ts';
import type { EventStreams } from '../subscriptions/createEventStreams.ts';
import { wantsEventStream } from '../subscriptions/serveEventStream.ts';

export interface TurnServices {
  turns: ExecutionTurns;
  events: { streams: Pick<EventStreams, 'reject'> };
}

/** Refuses a request before its body is read. False if it was refused. */
export function admitToTurns(
  services: TurnServices,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const refusal = services.turns.refusalOf(ownerOf(caller));
  if (refusal) refuse(services, request, response, refusal);
  return refusal === null;
}

/** Null if the request was refused, or its client has disconnected. The end of the execution must be reported. */
export async function beginExecution(
  services: TurnServices,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Execution | null> {
  try {
    const execution = await services.turns.begin(ownerOf(caller));
    const scope = requestScope.getStore();
    if (scope) scope.execution = execution;
    if (!response.destroyed) return execution;
    execution.end();
  } catch (error) {
    if (!(error instanceof RateLimitedError)) throw error;
    refuse(services, request, response, error);
  }
  return null;
}

const ownerOf = (caller: Caller): string => clientKey(caller, requestScope.getStore()?.clientAddress);

/** An event stream ends with the time to reconnect: an EventSource does not reconnect after an error. */
function refuse(
  { events }: TurnServices,
  request: IncomingMessage,
  response: ServerResponse,
  refusal: RateLimitedError,
): void {
  request.resume();
  if (wantsEventStream(request)) events.streams.reject(response);
  else sendRateLimited(response, refusal);
}

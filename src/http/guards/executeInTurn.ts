// The turn of a request to be executed. While the event loop is late because of its caller, the request is refused.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RateLimitedError } from '../../core/errors.ts';
import type { MaybePromise } from '../../core/maybePromise.ts';
import type { ExecutionTurns } from '../../limits/executionTurns.ts';
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
  owner: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const refusal = services.turns.refusalOf(owner);
  if (refusal) refuse(services, request, response, refusal);
  return refusal === null;
}

/** Does the work of a request in its turn, unless it is refused, or its client has disconnected. */
export const executeInTurn = (
  services: TurnServices,
  owner: string,
  request: IncomingMessage,
  response: ServerResponse,
  work: () => MaybePromise<void>,
): MaybePromise<void> =>
  services.turns.run(
    owner,
    (execution) => {
      const scope = requestScope.getStore();
      if (scope) scope.execution = execution;
      return response.destroyed ? undefined : work();
    },
    (refusal) => refuse(services, request, response, refusal),
  );

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

// Subscriptions as server-sent events on the GraphQL path: the "distinct connections mode" of GraphQL over SSE, by POST or,
// for a browser's EventSource, by GET. https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { RateLimitedError } from '../../core/errors.ts';
import type { Limits } from '../../limits/createLimits.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { acceptedTypes } from '../acceptedTypes.ts';
import { isObject, type Parameters } from '../documents/persistedDocuments.ts';
import { sendRateLimited } from '../sendJson.ts';
import type { Broadcasts, Operation } from './createBroadcasts.ts';
import type { EventStreams } from './createEventStreams.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from './eventStreamFormat.ts';

export interface EventStreamServices {
  broadcasts: Broadcasts;
  streams: EventStreams;
  callerLimits: Limits;
}

export const wantsEventStream = ({ headers }: IncomingMessage): boolean =>
  acceptedTypes(headers.accept).names('text/event-stream');

/** False, without a response, if the request is not a subscription. */
export async function serveEventStream(
  { broadcasts, streams, callerLimits }: EventStreamServices,
  request: IncomingMessage,
  response: ServerResponse,
  parameters: Parameters | null,
  caller: Caller,
): Promise<boolean> {
  const operation = isServed(request) && parameters ? toOperation(parameters) : null;
  if (!operation) return false;
  const prepared = await broadcasts.prepare(operation, caller);
  if (prepared === null) return false;
  const scope = requestScope.getStore();
  if (scope) Object.assign(scope, { kind: 'subscription', callerId: caller.id });
  if ('errors' in prepared) {
    // As an event: an EventSource cannot read another response, and would reconnect.
    const errorEvent = nextEvent(JSON.stringify({ errors: prepared.errors }));
    response.writeHead(200, eventStreamHeaders).end(errorEvent + completeEvent);
  } else if (response.destroyed) prepared.broadcast.endIfUnused();
  else if (request.method === 'HEAD') {
    prepared.broadcast.endIfUnused();
    response.writeHead(200, eventStreamHeaders).end();
  } else {
    try {
      const end = await callerLimits.acquireSubscription(caller, scope?.clientAddress);
      if (response.destroyed) end();
      else response.once('close', end);
    } catch (error) {
      prepared.broadcast.endIfUnused();
      if (!(error instanceof RateLimitedError)) throw error;
      sendRateLimited(response, error);
      return true;
    }
    if (response.destroyed) prepared.broadcast.endIfUnused();
    else streams.open(response, prepared.broadcast, lastEventId(request), caller);
  }
  return true;
}

const lastEventId = ({ headers }: IncomingMessage): string | null => {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : null;
};

/** Yoga refuses other methods. */
const isServed = ({ method = '' }: IncomingMessage): boolean => ['GET', 'HEAD', 'POST'].includes(method);

/** Null for an invalid GraphQL request, which yoga rejects with the reason. */
function toOperation({ query, operationName, variables }: Parameters): Operation | null {
  if (typeof query !== 'string') return null;
  if (operationName != null && typeof operationName !== 'string') return null;
  if (variables != null && !isObject(variables)) return null;
  // For an empty name see useOperationName.ts.
  return { query, operationName: operationName || null, variables: variables ?? null };
}

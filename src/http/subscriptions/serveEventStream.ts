// Subscriptions as server-sent events on the GraphQL path: the "distinct connections mode" of GraphQL over SSE, by POST or,
// for a browser's EventSource, by GET. https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import { RateLimitedError } from '../../core/errors.ts';
import { andThen, type MaybePromise, recover } from '../../core/maybePromise.ts';
import type { Limits } from '../../limits/createLimits.ts';
import { requestScope } from '../../telemetry/requestScope.ts';
import { acceptedTypes } from '../acceptedTypes.ts';
import { isObject, type Parameters } from '../documents/persistedDocuments.ts';
import { sendRateLimited } from '../sendJson.ts';
import type { Broadcast } from './broadcast.ts';
import type { Broadcasts, Operation } from './createBroadcasts.ts';
import type { EventStreams } from './createEventStreams.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from './eventStreamFormat.ts';

export interface EventStreamServices {
  broadcasts: Broadcasts;
  streams: EventStreams;
  callerLimits: Limits;
  authenticator: Pick<Authenticator, 'isCurrent'>;
}

export const wantsEventStream = ({ headers }: IncomingMessage): boolean =>
  acceptedTypes(headers.accept).names('text/event-stream');

/** False, without a response, if the request is not a subscription. */
export function serveEventStream(
  services: EventStreamServices,
  request: IncomingMessage,
  response: ServerResponse,
  parameters: Parameters | null,
  caller: Caller,
): MaybePromise<boolean> {
  const operation = isServed(request) && parameters ? toOperation(parameters) : null;
  if (!operation) return false;
  return andThen(services.broadcasts.prepare(operation, caller), (prepared) => {
    if (prepared === null) return false;
    const scope = requestScope.getStore();
    if (scope) Object.assign(scope, { kind: 'subscription', callerId: caller.id });
    if ('broadcast' in prepared) {
      return andThen(openStream(services, request, response, prepared.broadcast, caller), () => true);
    }
    // As an event: an EventSource cannot read another response, and would reconnect.
    const errorEvent = nextEvent(JSON.stringify({ errors: prepared.errors }));
    response.writeHead(200, eventStreamHeaders).end(errorEvent + completeEvent);
    return true;
  });
}

function openStream(
  { streams, callerLimits, authenticator }: EventStreamServices,
  request: IncomingMessage,
  response: ServerResponse,
  broadcast: Broadcast,
  caller: Caller,
): MaybePromise<void> {
  if (response.destroyed) return broadcast.endIfUnused();
  if (request.method === 'HEAD') {
    broadcast.endIfUnused();
    response.writeHead(200, eventStreamHeaders).end();
    return;
  }
  return recover(
    () =>
      andThen(callerLimits.acquireSubscription(caller, requestScope.getStore()?.clientAddress), (onClose) => {
        const mayGoOn = authenticator.isCurrent(caller);
        if (!response.destroyed)
          return streams.open(response, broadcast, { lastId: lastEventId(request), caller, mayGoOn, onClose });
        onClose();
        broadcast.endIfUnused();
      }),
    (error) => {
      broadcast.endIfUnused();
      if (!(error instanceof RateLimitedError)) throw error;
      sendRateLimited(response, error);
    },
  );
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

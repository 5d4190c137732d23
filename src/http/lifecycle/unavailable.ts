// When the gateway accepts no requests, or no long ones: the reason, and the response.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { outputsPath } from '../../outputs/downloads/createOutputLinks.ts';
import type { Health } from '../endpoints/createHealth.ts';
import type { GraphqlServices } from '../endpoints/serveGraphql.ts';
import { sendServiceUnavailable } from '../sendJson.ts';
import { wantsEventStream } from '../subscriptions/serveEventStream.ts';
import { memoryLow, type Overload } from './createOverload.ts';

/** Null if the request is accepted. Streams and downloads occupy memory for long, so they also need free heap. */
export function unavailableReason(
  { health, overload }: { health: Health; overload: Overload },
  request: IncomingMessage,
  path = '',
): string | null {
  if (health.isShuttingDown) return 'The gateway is shutting down. Retry, or use another instance.';
  if (overload.isOverloaded) return 'The gateway is overloaded. Retry in a moment.';
  const isLongLived = wantsEventStream(request) || path.startsWith(outputsPath);
  return overload.isMemoryLow && isLongLived ? memoryLow : null;
}

/** A 503; for an event stream a stream that ends, because an EventSource reconnects after that but not after an error. */
export function sendUnavailable(
  { events, cors }: Pick<GraphqlServices, 'events' | 'cors'>,
  request: IncomingMessage,
  response: ServerResponse,
  reason: string,
): void {
  request.resume();
  // Without them a page cannot read the stream, and its EventSource gives up.
  cors.setHeaders(request, response);
  if (wantsEventStream(request)) events.streams.reject(response);
  else {
    response.setHeader('connection', 'close');
    sendServiceUnavailable(response, reason, 1);
  }
}

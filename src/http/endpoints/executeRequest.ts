// The execution of a query or mutation by yoga, and its response. Yoga gets a fetch Request: on a Node request its adapter
// looks for a body that was already read by listing the keys of the text, one for each character.
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import { acceptedTypes, jsonTypes } from '../acceptedTypes.ts';
import type { Graphql } from '../createGraphql.ts';
import { etagOf, matchesEtag, revalidationHeaders } from '../etag.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from '../subscriptions/eventStreamFormat.ts';

/** Headers that this server sets: the response is sent whole, and is not cached unless it has an ETag. */
const ownHeaders = new Set(['cache-control', 'connection', 'content-encoding', 'transfer-encoding']);

/** `body` is the body of a POST; other methods have none. */
export async function executeRequest(
  graphql: Graphql,
  request: IncomingMessage,
  response: ServerResponse,
  body: string | undefined,
  caller: Caller,
): Promise<void> {
  const disconnect = new AbortController();
  // Each AWS call of the query listens to the signal, and there may be many at once.
  setMaxListeners(0, disconnect.signal);
  response.once('close', () => {
    if (!response.writableFinished) disconnect.abort();
  });
  const { method = 'GET', url = '', headers } = request;
  const { json } = acceptedTypes(headers.accept);
  // For application/json a rejected document has status 200, for clients that ask for that type by name. A client that
  // accepts anything gets the status of the error.
  const acceptsAny = json === 'any';
  const executed = await graphql.fetch(
    new graphql.fetchAPI.Request(new URL(url, 'http://gateway').href, {
      // Node omits the body of a response to HEAD.
      method: method === 'HEAD' ? 'GET' : method,
      headers: {
        accept: acceptsAny ? jsonTypes.current : (json ?? jsonTypes.legacy),
        'content-type': jsonTypes.legacy,
      },
      ...(body === undefined ? {} : { body }),
      signal: disconnect.signal,
    }),
    { caller },
  );
  const text = await executed.text();
  if (disconnect.signal.aborted) return;

  const { status } = executed;
  // A client that accepts only text/event-stream gets a stream of one event. An invalid GraphQL request is rejected as JSON.
  if (json === null && status === 200) {
    response.writeHead(200, eventStreamHeaders).end(nextEvent(text) + completeEvent);
    return;
  }
  const etag = etagOf({ method, status, contentType: executed.headers.get('content-type') ?? '', text });
  if (etag !== null) {
    for (const [name, value] of Object.entries({ ...revalidationHeaders, etag })) response.setHeader(name, value);
    if (matchesEtag(etag, headers['if-none-match'])) {
      response.writeHead(304).end();
      return;
    }
  }
  for (const [name, value] of executed.headers) {
    if (!ownHeaders.has(name.toLowerCase())) response.setHeader(name, value);
  }
  if (acceptsAny) response.setHeader('content-type', `${jsonTypes.legacy}; charset=utf-8`);
  // Bytes instead of text: what the client does not read then waits outside the heap.
  const bytes = Buffer.from(text);
  response.setHeader('content-length', bytes.length);
  response.writeHead(status).end(bytes);
}

// Hands a request to yoga and writes its answer. As a fetch Request: on a Node request its adapter looks for a body that
// was read already by listing the keys of the text, one for each character.
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../access/caller.ts';
import type { Graphql } from '../createGraphql.ts';
import { etagOf, matchesEtag, revalidationHeaders } from '../etag.ts';
import { acceptsJson, namesJson } from '../guards/acceptsJson.ts';
import { completeEvent, eventStreamHeaders, nextEvent } from '../subscriptions/eventStreamFormat.ts';

const usual = 'application/json';
const newer = 'application/graphql-response+json';

/** Written by this server itself: the answer is sent whole, and kept by nobody unless it has a tag. */
const own = new Set(['cache-control', 'connection', 'content-encoding', 'transfer-encoding']);

/** The body of a POST was read before; other methods have none. */
export async function executeRequest(
  graphql: Graphql,
  request: IncomingMessage,
  response: ServerResponse,
  body: string | undefined,
  caller: Caller,
): Promise<void> {
  const gone = new AbortController();
  // A query waits for as many AWS calls at once as it needs, each of which ends with it.
  setMaxListeners(0, gone.signal);
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const { method = 'GET', url = '', headers } = request;
  const { accept = '*/*' } = headers;
  const isJson = acceptsJson(accept);
  // To a refused document application/json has no status but 200, for the sake of those who ask for it by name. Whoever
  // takes anything is told by the status, too.
  const isAny = isJson && !namesJson(accept);
  const answered = await graphql.fetch(
    new graphql.fetchAPI.Request(new URL(url, 'http://gateway').href, {
      // Node sends what a HEAD is answered without its body.
      method: method === 'HEAD' ? 'GET' : method,
      headers: { accept: isAny ? newer : isJson ? accept : usual, 'content-type': usual },
      ...(body === undefined ? {} : { body }),
      signal: gone.signal,
    }),
    { caller },
  );
  const text = await answered.text();
  if (gone.signal.aborted) return;

  const { status } = answered;
  // Who accepts nothing else gets a stream of one event; what is no request of GraphQL's is refused as it is.
  if (!isJson && status === 200) {
    response.writeHead(200, eventStreamHeaders).end(nextEvent(text) + completeEvent);
    return;
  }
  const etag = etagOf({ method, status, contentType: answered.headers.get('content-type') ?? '', text });
  if (etag !== null) {
    for (const [name, value] of Object.entries({ ...revalidationHeaders, etag })) response.setHeader(name, value);
    if (matchesEtag(etag, headers['if-none-match'])) {
      response.writeHead(304).end();
      return;
    }
  }
  for (const [name, value] of answered.headers) if (!own.has(name.toLowerCase())) response.setHeader(name, value);
  if (isAny) response.setHeader('content-type', `${usual}; charset=utf-8`);
  response.setHeader('content-length', Buffer.byteLength(text));
  response.writeHead(status).end(text);
}

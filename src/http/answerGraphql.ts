// Hands a request to yoga and writes its answer. As a fetch Request: on a Node request its adapter looks for a body that
// was read already by listing the keys of the text, one for each character.
import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Graphql } from './createGraphql.ts';

/** The body of a POST was read before; other methods have none. */
export async function answerGraphql(
  graphql: Graphql,
  request: IncomingMessage,
  response: ServerResponse,
  body: string | undefined,
): Promise<void> {
  const gone = new AbortController();
  // A query waits for as many AWS calls at once as it needs, each of which ends with it.
  setMaxListeners(0, gone.signal);
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const answered = await graphql.fetch(
    new graphql.fetchAPI.Request(new URL(request.url ?? '', 'http://gateway').href, {
      method: request.method ?? 'GET',
      headers: { accept: request.headers.accept ?? '*/*', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
      signal: gone.signal,
    }),
  );
  const text = await answered.text();
  if (gone.signal.aborted) return;
  for (const [name, value] of answered.headers) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(text));
  response.writeHead(answered.status).end(text);
}

// Answers a POST whose body was read already. Handed to yoga as a fetch Request: on a Node request its adapter looks for
// such a body by listing the keys of the text, one for each character.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Graphql, graphqlPath } from './createGraphql.ts';

export async function answerPost(
  graphql: Graphql,
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const answered = await graphql.fetch(
    new graphql.fetchAPI.Request(`http://gateway${graphqlPath}`, {
      method: 'POST',
      headers: { accept: request.headers.accept ?? '*/*', 'content-type': 'application/json' },
      body,
      signal: gone.signal,
    }),
  );
  const text = await answered.text();
  if (gone.signal.aborted) return;
  for (const [name, value] of answered.headers) response.setHeader(name, value);
  response.setHeader('content-length', Buffer.byteLength(text));
  response.writeHead(answered.status).end(text);
}

// The body of a request, read within a size limit whatever Content-Length claims.
import type { IncomingMessage } from 'node:http';

/** The limit of a GraphQL request on every transport. */
export const maxBodyBytes = 1024 * 1024;

/** Null if the body is too large. Close the connection then: the rest of the body is still in flight. */
export async function readBody(request: IncomingMessage, limit = maxBodyBytes): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

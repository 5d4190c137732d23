// Reads the body of a request within a limit, whatever its headers say of its length.
import type { IncomingMessage } from 'node:http';

/** Of a request, over whichever transport. */
export const maxBodyBytes = 1024 * 1024;

/** Null where the body is too large: the connection is then to be closed, for the rest of it is still to come. */
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

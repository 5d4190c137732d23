// The body of a request: read within a size limit whatever Content-Length claims, and decoded strictly.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendError } from '../sendJson.ts';

/** The limit of a GraphQL request on every transport. */
export const maxBodyBytes = 1024 * 1024;

/** Without `fatal`, each invalid byte would silently become U+FFFD and reach AWS as that. A byte order mark is skipped. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Null if the request was rejected. */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
): Promise<string | null> {
  const bytes = await readBytes(request, limit);
  if (bytes === null) {
    // The rest of the body is still in flight.
    response.setHeader('connection', 'close');
    sendError(response, 413, 'BAD_USER_INPUT', `The body exceeds ${limit / 1024} KiB.`);
    return null;
  }
  try {
    return utf8.decode(bytes);
  } catch {
    sendError(response, 400, 'BAD_USER_INPUT', 'The body is not valid UTF-8. Encode it as UTF-8.');
    return null;
  }
}

/** Null if the body is larger than the limit. */
async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

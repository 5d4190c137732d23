// The body of a request: read within a size limit whatever Content-Length claims, and decoded strictly. While it
// is used, it counts in the byte budget of its connection.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { estimateJsonBytes } from '../../core/estimateJsonBytes.ts';
import { holderOf } from '../lifecycle/followConnections.ts';
import { sendError } from '../sendJson.ts';

/** The limit of a GraphQL request on every transport. */
export const maxBodyBytes = 1024 * 1024;

/** Without `fatal`, each invalid byte would silently become U+FFFD and reach AWS as that. A byte order mark is skipped. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

const tooComplex = 'The body has more values than a connection may hold (MAX_CONNECTION_BYTES). Send fewer at once.';

/** Passes the body to `use`, or rejects the request. */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
  use: (body: string) => void | Promise<void>,
): Promise<void> {
  const holder = holderOf(request.socket);
  const charge = holder?.charge();
  try {
    const bytes = await readBytes(request, limit, (chunk) => {
      const memory = estimateJsonBytes(chunk);
      if (holder?.fits(memory) === false) return false;
      charge?.add(memory);
      return true;
    });
    if (Buffer.isBuffer(bytes)) return await useText(bytes, response, use);
    // The rest of the body is still in flight.
    response.setHeader('connection', 'close');
    const message = bytes === 'too complex' ? tooComplex : `The body exceeds ${limit / 1024} KiB.`;
    sendError(response, 413, 'BAD_USER_INPUT', message);
  } finally {
    charge?.release();
  }
}

async function useText(
  bytes: Buffer,
  response: ServerResponse,
  use: (body: string) => void | Promise<void>,
): Promise<void> {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return sendError(response, 400, 'BAD_USER_INPUT', 'The body is not valid UTF-8. Encode it as UTF-8.');
  }
  return use(text);
}

/** `admit` is false for a chunk that the connection may not hold as well. */
function readBytes(
  request: IncomingMessage,
  limit: number,
  admit: (chunk: Buffer) => boolean,
): Promise<Buffer | 'too large' | 'too complex'> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve('too large');
  // By events: an iterator costs a tenth of the CPU time of a small request.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (result: Buffer | 'too large' | 'too complex') => {
      request.off('data', onData).off('error', onLost).off('close', onLost);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      const excess = length > limit ? 'too large' : admit(chunk) ? null : 'too complex';
      if (excess === null) chunks.push(chunk);
      else {
        // A request that is destroyed would take the response with it.
        request.pause();
        stop(excess);
      }
    };
    const onLost = () => reject(new Error('The client disconnected while it was sending.'));
    if (request.destroyed) return onLost();
    request.on('data', onData).on('error', onLost).on('close', onLost);
    request.once('end', () => stop(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
  });
}

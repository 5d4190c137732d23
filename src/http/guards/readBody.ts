// The body of a request: read within a size limit whatever Content-Length claims, and decoded strictly. While it
// is used, it counts in the byte budget of its connection.
import { isAscii } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { estimateJsonBytes } from '../../core/estimateJsonBytes.ts';
import { type MaybePromise, settle } from '../../core/maybePromise.ts';
import { inPresentScope } from '../../telemetry/requestScope.ts';
import { holderOf } from '../lifecycle/followConnections.ts';
import { sendError } from '../sendJson.ts';

/** Without `fatal`, each invalid byte would silently become U+FFFD and reach AWS as that. A byte order mark is skipped. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

const tooComplex = 'The body has more values than a connection may hold (MAX_CONNECTION_BYTES). Send fewer at once.';

/** Passes the body to `use`, or rejects the request. */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
  use: (body: string) => MaybePromise<void>,
): Promise<void> {
  const holder = holderOf(request.socket);
  const charge = holder?.charge();
  const admit = (chunk: Buffer): boolean => {
    const memory = estimateJsonBytes(chunk);
    if (holder?.fits(memory) === false) return false;
    charge?.add(memory);
    return true;
  };
  const useBytes = (bytes: Buffer | Excess): MaybePromise<void> => {
    if (Buffer.isBuffer(bytes)) return useText(bytes, response, use);
    // The rest of the body is still in flight.
    response.setHeader('connection', 'close');
    const message = bytes === 'too complex' ? tooComplex : `The body exceeds ${limit / 1024} KiB.`;
    return sendError(response, 413, 'BAD_USER_INPUT', message);
  };
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      charge?.release();
      reject(error);
    };
    const succeed = () => {
      charge?.release();
      resolve();
    };
    const onBytes = inPresentScope((bytes: Buffer | Excess) => settle(() => useBytes(bytes), succeed, fail));
    readBytes(request, limit, admit, onBytes, fail);
  });
}

function useText(
  bytes: Buffer,
  response: ServerResponse,
  use: (body: string) => MaybePromise<void>,
): MaybePromise<void> {
  let text: string;
  try {
    // Most bodies are ASCII, which needs no check of its bytes.
    text = isAscii(bytes) ? bytes.toString('latin1') : utf8.decode(bytes);
  } catch {
    return sendError(response, 400, 'BAD_USER_INPUT', 'The body is not valid UTF-8. Encode it as UTF-8.');
  }
  return use(text);
}

type Excess = 'too large' | 'too complex';

/** `admit` is false for a chunk that the connection may not hold as well. By events: promises cost more than a small body. */
function readBytes(
  request: IncomingMessage,
  limit: number,
  admit: (chunk: Buffer) => boolean,
  onEnd: (bytes: Buffer | Excess) => void,
  onError: (error: Error) => void,
): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    onEnd('too large');
    return;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  const stop = () => request.off('data', onData).off('end', onComplete).off('error', onLost).off('close', onLost);
  const onData = (chunk: Buffer) => {
    length += chunk.length;
    const excess = length > limit ? 'too large' : admit(chunk) ? null : 'too complex';
    if (excess === null) {
      chunks.push(chunk);
      return;
    }
    // A request that is destroyed would take the response with it.
    request.pause();
    stop();
    onEnd(excess);
  };
  const onComplete = () => {
    stop();
    onEnd(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
  };
  const onLost = () => {
    stop();
    onError(new Error('The client disconnected while it was sending.'));
  };
  if (request.destroyed) onLost();
  else request.on('data', onData).on('end', onComplete).on('error', onLost).on('close', onLost);
}

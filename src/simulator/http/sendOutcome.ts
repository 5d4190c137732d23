// Writes a response, whole or damaged by a fault. Content-Length is always sent, so that a client can detect a truncated body.
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ByteSource } from '../world/byteSource.ts';
import { MEBIBYTE } from '../world/ranges.ts';
import type { WireResponse } from './service.ts';

/** The outcome of a request: a response, a truncated one, or a connection reset. */
export type Outcome = { kind: 'answer' | 'truncated'; response: WireResponse } | { kind: 'reset' };

export async function sendOutcome(outcome: Outcome, response: ServerResponse): Promise<void> {
  // A response without a body cannot be truncated: the connection is reset instead.
  if (outcome.kind === 'reset' || (outcome.kind === 'truncated' && outcome.response.status === 204)) {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers, body } = outcome.response;
  // A truncated response announces more than it sends, also if it had no body.
  const promised = outcome.kind === 'truncated' ? Math.max(body.length, 64) : body.length;
  response.writeHead(status, {
    ...headers,
    ...(status === 204 || status === 304 ? {} : { 'content-length': String(promised) }),
  });
  if (outcome.kind === 'truncated') {
    await write(firstHalf(body), response);
    response.socket?.destroy();
    return;
  }
  await write(body.chunks(), response);
  response.end();
}

// At least one byte, so that the response has begun.
function* firstHalf(body: ByteSource): Generator<Buffer> {
  let missing = Math.floor(body.length / 2);
  if (missing === 0) yield Buffer.from(' ');
  for (const chunk of body.chunks()) {
    if (missing <= 0) return;
    yield chunk.subarray(0, missing);
    missing -= chunk.length;
  }
}

// Sequential: a piece is generated when the previous one was sent, possibly in the same memory. A reader as fast as the writer
// blocks others for one mebibyte at most.
async function write(pieces: Iterable<Buffer>, response: ServerResponse): Promise<void> {
  let sinceTurn = 0;
  for (const piece of pieces) {
    await new Promise<void>((resolve, reject) => {
      response.write(piece, (error) => (error ? reject(error) : resolve()));
    });
    sinceTurn += piece.length;
    if (sinceTurn < MEBIBYTE) continue;
    sinceTurn = 0;
    await nextTurn();
  }
}

// Writes an answer, whole or spoiled. Content-Length is always promised, so that a client can tell a cut body from a short one.
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ByteSource } from '../world/byteSource.ts';
import { MEBIBYTE } from '../world/ranges.ts';
import type { WireResponse } from './service.ts';

/** What a request comes to: an answer, half of one, or a dead connection. */
export type Outcome = { kind: 'answer' | 'truncated'; response: WireResponse } | { kind: 'reset' };

export async function sendOutcome(outcome: Outcome, response: ServerResponse): Promise<void> {
  // An answer without a body cannot be cut: it is lost as a whole.
  if (outcome.kind === 'reset' || (outcome.kind === 'truncated' && outcome.response.status === 204)) {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, headers, body } = outcome.response;
  // A truncated answer promises more than it sends, also where it had nothing to send.
  const promised = outcome.kind === 'truncated' ? Math.max(body.length, 64) : body.length;
  response.writeHead(status, { ...headers, ...(status === 204 ? {} : { 'content-length': String(promised) }) });
  if (outcome.kind === 'truncated') {
    await write(firstHalf(body), response);
    response.socket?.destroy();
    return;
  }
  await write(body.chunks(), response);
  response.end();
}

// At least one byte, so that the answer has begun.
function* firstHalf(body: ByteSource): Generator<Buffer> {
  let missing = Math.floor(body.length / 2);
  if (missing === 0) yield Buffer.from(' ');
  for (const chunk of body.chunks()) {
    if (missing <= 0) return;
    yield chunk.subarray(0, missing);
    missing -= chunk.length;
  }
}

// One piece after another: the next is made when this one has left, in the same memory perhaps. A reader as fast as the writer keeps
// nobody else waiting for longer than a mebibyte.
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

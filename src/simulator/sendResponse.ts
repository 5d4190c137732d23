// Writes an answer, whole or spoiled. Content-Length is always promised, so that a client can tell a cut body from a short one.
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
    const half = firstBytes(body.chunks(), Math.floor(body.length / 2));
    response.write(half.length > 0 ? half : ' ', () => response.socket?.destroy());
    return;
  }
  await pipeline(Readable.from(body.chunks(), { objectMode: false }), response);
}

function firstBytes(chunks: Iterable<Buffer>, length: number): Buffer {
  const pieces: Buffer[] = [];
  let missing = length;
  for (const chunk of chunks) {
    if (missing <= 0) break;
    pieces.push(chunk.subarray(0, missing));
    missing -= chunk.length;
  }
  return Buffer.concat(pieces);
}

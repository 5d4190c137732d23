// HTTP request in the form that the protocols need: path split and decoded, query parsed, body in memory.
import type { IncomingMessage } from 'node:http';
import { type HeldBytes, LARGEST_HELD } from '../world/heldBytes.ts';
import { AwsError, invalidParameter, NotSimulated } from './errors.ts';
import type { RequestHead } from './service.ts';

/** AWS accepts single uploads up to 4 GB. */
const LARGEST_UPLOAD = 4 * 1024 ** 3;

export function readHead(message: IncomingMessage): RequestHead {
  const { pathname, search } = splitTarget(message.url ?? '/');
  return {
    method: message.method ?? 'GET',
    segments: pathname.split('/').slice(1).map(decodeSegment),
    query: new URLSearchParams(search),
    headers: message.headers,
  };
}

/** Accepts absolute targets, as clients send to a proxy. Does not use URL, which would collapse a vault named '..'. */
export function splitTarget(target: string): { pathname: string; search: string } {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/';
  const query = path.indexOf('?');
  return query < 0 ? { pathname: path, search: '' } : { pathname: path.slice(0, query), search: path.slice(query + 1) };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new AwsError('BadRequest', `The address has a malformed escape: ${segment}`);
  }
}

// A body that is too large is still read to its end: a client does not see a response in the middle of an upload.
export async function readBody(message: IncomingMessage, held: HeldBytes): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  let isRefused = false;
  try {
    for await (const piece of message as AsyncIterable<Buffer>) {
      length += piece.length;
      if (isRefused) continue;
      pieces.push(piece);
      held.reading += piece.length;
      isRefused = length > LARGEST_HELD || held.reading + held.uploaded > held.limit;
      if (!isRefused) continue;
      pieces.length = 0;
      held.reading -= length;
    }
  } finally {
    if (!isRefused) held.reading -= length;
  }
  if (length > LARGEST_UPLOAD) throw invalidParameter(`Invalid Content-Length: ${length}`);
  if (isRefused) {
    throw new NotSimulated(
      `The simulator holds uploads in memory, up to ${LARGEST_HELD} bytes each and ${held.limit} in all; this one has ${length}`,
    );
  }
  return Buffer.concat(pieces);
}

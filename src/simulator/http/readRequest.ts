// An HTTP request as the protocols want it: path split and decoded, query parsed, body whole in memory.
import type { IncomingMessage } from 'node:http';
import { AwsError, invalidParameter, NotSimulated } from './errors.ts';
import type { WireRequest } from './service.ts';

/** AWS takes single uploads up to 4 GB. */
const LARGEST_UPLOAD = 4 * 1024 ** 3;
/** The simulator keeps uploads in memory and takes less. */
const LARGEST_HELD = 256 * 1024 ** 2;

export async function readRequest(message: IncomingMessage): Promise<WireRequest> {
  const { pathname, search } = splitTarget(message.url ?? '/');
  return {
    method: message.method ?? 'GET',
    segments: pathname.split('/').slice(1).map(decodeSegment),
    query: new URLSearchParams(search),
    headers: message.headers,
    body: await readBody(message),
  };
}

/** Accepts absolute targets, as clients write to a proxy. Not through URL: that would collapse a vault named '..'. */
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

// A body too large is read to its end all the same: an answer in the middle of an upload reaches no client.
async function readBody(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length <= LARGEST_HELD) pieces.push(piece);
    else pieces.length = 0;
  }
  if (length > LARGEST_UPLOAD) throw invalidParameter(`Invalid Content-Length: ${length}`);
  if (length > LARGEST_HELD) {
    throw new NotSimulated(
      `The simulator holds uploads in memory, up to ${LARGEST_HELD} bytes; this one has ${length}`,
    );
  }
  return Buffer.concat(pieces);
}

// Compression of JSON responses, in the thread pool of Node.js, so that the event loop serves others meanwhile. DNS and files
// share that pool, so few responses are compressed at a time; the others are sent as they are, at once.
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type ContentEncoding, contentEncoding } from './contentEncoding.ts';
import { holderOf } from './lifecycle/followConnections.ts';

/** Below that, a response fits into a packet or two as it is. */
const minBytes = 1_024;

/** It is held twice meanwhile. A larger one would also keep a thread for more than a second. */
const maxBytes = 16 * 1_024 * 1_024;

/** Of the four threads of the pool. */
const maxRunning = 2;

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

/** Low levels: the size is near that of the highest ones, in a fraction of the CPU time. */
const compressors = {
  br: (data: Buffer) =>
    brotli(data, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: data.length },
    }),
  gzip: (data: Buffer) => deflate(data, { level: 4 }),
} satisfies Record<ContentEncoding, (data: Buffer) => Promise<Buffer>>;

export interface CompressedBody {
  encoding: ContentEncoding;
  body: Buffer;
}

export interface ResponseCompression {
  /** Null to send the response as it is, at once. `bytes`: the length of the body, which is asked for only if it is compressed. */
  begin(request: IncomingMessage, bytes: number, body: () => Buffer): Promise<CompressedBody> | null;
}

/** Compresses nothing: for a gateway behind a proxy that does it. */
export const noCompression: ResponseCompression = { begin: () => null };

export function createResponseCompression(): ResponseCompression {
  let running = 0;
  return {
    begin: (request, bytes, body) => {
      if (bytes < minBytes || bytes > maxBytes || running >= maxRunning || request.method === 'HEAD') return null;
      const encoding = contentEncoding(request.headers['accept-encoding']?.toString());
      const holder = holderOf(request.socket);
      if (encoding === null || holder?.fits(bytes) === false) return null;
      running += 1;
      const charge = holder?.charge(bytes);
      return compressors[encoding](body())
        .then((compressed) => ({ encoding, body: compressed }))
        .finally(() => {
          running -= 1;
          charge?.release();
        });
    },
  };
}

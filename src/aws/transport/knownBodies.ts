// The lists of AWS that were read last, by request. Jobs take hours, so AWS mostly answers a repeated request with the same
// bytes, which need not be read again. Guarantee: an output is returned only for the bytes that it was read from. Its list is
// then the very same one, and so are the records that were made of it: listRecords.ts.
import { hash as hashOf } from 'node:crypto';
import { ByteCache } from '../../core/byteCache.ts';
import { cacheBytes } from '../../core/cacheBytes.ts';
import type { ReadBody } from './readJson.ts';

interface KnownBody {
  /** A SHA-256 of 350 KB takes 0.3 ms, and reading them ten times of it. To keep the bytes would take as much memory again. */
  hash: string;
  output: object;
  /** An output takes 1.0 to 1.2 times its body, measured. The records that are made of it are those of the index. */
  bytes: number;
}

export class KnownBodies {
  readonly #bodies = new ByteCache<KnownBody>(cacheBytes.pages, { bytesOf: ({ bytes }) => bytes });

  /** What `read` returns for the body. `request` identifies the request among those of all locations. */
  read(request: string, body: Buffer, read: ReadBody): object {
    const hash = hashOf('sha256', body, 'base64');
    const known = this.#bodies.get(request);
    if (known?.hash === hash) return known.output;
    const output = read(body);
    this.#bodies.set(request, { hash, output, bytes: Math.ceil(1.25 * body.length) });
    return output;
  }
}

// The download of a small file, limited in time and size. A redirect is a failure: only the given URL is read.
import { get as getHttp, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { get as getHttps } from 'node:https';
import { deadline } from '../core/clock.ts';
import { reasonOf } from '../core/reasonOf.ts';
import type { Egress } from './createEgress.ts';

export interface DownloadOptions {
  /** In milliseconds, from the DNS lookup to the last byte. */
  timeout: number;
  maxBytes: number;
  headers?: OutgoingHttpHeaders;
}

/** A download failed. The message names the host, and neither the path nor the query of the URL. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  readonly host: string;
  readonly code: string | undefined;

  /** `proxy` is the one that the connection goes through, as host and port. */
  constructor(
    url: string,
    cause: unknown,
    readonly proxy?: string | null,
  ) {
    const { host } = new URL(url);
    super(`The download from ${host} failed: ${reasonOf(cause)}`, { cause });
    this.host = host;
    this.code = (cause as NodeJS.ErrnoException).code;
  }
}

export async function download(egress: Egress, url: string, options: DownloadOptions): Promise<Buffer> {
  try {
    return await read(egress, url, options);
  } catch (error) {
    const { protocol, hostname, port } = new URL(url);
    throw new DownloadError(url, error, egress.proxyFor(protocol, hostname, port === '' ? undefined : Number(port)));
  }
}

async function read(
  egress: Egress,
  url: string,
  { timeout, maxBytes, headers = {} }: DownloadOptions,
): Promise<Buffer> {
  const signal = deadline(timeout);
  const { httpAgent, httpsAgent } = egress.agents();
  const isHttps = new URL(url).protocol === 'https:';
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    // Node reports the abort of a request only once it has a connection, and a proxy may never give one.
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    const options = { agent: isHttps ? httpsAgent : httpAgent, signal, headers };
    (isHttps ? getHttps : getHttp)(url, options, resolve).on('error', reject);
  });
  try {
    if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new Error(`larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    response.destroy();
  }
}

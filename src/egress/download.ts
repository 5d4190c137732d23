// The download of a small file, limited in time and size. A redirect is a failure: only the given URL is read.
import { get as getHttp, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { get as getHttps } from 'node:https';
import { deadline } from './clock.ts';

export interface DownloadLimits {
  /** In milliseconds, from the DNS lookup to the last byte. */
  timeout: number;
  maxBytes: number;
}

export async function download(
  url: string,
  { timeout, maxBytes }: DownloadLimits,
  headers: OutgoingHttpHeaders = {},
): Promise<Buffer> {
  const signal = deadline(timeout);
  const get = url.startsWith('https:') ? getHttps : getHttp;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false, signal, headers }, resolve).on('error', reject);
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

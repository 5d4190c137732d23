// The download of a certificate, with limits of time and size. A redirect is an error: it would bypass the check of the URL.
import { X509Certificate } from 'node:crypto';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { deadline } from '../core/clock.ts';

/** In milliseconds, from the DNS lookup to the last byte. */
const timeout = 1_500;
/** AWS certificates have about 2,000 bytes. */
const maxBytes = 16 * 1024;

export async function downloadCertificate(url: string): Promise<X509Certificate> {
  const signal = deadline(timeout);
  const get = url.startsWith('https:') ? getHttps : getHttp;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false, signal }, resolve).on('error', reject);
  });
  try {
    if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new Error('the certificate exceeds 16 KiB');
      chunks.push(chunk);
    }
    return new X509Certificate(Buffer.concat(chunks));
  } finally {
    response.destroy();
  }
}

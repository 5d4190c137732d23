// One download of a certificate, within a time and a size. A redirection is a failure: it would lead past the rule of
// where certificates are.
import { X509Certificate } from 'node:crypto';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { deadline } from '../core/clock.ts';

/** In milliseconds, from the look-up of the name to the last byte. */
const patience = 1_500;
/** A certificate of AWS's has two thousand bytes. */
const maxBytes = 16 * 1024;

export async function downloadCertificate(url: string): Promise<X509Certificate> {
  const signal = deadline(patience);
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
      if (length > maxBytes) throw new Error('too large');
      chunks.push(chunk);
    }
    return new X509Certificate(Buffer.concat(chunks));
  } finally {
    response.destroy();
  }
}

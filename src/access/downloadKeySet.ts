// A download of an issuer's key set, limited in time and size. Only the configured URL is read: a redirect is a failure.
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import type { JSONWebKeySet } from 'jose';
import { deadline } from '../core/clock.ts';

/** In milliseconds, from the DNS lookup to the last byte. */
const timeout = 3_000;
/** A key has about a thousand bytes, and an issuer has a few keys. */
const maxBytes = 256 * 1024;
const maxKeys = 100;

export async function downloadKeySet(url: string): Promise<JSONWebKeySet> {
  const signal = deadline(timeout);
  const get = url.startsWith('https:') ? getHttps : getHttp;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false, signal, headers: { accept: 'application/json' } }, resolve).on('error', reject);
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
    const { keys } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { keys?: unknown };
    if (!Array.isArray(keys) || keys.length > maxKeys || !keys.every(isKey)) throw new Error('not a set of keys');
    return { keys };
  } finally {
    response.destroy();
  }
}

const isKey = (key: unknown): key is JSONWebKeySet['keys'][number] =>
  typeof key === 'object' && key !== null && 'kty' in key && typeof key.kty === 'string';

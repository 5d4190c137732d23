// One download of an issuer's keys, within a time and a size, and from nowhere else than where it is configured: a
// redirection is a failure.
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import type { JSONWebKeySet } from 'jose';
import { deadline } from '../core/clock.ts';

/** In milliseconds, from the look-up of the name to the last byte. */
const patience = 3_000;
/** A key has a thousand bytes, and an issuer a few keys. */
const maxBytes = 256 * 1024;
const maxKeys = 100;

export async function downloadKeySet(url: string): Promise<JSONWebKeySet> {
  const signal = deadline(patience);
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

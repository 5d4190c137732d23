// A download of an issuer's key set.
import type { JSONWebKeySet } from 'jose';
import { download } from '../core/download.ts';

/** A key has about a thousand bytes, and an issuer has a few keys. */
const limits = { timeout: 3_000, maxBytes: 256 * 1024 };
const maxKeys = 100;

export async function downloadKeySet(url: string): Promise<JSONWebKeySet> {
  const content = await download(url, limits, { accept: 'application/json' });
  const { keys } = JSON.parse(content.toString('utf8')) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length > maxKeys || !keys.every(isKey)) throw new Error('not a set of keys');
  return { keys };
}

const isKey = (key: unknown): key is JSONWebKeySet['keys'][number] =>
  typeof key === 'object' && key !== null && 'kty' in key && typeof key.kty === 'string';

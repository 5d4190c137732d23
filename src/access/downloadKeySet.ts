// A download of an issuer's key set.
import type { JSONWebKeySet } from 'jose';
import type { Egress } from '../egress/createEgress.ts';
import { DownloadError, download } from '../egress/download.ts';

/** A key has about a thousand bytes, and an issuer has a few keys. */
const options = { timeout: 3_000, maxBytes: 256 * 1024, headers: { accept: 'application/json' } };
const maxKeys = 100;

export async function downloadKeySet(egress: Egress, url: string): Promise<JSONWebKeySet> {
  const content = await download(egress, url, options);
  try {
    return parseKeySet(content.toString('utf8'));
  } catch (error) {
    throw new DownloadError(url, error);
  }
}

/** An entry that is no key hides none of the others. https://www.rfc-editor.org/rfc/rfc7517#section-5 */
function parseKeySet(text: string): JSONWebKeySet {
  const entries = (JSON.parse(text) as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(entries) || entries.length > maxKeys) throw new Error('not a set of keys');
  const keys = entries.filter(isKey);
  if (keys.length === 0 && entries.length > 0) throw new Error('not a set of keys');
  return { keys };
}

const isKey = (key: unknown): key is JSONWebKeySet['keys'][number] =>
  typeof key === 'object' && key !== null && 'kty' in key && typeof key.kty === 'string';

// ETags for clients that poll by GET: a hash of the response's data. Weak, because the extensions count the AWS calls and
// differ while the data stay the same. Pure.
import { createHash } from 'node:crypto';
import type { JsonPart } from '../execution/jsonParts.ts';

/** Headers of a response with an ETag: only private caches store it, and they revalidate it before each use. */
export const revalidationHeaders = {
  'cache-control': 'private, no-cache',
  vary: 'accept, accept-encoding, authorization, origin, x-api-key',
};

/** `data`: as JSON, in parts. */
export function etagOf(data: readonly JsonPart[]): string {
  const hash = createHash('sha256');
  for (const part of data) hash.update(part);
  return `W/"${hash.digest('base64url')}"`;
}

/** Whether If-None-Match contains the ETag, by the weak comparison of RFC 9110 (13.1.2), which ignores W/. */
export function matchesEtag(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return [...ifNoneMatch.matchAll(/"[^"]*"/g)].some(([tag]) => tag === opaque);
}

/** Whether If-Match allows the request, by the strong comparison of RFC 9110 (13.1.1): a weak tag never matches. */
export function fulfilsIfMatch(etag: string, ifMatch: string | undefined): boolean {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true;
  return [...ifMatch.matchAll(/(?:W\/)?"[^"]*"/g)].some(([tag]) => tag === etag);
}

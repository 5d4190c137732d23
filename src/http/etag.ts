// ETags for clients that poll by GET: a hash of the response's data. Weak, because the extensions count the AWS calls and
// differ while the data stay the same. Pure.
import { createHash } from 'node:crypto';

export interface TaggedResponse {
  method: string;
  status: number;
  contentType: string;
  text: string;
}

/** Headers of a response with an ETag: only private caches store it, and they revalidate it before each use. */
export const revalidationHeaders = {
  'cache-control': 'private, no-cache',
  vary: 'accept, authorization, origin, x-api-key',
};

/** Null for other methods than GET and HEAD, for streams, and for results with errors. */
export function etagOf({ method, status, contentType, text }: TaggedResponse): string | null {
  if ((method !== 'GET' && method !== 'HEAD') || status !== 200) return null;
  if (!/^application\/(graphql-response\+)?json\b/i.test(contentType)) return null;
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (data === undefined || errors !== undefined) return null;
  return `W/"${createHash('sha256').update(JSON.stringify(data)).digest('base64url')}"`;
}

/** Whether If-None-Match contains the ETag, by the weak comparison of RFC 9110 (13.1.2), which ignores W/. */
export function matchesEtag(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return [...ifNoneMatch.matchAll(/"[^"]*"/g)].some(([tag]) => tag === opaque);
}
